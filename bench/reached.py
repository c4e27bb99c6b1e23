"""What was reached, counted: more is a regression, for `make bench-check` and for `make test`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from bench.figures import COUNTED, Figures
from bench.gates import Gate

STAGES = {
    "ingest": Figures(sqs=0.5, invocations=0.1, writes=5, reads=1.5, depth=4, kilobytes=5.4),
    "in-app": Figures(sqs=0.2, invocations=0.1, writes=2, reads=1, depth=5, kilobytes=3.2),
    "email": Figures(sqs=0.2, invocations=0.1, writes=3, reads=1, depth=5, kilobytes=10.5),
    "push": Figures(sqs=0.2, invocations=0.1, writes=2, reads=0.5, depth=3, kilobytes=1.7),
    "count_stats": Figures(invocations=0.01, writes=0.19, reads=0.02, depth=3, kilobytes=0.3),
    "finish_stuck": Figures(writes=0.11, reads=1.52, depth=5, kilobytes=0.3),
    "sms": Figures(sqs=0.2, invocations=0.1, writes=11, reads=1.5, depth=5, kilobytes=3.4),
}
"""Of a notification; kilobytes are rounded up to a tenth."""

ACTS = {
    "receipt of an email": Figures(sqs=1.2, invocations=0.1, writes=1, reads=1.5, depth=3, kilobytes=1.2),
    "list": Figures(invocations=1, reads=64, depth=4, kilobytes=6.5),
    "count": Figures(invocations=1, reads=3, depth=2, kilobytes=0.6),
    "read": Figures(sqs=3, invocations=2, writes=3, reads=7, depth=5, kilobytes=2.1),
    COUNTED.format("read"): Figures(invocations=1, writes=8, reads=3, depth=3, kilobytes=10.3),
    "read-all": Figures(sqs=3, invocations=2, writes=1, reads=4, depth=4, kilobytes=1.9),
    COUNTED.format("read-all"): Figures(invocations=2, writes=9, reads=7, depth=4, kilobytes=11.5),
    "opening and closing a page": Figures(invocations=2, writes=2, reads=1, depth=2, kilobytes=0.8),
    COUNTED.format("opening and closing a page"): Figures(invocations=2),
    "fallback": Figures(sqs=0.4, invocations=0.15, writes=10, reads=4.1, depth=20, kilobytes=13.3),
}
"""Of an act."""


def gates(found: Mapping[str, Figures], reached: Mapping[str, Figures]) -> Iterable[Gate]:
    """Of each, the figure that comes closest to what was reached, or is farthest over it."""
    for name, most in reached.items():
        figure, share = max(_shares(found[name], most), key=lambda each: each[1])
        yield Gate(f"{name}: {figure}, times what was reached", share, 1)


def _shares(found: Figures, most: Figures) -> Iterable[tuple[str, float]]:
    """Seconds are no figure of their own: they follow from round trips and invocations."""
    for name, limit in asdict(most).items():
        measured = getattr(found, name)
        if name != "seconds" and (measured or limit):
            yield name, measured / limit if limit else float("inf")
