"""Every table there is, and the pages below `docs/` that they stand on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from bench import cold_start, cost, cpu, fallback, growth, layer_sizes, load, page_size, push_rate, requests, scroll
from bench.quiet import quiet
from bench.table import Table

_HEAD = (
    "Written by `make bench`; `make bench-check` measures the same and says of each budget whether it is kept. Functions run"
    " as processes of this machine; on AWS they have Python 3.13 on arm64."
)
_ELSEWHERE = "What it costs: [benchmarks.md](../benchmarks.md). Ten times as much: [soak.md](soak.md)."

Page = dict[str, Callable[[], Table]]

COST: Page = {
    "requests per notification": requests.measure,
    "requests per act": requests.measure_acts,
    "dollars": cost.measure,
    "cold starts": cold_start.measure,
    "the layers' sizes": layer_sizes.measure,
    "the size in the page": page_size.measure,
    "scrolling": scroll.measure,
}
LOAD: Page = {
    "CPU": cpu.measure,
    "push messages": push_rate.measure,
    "growth": growth.measure,
    "exact counts": growth.measure_counts,
    "the fallback": fallback.measure,
    "load": load.measure,
    "a burst": load.measure_burst,
}
PAGES = {
    "benchmarks.md": (
        f"# Benchmarks\n\n{_HEAD} CPU, growth and load: [benchmarks/load.md](benchmarks/load.md).\n",
        COST,
    ),
    "benchmarks/load.md": (
        f"# CPU, growth and load\n\n{_HEAD} {_ELSEWHERE}\n",
        LOAD,
    ),
}
"""By file below `docs/`: how it begins, and its tables."""


def measured(measures: Page) -> Iterator[Table]:
    """Each table when it is measured."""
    for name, measure in measures.items():
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        with quiet():
            table = measure()
        yield table
