"""Side by side where order does not matter: the network is what takes time.

Threads live as long as the process: to make new ones for every batch costs as much CPU as half of its requests.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import TypeVar

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")
OtherT = TypeVar("OtherT")

_POOLS = (ThreadPoolExecutor(16), ThreadPoolExecutor(200))
"""For the messages of a batch, and for what each of them does side by side: ten messages to twenty devices at most, of
which any may hang. A pool of their own, or those who wait would keep from working whom they wait for. Threads are made
when there is no idle one.
"""
_here = threading.local()


def in_parallel(work: Callable[[ItemT], ResultT], items: Sequence[ItemT]) -> list[ResultT]:
    """`[work(item) for item in items]`, all at once. The first exception is raised when all have ended."""
    depth = _depth()
    if len(items) < 2 or depth == len(_POOLS):
        return [work(item) for item in items]
    futures = [_submit(depth, partial(work, item)) for item in items]
    wait(futures)
    return [future.result() for future in futures]


def both(one: Callable[[], ResultT], other: Callable[[], OtherT]) -> tuple[ResultT, OtherT]:
    """The results of the two, at once. An exception is raised when both have ended."""
    depth = _depth()
    if depth == len(_POOLS):
        return one(), other()
    future = _submit(depth, one)
    try:
        found = other()
    finally:
        wait([future])
    return future.result(), found


def _depth() -> int:
    """How many of those who wait for each other are above this thread."""
    return int(getattr(_here, "depth", 0))


def _submit(depth: int, work: Callable[[], ResultT]) -> Future[ResultT]:
    def below() -> ResultT:
        _here.depth = depth + 1
        return work()

    return _POOLS[depth].submit(below)
