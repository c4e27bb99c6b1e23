"""Time that must have passed: keys and creation times have milliseconds, and a test can do two things within one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from carillon.domain import clock


def next_millisecond() -> None:
    """Wait until what is made now sorts after what was made before."""
    until = clock.now() + timedelta(milliseconds=2)
    while clock.now() < until:
        continue


@contextmanager
def ahead(**by: float) -> Iterator[None]:
    """Meanwhile every clock is so much ahead (`timedelta`'s names)."""
    ahead_by = timedelta(**by)
    now, seconds = clock.now, time.time
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: now() + ahead_by)
        patched.setattr(time, "time", lambda: seconds() + ahead_by.total_seconds())
        yield


@contextmanager
def no_waiting() -> Iterator[None]:
    """Meanwhile whoever waits finds at once that the time has passed."""
    passed = timedelta()
    now, seconds = clock.now, time.time

    def wait_until(instant: datetime) -> None:
        nonlocal passed
        passed += max(instant - clock.now(), timedelta())

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: now() + passed)
        patched.setattr(time, "time", lambda: seconds() + passed.total_seconds())
        patched.setattr(clock, "wait_until", wait_until)
        yield
