"""Waiting for what the contract promises "within": the only place that sleeps."""

import time
from collections.abc import Callable
from typing import TypeVar

ResultT = TypeVar("ResultT")

WITHIN_SECONDS = 30
"""More than any promise but the fallback's, so that a busy machine fails no test; what has its own limit says so."""


def eventually(
    look: Callable[[], ResultT], wanted: Callable[[ResultT], object] = bool, within: float = WITHIN_SECONDS
) -> ResultT:
    """What `look` sees as soon as it is `wanted`; fails with what it saw last when the time is up."""
    give_up_at = time.monotonic() + within
    while not wanted(seen := look()):
        assert time.monotonic() < give_up_at, f"not within {within} s; last seen: {seen!r}"
        time.sleep(0.1)
    return seen


def at_rest(look: Callable[[], ResultT], seconds: float = 4, within: float = WITHIN_SECONDS) -> ResultT:
    """What `look` sees once it has seen the same for that long: what was still under way is over."""
    seen, since = look(), time.monotonic()

    def is_at_rest() -> bool:
        nonlocal seen, since
        if (now := look()) != seen:
            seen, since = now, time.monotonic()
        return time.monotonic() - since >= seconds

    eventually(is_at_rest, within=within)
    return seen
