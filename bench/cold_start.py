"""Cold starts: what importing a function costs, as a ratio to the smallest program that can call DynamoDB.

CPU time of fresh interpreters, compiled files present, the best of several runs: a ratio within one run says the same on
any machine, a time would not.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path

from bench.table import Table

ROOT = Path(__file__).resolve().parent.parent
RUNS = 7
REFERENCE = 'import boto3; boto3.client("dynamodb")'
_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "PYTHONPATH": f"{ROOT / 'layers/common'}:{ROOT / 'functions'}",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "POWERTOOLS_SERVICE_NAME": "carillon",
    "POWERTOOLS_METRICS_NAMESPACE": "Carillon",
}


def measure() -> Table:
    """One row per function, most expensive first."""
    functions = sorted(path.parent.name for path in ROOT.glob("functions/*/handler.py"))
    reference = _cpu_seconds(REFERENCE)
    ratios = {name: _cpu_seconds(f"import {name}.handler") / reference for name in functions}
    rows = [(name, f"{ratio:.2f}") for name, ratio in sorted(ratios.items(), key=lambda item: -item[1])]
    note = f"CPU of importing the handler in a fresh interpreter, as a ratio to `{REFERENCE}` in the same run (best of {RUNS})."
    return Table("Cold start", ("function", "ratio"), rows, note)


def _cpu_seconds(program: str) -> float:
    return min(_once(program) for _ in range(RUNS))


def _once(program: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], env=_ENVIRONMENT, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
