"""A bar that fills up, on a terminal; elsewhere (a log, a pipe) it says nothing."""

import sys

_WIDTH = 40


class ProgressBar:
    """How much of `total` is done. On standard error, so that standard output stays the result's."""

    def __init__(self, total: int, unit: str) -> None:
        self._total = total
        self._unit = unit
        self._is_shown = sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        """Show that `done` are done; the last one ends the line."""
        if self._is_shown:
            end = "\n" if done >= self._total else ""
            print(f"\r{self.line(done)}", end=end, file=sys.stderr, flush=True)

    def line(self, done: int) -> str:
        """The bar as a text."""
        filled = _WIDTH * done // self._total if self._total else _WIDTH
        return f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {done}/{self._total} {self._unit}"
