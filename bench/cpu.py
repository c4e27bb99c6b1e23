"""CPU per notification and function, as a ratio to the bare calls that it must make, in the same process and the same run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from bench import canned, life, one_core
from bench.gates import Gate
from bench.life import BATCH, Scenario
from bench.table import PACKAGES, Chart, Table
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.names import queue_url

ROOT = Path(__file__).resolve().parent.parent
BUDGETS = {"ingest": 1.61, "send_in_app": 1.49, "send_email": 1.6, "send_sms": 1.5, "send_push": 1.27}
"""Wanted were 2 for accepting and 1.6 for sending; where less was reached, 1.15 times that."""
_QUEUES = {"ingest": "ingest", "send_in_app": "in-app", "send_email": "email", "send_sms": "sms", "send_push": "push"}
_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Cpu:
    """Seconds of a batch, with the function and without, and how often which call is made."""

    function: float
    bare: float
    calls: Mapping[str, int]
    repeated: Mapping[str, int]

    @property
    def ratio(self) -> float:
        """How much the function adds."""
        return self.function / self.bare


def measure() -> Table:
    """One row per function."""
    rows = [
        (
            name,
            f"{cpu.function / BATCH * 1000:.2f}",
            f"{cpu.bare / BATCH * 1000:.2f}",
            f"{cpu.ratio:.2f}",
            f"{BUDGETS[name]:g}",
            ", ".join(f"{number / BATCH:g} {call}" for call, number in cpu.calls.items()),
        )
        for name, cpu in found().items()
    ]
    note = (
        f"CPU per notification, warm, in batches of ten, messages of {life.MESSAGE_BYTES} bytes: of the function, logging"
        f" included, and of the bare calls, the median of {_ROUNDS} rounds of each by turns, in one process on one core."
        " Bare is a plain loop over the very calls that the function makes: its own botocore clients and the same"
        " parameters, an email's finished MIME among them; what goes to Twilio and to a push service is posted over one"
        " pooled `requests` session, a push encrypted first with `http_ece` under a new key. Bare are no threads, no"
        " PynamoDB, no validation, no templates, no log lines. AWS and the providers are another process, without TLS,"
        " and answer alike every time."
    )
    columns = ("function", "CPU ms", "bare", "ratio", "at most", "calls per notification")
    chart = Chart("times the bare calls", [(name, cpu.ratio) for name, cpu in found().items()])
    out, made_with = "Lambda's own runtime, TLS, cold starts.", (*PACKAGES, "pywebpush", "twilio", "pycurl")
    return Table("CPU per notification", columns, rows, note, out, chart, gates(), made_with)


def gates() -> list[Gate]:
    """Each function's budget."""
    return [Gate(f"CPU of {name}, to its bare calls", found()[name].ratio, budget) for name, budget in BUDGETS.items()]


@cache
def found() -> Mapping[str, Cpu]:
    """By function."""
    return {name: of(name, _ROUNDS) for name in BUDGETS}


def of(function: str, rounds: int) -> Cpu:
    """One function, in a process of its own, with people and a batch of its own."""
    scenario = Scenario(notifications=BATCH, people=BATCH, sms=function == "send_sms")
    with life.world(scenario), canned.served() as url:
        event = json.dumps(_batch(function, scenario))
        environment = dict(os.environ) | {
            **dict.fromkeys(("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SESV2", "TWILIO_API_BASE_URL"), url),
            "PYTHONPATH": f"{ROOT}:{ROOT / 'layers/common'}:{ROOT / 'functions'}",
        }
        program = [sys.executable, "-m", "bench.cpu_process", function, str(rounds)]
        printed = subprocess.run(
            program,
            env=environment,
            input=event,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            preexec_fn=one_core.pin,
        )
    answer = json.loads(printed.stdout.splitlines()[-1])
    return Cpu(median(answer["function"]), median(answer["bare"]), *answer["calls"])


def _batch(function: str, scenario: Scenario) -> dict[str, Any]:
    """A full batch as its queue hands it over: what a producer puts there, or what was accepted."""
    queue = LambdaQueue(queue_url(_QUEUES[function]), lambda *_: {})
    if function == "ingest":
        queue.put(*(life.message(number, BATCH, {}) for number in range(BATCH)))
    else:
        life.accept(scenario)
    return queue.receive()
