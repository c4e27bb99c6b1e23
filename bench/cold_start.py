"""Cold starts: what importing a function and its first invocation cost, as a ratio to the smallest program that has a client.

CPU time of fresh interpreters, compiled files present, the best of several runs: a ratio within one run says the same on
any machine, a time would not.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bench import first_events, life, loopback, one_core
from bench.gates import Gate
from bench.table import PACKAGES, Chart, Table

ROOT = Path(__file__).resolve().parent.parent
RUNS = 12
REFERENCE = 'import boto3; boto3.client("dynamodb")'
BUDGETS = {
    "http_api": 1.7,
    "websocket": 1.18,
    "authorize_websocket": 1.13,
    "ingest": 1.64,
    "send_in_app": 1.36,
    "send_email": 1.66,
    "send_sms": 1.49,
    "send_push": 2.12,
    "email_fallback": 1.27,
}
"""Those that were wanted, or 1.15 times what was reached where that is less."""
_PROGRAM = """
import json, sys
from importlib import import_module
from types import SimpleNamespace
handler = import_module(f"{sys.argv[1]}.handler").lambda_handler
names = {"function_name": "f", "memory_limit_in_mb": 512, "invoked_function_arn": "arn", "aws_request_id": "1"}
answer = handler(json.load(sys.stdin), SimpleNamespace(**names, get_remaining_time_in_millis=lambda: 30_000))
sys.exit(f"not done: {answer}" if answer and answer.get("batchItemFailures") else None)
"""


def measure() -> Table:
    """One row per function, most expensive first."""
    found = sorted(ratios().items(), key=lambda item: -item[1])
    rows = [(name, f"{ratio:.2f}", f"{BUDGETS[name]:g}" if name in BUDGETS else "") for name, ratio in found]
    note = (
        f"CPU of importing the handler and of its first invocation, in a fresh interpreter with compiled files, as a ratio to"
        f" `{REFERENCE}` in the same run (best of {RUNS}), each on one core. AWS and the providers are on a local port."
    )
    out = "loading the layers, Lambda's own start of a sandbox, TLS, other processors than this one."
    chart = Chart("times the reference", found)
    made_with = (*PACKAGES, "boto3", "pywebpush", "twilio", "moto")
    return Table("Cold start", ("function", "ratio", "at most"), rows, note, out, chart, gates(), made_with)


def gates() -> list[Gate]:
    """Each function's budget."""
    return [Gate(f"cold start of {name}", ratios()[name], budget) for name, budget in BUDGETS.items()]


@cache
def ratios() -> Mapping[str, float]:
    """By function. Reference and functions take turns, so that a busy moment is nobody's own."""
    functions = sorted(path.parent.name for path in ROOT.glob("functions/*/handler.py"))
    seconds: dict[str, list[float]] = {name: [] for name in ("", *functions)}
    with life.world(life.Scenario(people=1, sms=True)), loopback.served() as url:
        environment = dict(os.environ) | {
            "AWS_ENDPOINT_URL": url,
            "PYTHONPATH": f"{ROOT / 'layers/common'}:{ROOT / 'functions'}",
        }
        for _ in range(RUNS):
            for name in functions:
                event = json.dumps(first_events.event(name))
                seconds[name].append(_cpu_seconds([_PROGRAM, name], environment, event))
            seconds[""].append(_cpu_seconds([REFERENCE], environment))
    return {name: min(seconds[name]) / min(seconds[""]) for name in functions}


def _cpu_seconds(program: list[str], environment: Mapping[str, str], event: str = "") -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-c", *program],
        env=environment,
        input=event.encode(),
        stdout=subprocess.DEVNULL,
        check=True,
        preexec_fn=one_core.pin,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
