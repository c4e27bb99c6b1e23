"""`make bench`: measures, prints the tables, writes them to `docs/benchmarks.md`."""

from __future__ import annotations

import sys
from pathlib import Path

from bench import cold_start, cost, cpu, fallback, growth, layer_sizes, load, page_size, push_rate, requests, scroll
from bench.quiet import quiet

OUTPUT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def main() -> None:
    """Every table, one after the other."""
    tables = []
    measures = {
        "requests per notification": requests.measure,
        "requests per act": requests.measure_acts,
        "dollars": cost.measure,
        "cold starts": cold_start.measure,
        "CPU": cpu.measure,
        "push messages": push_rate.measure,
        "growth": growth.measure,
        "exact counts": growth.measure_counts,
        "the fallback": fallback.measure,
        "the layers' sizes": layer_sizes.measure,
        "the size in the page": page_size.measure,
        "scrolling": scroll.measure,
        "load": load.measure,
        "a burst": load.measure_burst,
    }
    for name, measure in measures.items():
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        with quiet():
            tables.append(measure().markdown())
    text = "\n".join(["# Benchmarks\n\nWritten by `make bench`; `make bench-check` holds the gates.\n", *tables])
    print(text)
    OUTPUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
