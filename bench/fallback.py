"""The fallback after a bad day: thousands of due emails, two sweeps at once.

`python -m bench.fallback` clears FALLBACK_ROWS, for `make soak`.
"""

from __future__ import annotations

import os

from bench.clearing import TIMEOUT_MS, Cleared, cleared
from bench.gates import Gate, demand
from bench.quiet import quiet
from bench.table import Chart, Table

ROWS = int(os.environ.get("FALLBACK_ROWS", "5000"))
FEW = 500
SWEEPS = 2
MEMORY_AT_MOST = 1.15
"""Times what a tenth of the rows, or less, take: threads' heaps come and go; what is kept of every row would show."""


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
        "late",
        "queued twice",
        "not queued, or due",
    )
    note = (
        f"Due rows, each of somebody else who has an address, swept by the function in processes of their own, one"
        f" invocation of at most {TIMEOUT_MS // 1000} s after the other, as the schedule would, until one finds nothing."
        " Requests and units by row that was queued; what both sweeps claim, one of them claims in vain. Late are those that"
        " were claimed while nobody heard of it, as on a busy machine: they fall due again. Memory is the larger process's,"
        " with the interpreter and its packages. A row leaves when the email queue has taken its message, in tens: SQS sets no"
        " rate. The seed sent 14 emails a second at 10 ms per SMTP reply."
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
        str(each.late),
        str(each.twice),
        str(each.never),
    )


def main() -> None:
    """The table; the exit status says whether its gates are met."""
    with quiet():
        table = measure()
    print(table.markdown())
    demand(table.gates)


if __name__ == "__main__":
    main()
