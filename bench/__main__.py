"""`make bench`: measures, prints the tables, writes them to `docs/benchmarks.md` and the page beside it.

`make bench ONLY=dollars` measures and prints the tables with that in their name, and writes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from bench import cold_start, cost, cpu, fallback, growth, layer_sizes, load, page_size, push_rate, requests, scroll
from bench.quiet import quiet
from bench.table import Table

DOCS = Path(__file__).resolve().parent.parent / "docs"
_HEAD = "Written by `make bench`; `make bench-check` holds the gates."
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


def main() -> None:
    """Every table, one after the other, or those that the command line names."""
    if wanted := " ".join(sys.argv[1:]):
        _only(wanted)
        return
    for name, (head, measures) in PAGES.items():
        text = "\n".join([head, *(_measured(*each) for each in measures.items())])
        print(text)
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(text, encoding="utf-8")


def _only(wanted: str) -> None:
    measures = COST | LOAD
    found = [name for name in measures if wanted in name]
    if not found:
        sys.exit(f"nothing is called {wanted}; there are: {', '.join(measures)}")
    for name in found:
        print(_measured(name, measures[name]))


def _measured(name: str, measure: Callable[[], Table]) -> str:
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    with quiet():
        return measure().markdown()


if __name__ == "__main__":
    main()
