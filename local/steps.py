"""Progress: a line per step with its time, and one exception for a step that failed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StepFailedError(Exception):
    """A step that cannot go on; the text is the cause as a person should read it, without a stack trace."""


@contextmanager
def step(what: str) -> Iterator[None]:
    """Print `what`, run the block, print the seconds it took. A failure leaves the line unfinished and passes on."""
    print(f"  {what:<44}", end="", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print(" failed", flush=True)
        raise
    print(f" {time.monotonic() - started:6.1f} s", flush=True)


def tail(path: Path, lines: int = 20) -> str:
    """The last lines of a log file, indented; empty if there is none."""
    if not path.is_file():
        return ""
    text = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in text[-lines:])
