"""What a page loads before the bell is opened: the client and the bell, minified and compressed, as `web/dist` has them."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from bench.gates import Gate
from bench.table import Chart, Table
from local.settings import ROOT

DIST = ROOT / "web" / "dist"
CLIENT = "client.js"
ELEMENTS = "elements.js"
"""What the page's one script tag names; the bell's code comes with it."""
BUDGET_BYTES = 15_000
_NAMES = {CLIENT: "client", ELEMENTS: "client and bell"}
_AT_ONCE = re.compile(r'(?:from|import)"(\.[^"]+)"')
"""A static import, as the bundler writes it. What stands in parentheses, `import("…")`, is asked for later."""


def measure() -> Table:
    """The client alone, and what the page with the bell loads until it is opened, which the client is part of."""
    rows = []
    for entry, name in _NAMES.items():
        files = list(loaded(entry))
        rows.append((name, f"{size(entry) / 1000:.1f} kB", str(len(files))))
    note = (
        "Each file compressed by itself with gzip, as a server does, minified as `web/dist` has it. What else there is, the"
        " panel, the texts of a language and the other elements, is loaded when needed."
    )
    chart = Chart("kilobytes", [(name, size(entry) / 1000) for entry, name in _NAMES.items()])
    gates = [Gate("kilobytes of client and bell", size(ELEMENTS) / 1000, BUDGET_BYTES / 1000)]
    columns = ("", "minified, compressed", "files")
    return Table("Size in the page", columns, rows, note, "what is loaded when needed.", chart, gates, ())


def size(entry: str) -> int:
    """Bytes of a file of `web/dist` and of all that comes with it at once, compressed."""
    return sum(len(gzip.compress(path.read_bytes(), mtime=0)) for path in loaded(entry))


def loaded(entry: str) -> Iterator[Path]:
    """A file of `web/dist` and those that it imports at once, directly or not."""
    waiting, found = [DIST / entry], set[Path]()
    while waiting:
        path = waiting.pop().resolve()
        if path not in found:
            found.add(path)
            waiting += [path.parent / name for name in _AT_ONCE.findall(path.read_text(encoding="utf-8"))]
            yield path
