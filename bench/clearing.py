"""Due rows by the thousand, cleared by the real function in processes of its own; what they sent and what AWS was asked."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from moto.sqs.models import sqs_backends

from bench import life, loopback, seeded
from bench.life import Scenario
from bench.recorder import Recording, record
from carillon import clients
from tests.integration.faults import after
from tests.integration.lambda_queue import CONTEXT
from tests.integration.names import ACCOUNT, REGION
from tests.integration.ticks import ahead

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT_MS = 50_000
"""The function's, in the template."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """So many due rows, swept by so many at once until nobody found any more. `late` are due again when a claim ends."""

    rows: int
    sweeps: int
    recording: Recording
    reports: list[dict[str, Any]]
    messages: Counter[str]
    late: int
    left: int

    @property
    def twice(self) -> int:
        """Rows whose email was queued more than once."""
        return sum(number > 1 for number in self.messages.values())

    @property
    def never(self) -> int:
        """Rows whose email was not queued, or that are due still."""
        return max(self.rows - len(self.messages), self.left)

    @property
    def peak_megabytes(self) -> float:
        """Of the larger process."""
        return float(max(report["peak_bytes"] for report in self.reports) / 1e6)

    @property
    def rows_a_core_second(self) -> float:
        """By the CPU of all processes together."""
        return float(self.rows / sum(report["cpu_seconds"] for report in self.reports))


@cache
def cleared(rows: int, sweeps: int, timeout_ms: int = TIMEOUT_MS) -> Cleared:
    """Clear so many rows, each of somebody else."""
    with life.world(Scenario(people=0)), loopback.served() as url:
        due = seeded.due(rows)
        gc.freeze()  # else the server stops for seconds now and then, to go through all rows
        reports: list[dict[str, Any]] = []
        with _taken() as messages:
            recording = record(lambda: reports.extend(_at_once(sweeps, timeout_ms, url)))
            late = seeded.still_due()
            if late:
                _sweep_later()
        gc.unfreeze()
        assert messages.keys() <= due
        return Cleared(rows, sweeps, recording, reports, messages, late, seeded.still_due())


def _at_once(sweeps: int, timeout_ms: int, url: str) -> list[dict[str, Any]]:
    environment = os.environ | {
        "AWS_ENDPOINT_URL": url,
        "PYTHONPATH": f"{ROOT / 'layers/common'}:{ROOT / 'functions'}:{ROOT}",
    }
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, str(number)) for number in range(sweeps)]
        command = [sys.executable, "-m", "bench.sweeper"]
        running = [
            subprocess.Popen([*command, file, str(timeout_ms)], env=environment, stdout=subprocess.DEVNULL, cwd=ROOT)
            for file in files
        ]
        ended = [process.wait() for process in running]
        assert not any(ended), ended
        return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def _sweep_later() -> None:
    """Whoever did not hear that a claim of theirs succeeded has asked again, and been refused: those fall due once more."""
    with ahead(minutes=6):
        record(lambda: life.handler("email_fallback")({}, CONTEXT))


@contextmanager
def _taken() -> Iterator[Counter[str]]:
    """By id, the messages that came to the email queue. They are taken as they come: Moto goes through the whole queue for
    each that it adds.
    """
    queue: list[Any] = sqs_backends[ACCOUNT][REGION].queues["test-email"]._messages
    found: Counter[str] = Counter()
    one_at_a_time = threading.Lock()

    def take(**_: Any) -> None:
        with one_at_a_time:
            while queue:
                found[json.loads(queue.pop().body)["id"]] += 1

    with after(clients.sqs(), "SendMessageBatch", take):
        yield found
