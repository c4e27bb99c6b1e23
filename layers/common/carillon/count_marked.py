"""Counting what "mark all as read" covers: not by the request, which only moves a mark, but when the stream tells of it.

Rows may go in between, and each must be taken from the totals either by this count or by its own record (`domain.stats`),
whose time is a whole second. So the rows are counted before a second begins and again in it: keys under a mark only go,
none comes (`domain.inbox.MARK_TRAIL`), and where the number is the same, just these rows were there when the second began.
Number and second are noted in one write on the person's row, once for a mark however often its record comes; the stream
tells `count_stats` of that write as of any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from .count_stats import Record
from .domain import clock
from .domain.user import User
from .storage.inbox import Inbox
from .storage.users import Users
from .threads import in_parallel

_APART = timedelta(milliseconds=100)
"""How much the clock of the stream may differ from ours."""

_ROUNDS = 5
"""A reader who deletes without a pause is counted all the same; what went during the last count stays in the total."""


Found = tuple[User, int]
"""Somebody, and how many rows their marks cover that no count had seen."""


class CountMarked:
    """Counts for the people whose mark moved."""

    def __init__(self, users: Users, inbox: Inbox) -> None:
        self._users = users
        self._inbox = inbox

    def apply(self, records: Sequence[Record]) -> None:
        """Note how many rows the marks cover that a batch tells of. Where there are any, that takes about a second."""
        moved = set(_moved(records))
        users = self._users.get_many(moved).values() if moved else ()
        found = self._count([user for user in users if user.read_up_to > user.counted_up_to])
        for rounds_left in reversed(range(_ROUNDS)):
            found = self._again(found, is_last=not rounds_left) if found else []

    def _again(self, found: Sequence[Found], *, is_last: bool) -> list[Found]:
        """Count again in another second, and note what is the same in both. Those where it is not."""
        at = _next_second()
        clock.wait_until(at + _APART)
        again = self._count([user for user, _ in found])
        same = again if is_last else [each for each in again if each in found]
        in_parallel(lambda each: self._users.mark_counted(each[0], at, each[1]), same)
        return [each for each in again if each not in same]

    def _count(self, users: Sequence[User]) -> list[Found]:
        """Those of whom there is anything to count."""
        numbers = in_parallel(self._inbox.count_uncounted, users)
        return [(user, number) for user, number in zip(users, numbers, strict=True) if number]


def _moved(records: Sequence[Record]) -> Iterator[str]:
    """People whose read mark moved."""
    for record in records:
        old, new = (record["dynamodb"].get(f"{age}Image") or {} for age in ("Old", "New"))
        if "readUpTo" in new and new["readUpTo"] != old.get("readUpTo"):
            yield new["userId"]["S"]


def _next_second() -> datetime:
    """The next that has not begun by the stream's clock."""
    return (clock.now() + _APART).replace(microsecond=0) + timedelta(seconds=1)
