"""Time that must have passed: keys and creation times have milliseconds, and a test can do two things within one."""

from datetime import timedelta

from carillon.domain import clock


def next_millisecond() -> None:
    """Wait until what is made now sorts after what was made before."""
    until = clock.now() + timedelta(milliseconds=2)
    while clock.now() < until:
        continue
