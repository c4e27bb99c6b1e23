"""What must not grow with somebody's inbox, and what may: counted, and the CPU of the function alone."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from bench import grown, replay
from bench.gates import Gate
from bench.grown import DEPTH, DUE, Done
from bench.queries import PAGE_BYTES
from bench.table import Chart, Curve, Table

SIZES = (100, 10_000, 100_000)
COUNTED = (100, 25_000, 50_000, 75_000, 100_000)
COUNTED_AT_MOST, CPU_AT_MOST = 1.15, 1.2
"""Times what it takes with the smallest inbox; 1.3 were wanted."""
COUNTS_EACH_MEGABYTE = {"unread count": 1, "page 1 with `total`": 1, "counting what read-all marked": 2}
"""Requests, of what counts exactly, beyond those for a small inbox."""
ROUNDS = 20
_READ_UNIT = 4096
_SEED = (
    " For scale, measured with the seed's own design on PostgreSQL, one user from 100 to 200,000 rows: count from 1 to 163 ms,"
    " deep page from 2 to 203 ms, read-all from 10 to 1,631 ms."
)
_CPU = (
    " CPU is that of the function's process, all threads, the best of"
    f" {ROUNDS} invocations, the sizes in turn: the emulator's answers were recorded and are played back, so that neither its"
    " work nor its memory is in the figure, and making them ready is subtracted."
)
_OUT = "the network's own CPU (sockets, TLS)"

Measured = dict[str, list[Done]]
"""By act, for each size in order."""


@cache
def acts() -> Measured:
    """Recorded once for the table and the gates."""
    return _turned([grown.acts(size) for size in SIZES])


@cache
def counts() -> Measured:
    """As `acts`, of what counts exactly."""
    return _turned(grown.counts(COUNTED))


def _turned(by_size: Sequence[Mapping[str, Done]]) -> Measured:
    return {name: [each[name] for each in by_size] for name in by_size[0]}


@cache
def milliseconds(act: str) -> tuple[float, ...]:
    """CPU of an act, for each size."""
    sizes = acts().get(act) or counts()[act]
    gc.collect()
    gc.freeze()  # a function has no heap of a benchmark's to go through
    try:
        rounds = [[replay.cpu_seconds(done.act, done.tape) for done in sizes] for _ in range(ROUNDS)]
    finally:
        gc.unfreeze()
    return tuple(min(seconds) * 1000 for seconds in zip(*rounds, strict=True))


def times_the_smallest(act: str) -> float:
    """By how much the requests, or the units, grow."""
    counted = [(len(done.recording.calls), done.recording.reads, done.recording.writes) for done in acts()[act]]
    return max(now / before for size in counted for now, before in zip(size, counted[0], strict=True) if before)


def gates() -> list[Gate]:
    """Nothing grows but what counts exactly, and that by one request for each megabyte of keys and count."""
    return [gate for act in acts() for gate in _gates(act)] + counting_gates()


def _gates(act: str) -> list[Gate]:
    took = milliseconds(act)
    counted = f"{act}: requests and units of {SIZES[-1]:,}, times those of {SIZES[0]}"
    return [
        Gate(counted, times_the_smallest(act), COUNTED_AT_MOST),
        Gate(f"{act}: CPU, the same", max(took) / took[0], CPU_AT_MOST),
    ]


def counting_gates() -> list[Gate]:
    """See `gates`. What read-all marked is counted twice."""
    return [
        Gate(f"{act}: requests for each megabyte of keys", _added(act) / _megabytes(counts()["unread count"][-1]), most)
        for act, most in COUNTS_EACH_MEGABYTE.items()
    ]


def _added(act: str) -> int:
    """Requests that the largest inbox takes beyond the smallest."""
    least, *_, most = (len(done.recording.calls) for done in counts()[act])
    return most - least


def measure() -> Table:
    """What must not grow."""
    columns = ("", "requests", "write units", "read units", "CPU, ms")
    rows = [
        (
            act,
            _each(sizes, lambda done: f"{len(done.recording.calls)}"),
            _each(sizes, lambda done: f"{done.recording.writes:g}"),
            _each(sizes, lambda done: f"{done.recording.reads:g}"),
            " / ".join(f"{took:.1f}" for took in milliseconds(act)),
        )
        for act, sizes in acts().items()
    ]
    named = " / ".join(f"{size:,}" for size in SIZES)
    note = (
        f"One person with {named} notifications, all unread; one figure where the three are the same. The list begins"
        f" {DEPTH:,} deep, or a page before the end; {DUE} of their emails are due for the sweep. What read-all marks is"
        " counted afterwards, for the administrators' totals: see the next table." + _CPU + _SEED
    )
    out = (
        f"{_OUT}; what an open page is told then, with the exact count of the next table; the unread ones of a rare category,"
        " which are looked for among all that are unread."
    )
    chart = Chart("CPU, times the smallest", [(act, max(milliseconds(act)) / milliseconds(act)[0]) for act in acts()])
    return Table("Growth", columns, rows, note, out, chart, [gate for act in acts() for gate in _gates(act)])


def measure_counts() -> Table:
    """What may grow."""
    columns = ("notifications", "MB of keys", *(f"{act}: {what}" for act in counts() for what in _COUNTED_BY))
    rows = [
        (
            f"{size:,}",
            f"{_megabytes(counts()['unread count'][place]):.1f}",
            *(cell for act in counts() for cell in _counted(act, place)),
        )
        for place, size in enumerate(COUNTED)
    ]
    note = (
        "Exact, and therefore counted anew each time: a request for each megabyte of index keys, one after the other; the list"
        " by cursor does without. What read-all marked is counted twice, by the stream's function, for the administrators'"
        " totals; nobody waits for it. The lines of the chart, on the right from below: the unread count, page 1 with"
        " `total`, counting what read-all marked." + _CPU
    )
    requests = [[len(done.recording.calls) for done in counts()[act]] for act in COUNTS_EACH_MEGABYTE]
    curve = Curve("notifications", COUNTED[-1], "requests: count, total, counting a read-all", requests)
    return Table("Exact counts", columns, rows, note, f"{_OUT}.", curve, counting_gates())


_COUNTED_BY = ("requests", "read units", "CPU, ms")


def _counted(act: str, place: int) -> tuple[str, ...]:
    recording = counts()[act][place].recording
    return str(len(recording.calls)), f"{recording.reads:,g}", f"{milliseconds(act)[place]:.1f}"


def _each(sizes: Sequence[Done], of: Callable[[Done], str]) -> str:
    """A figure for each size, or the one that they have in common."""
    figures = [of(done) for done in sizes]
    return figures[0] if len(set(figures)) == 1 else " / ".join(figures)


def _megabytes(count: Done) -> float:
    read = sum(call.reads for call in count.recording.calls if call.operation == "Query")
    return read * _READ_UNIT / PAGE_BYTES
