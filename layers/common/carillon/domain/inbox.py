"""Read and unread, in a constant number of writes however much is unread.

Each row of the inbox carries an `unread_key`, a ULID made when the row was written (or marked unread again). "Mark all as
read" only moves the person's read mark: a row is unread while its key lies above the mark. The mark trails behind now by
`MARK_TRAIL`, longer than a write can take, so that a row whose writer was slow is not born read; the few rows younger than
that are marked one by one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from . import clock, ids
from .notification import Notification
from .user import ReadMark, User

MARK_TRAIL = timedelta(seconds=10)
"""Longer than a write may take with its retries; see the timeouts in `clients.dynamodb`."""

MARKS_KEPT = 20
"""Older marks are forgotten: what they covered then shows the oldest remembered time as its `readAt`."""


def is_unread(unread_key: str | None, read_up_to: str) -> bool:
    """Whether a row with this key counts as unread for a person who has read everything up to `read_up_to`."""
    return unread_key is not None and unread_key > read_up_to


def read_time(notification: Notification, user: User) -> str | None:
    """When the notification was read, by itself or under a mark; None while it is unread."""
    if notification.unread_key is None:
        return notification.read_at
    covering = (mark.at for mark in user.read_marks if notification.unread_key <= mark.up_to)
    return next(covering, None)


def mark_at(at: datetime) -> str:
    """The highest unread key that "mark all as read" at this instant may cover by a mark."""
    return ids.lowest_id(at - MARK_TRAIL)


def add_mark(user: User, at: datetime) -> tuple[ReadMark, ...]:
    """The person's marks after "mark all as read" at `at`, oldest first. A mark never moves back."""
    up_to = mark_at(at)
    if up_to <= user.read_up_to:
        return user.read_marks
    return (*user.read_marks, ReadMark(up_to, clock.iso(at)))[-MARKS_KEPT:]


def having_read(user: User, up_to: str) -> User:
    """The person, having read that far at the least: what was known before may be newer than what was read since."""
    return user if up_to <= user.read_up_to else replace(user, read_marks=(*user.read_marks, ReadMark(up_to, "")))


def end_of(at: datetime) -> str:
    """An unread key above every one made up to `at`, below every one made a millisecond later."""
    return ids.lowest_id(at + timedelta(milliseconds=1))
