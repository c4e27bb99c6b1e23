"""The fallback after a bad day: thousands of due emails, two sweeps at once.

`python -m bench.fallback` clears FALLBACK_ROWS, for `make soak`.
"""

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
from bench.gates import Gate
from bench.life import Scenario
from bench.quiet import quiet
from bench.recorder import Recording, record
from bench.table import Chart, Table
from carillon import clients
from tests.integration.faults import after
from tests.integration.names import ACCOUNT, REGION

ROOT = Path(__file__).resolve().parent.parent
ROWS = int(os.environ.get("FALLBACK_ROWS", "5000"))
FEW = 500
SWEEPS = 2
TIMEOUT_MS = 50_000
"""The function's, in the template."""

MEMORY_AT_MOST = 1.15
"""Times what a tenth of the rows, or less, take."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """So many due rows, swept by so many at once until nobody found any more."""

    rows: int
    sweeps: int
    recording: Recording
    reports: list[dict[str, Any]]
    messages: Counter[str]
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
        gc.unfreeze()
        assert messages.keys() <= due
        return Cleared(rows, sweeps, recording, reports, messages, seeded.still_due())


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


def gates() -> list[Gate]:
    """None lost, none twice, in the memory of a few."""
    few, many = cleared(FEW, SWEEPS), cleared(ROWS, SWEEPS)
    return [
        Gate(f"{ROWS:,} due emails, {SWEEPS} sweeps at once: queued twice", many.twice, 0),
        Gate("the same: not queued, or due still", many.never, 0),
        Gate(f"the same: memory, times that for {FEW}", many.peak_megabytes / few.peak_megabytes, MEMORY_AT_MOST),
    ]


def measure() -> Table:
    """Few rows by one and by two sweeps, and many."""
    every = [cleared(*each) for each in ((FEW, 1), (FEW, SWEEPS), (ROWS, SWEEPS))]
    columns = (
        "due",
        "sweeps at once",
        "invocations",
        "requests each",
        "write units each",
        "rows a core-second",
        "peak memory",
        "queued twice",
        "left",
    )
    note = (
        f"Due rows, each of somebody else who has an address, swept by the function in processes of their own, one"
        f" invocation of at most {TIMEOUT_MS // 1000} s after the other, as the schedule would, until one finds nothing."
        " Requests and units by row that was queued; of two sweeps, one loses most of the claims that both make. Memory"
        " is the larger process's, with the interpreter and its packages. A row leaves when the email queue has"
        " taken its message, in tens: SQS sets no rate. The seed sent 14 emails a second at 10 ms per SMTP reply."
    )
    out = "the sending itself, which has its queue's rate; TLS."
    chart = Chart("peak MB", [(f"{each.rows:,} by {each.sweeps}", each.peak_megabytes) for each in every])
    return Table("Fallback, thousands due", columns, [_row(each) for each in every], note, out, chart, gates())


def _row(each: Cleared) -> tuple[str, ...]:
    return (
        f"{each.rows:,}",
        str(each.sweeps),
        " + ".join(str(len(report["queued"])) for report in each.reports),
        f"{len(each.recording.calls) / each.rows:.2f}",
        f"{each.recording.writes / each.rows:.2f}",
        f"{each.rows_a_core_second:.0f}",
        f"{each.peak_megabytes:.0f} MB",
        str(each.twice),
        str(each.never),
    )


def main() -> None:
    """The table; the exit status says whether its gates are met."""
    with quiet():
        table = measure()
    print(table.markdown())
    if not all(gate.is_met for gate in table.gates):
        sys.exit("missed")


if __name__ == "__main__":
    main()
