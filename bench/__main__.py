"""`make bench`: measures, prints the tables, writes them to `docs/benchmarks.md` and the page beside it.

`make bench ONLY=dollars` measures and prints the tables with that in their name, and writes nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bench.tables import COST, LOAD, PAGES, measured

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main() -> None:
    """Every table, one after the other, or those that the command line names."""
    if wanted := " ".join(sys.argv[1:]):
        _only(wanted)
        return
    for name, (head, measures) in PAGES.items():
        text = "\n".join([head, *(table.markdown() for table in measured(measures))])
        print(text)
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(text, encoding="utf-8")


def _only(wanted: str) -> None:
    measures = COST | LOAD
    found = {name: measure for name, measure in measures.items() if wanted in name}
    if not found:
        sys.exit(f"nothing is called {wanted}; there are: {', '.join(measures)}")
    for table in measured(found):
        print(table.markdown())


if __name__ == "__main__":
    main()
