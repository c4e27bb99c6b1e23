"""`make bench`: measures, prints the tables, writes them to `docs/benchmarks.md`."""

import contextlib
import io
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from bench import cold_start, latency, page_size, requests

OUTPUT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def main() -> None:
    """Every table, one after the other."""
    tables = []
    measures = {
        "the size in the page": page_size.measure,
        "requests": requests.measure,
        "cold starts": cold_start.measure,
        "latency": latency.measure,
    }
    for name, measure in measures.items():
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        with contextlib.redirect_stdout(io.StringIO()):  # the functions log while they are measured
            tables.append(measure().markdown())
    versions = ", ".join(f"{name} {version(name)}" for name in ("botocore", "pynamodb", "pydantic", "moto"))
    head = f"# Benchmarks\n\nWritten by `make bench`. Python {platform.python_version()} on {platform.machine()}; {versions}.\n"
    text = "\n".join([head, *tables])
    print(text)
    OUTPUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
