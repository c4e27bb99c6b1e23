"""Totals from what changed: every change of a row is a difference, so nothing is ever counted by scanning.

What is unread has an unread key. One that comes adds itself, and one that goes (read by itself, replaced by a new one, or
deleted with its row) takes itself away, unless it was still there when the rows under its reader's mark were counted
(`count_marked`), which took it away already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .user import ReadMark

RECENT_SHOWN = 5
RECENT_KEPT = 20
"""More than are shown: deleting some must not leave the list short."""

BATCHES_REMEMBERED = 64
"""A stream hands a batch over again when it got no answer; it is recognised among the last ones."""

RECORDS_REMEMBERED = 300
"""A poller that was replaced goes on from its last checkpoint and cuts its batches anew: three of the largest."""


@dataclass(frozen=True, slots=True)
class Totals:
    """All notifications, the unread ones in inboxes, the active push subscriptions."""

    total: int = 0
    unread: int = 0
    push_subscriptions: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.total + other.total,
            self.unread + other.unread,
            self.push_subscriptions + other.push_subscriptions,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What some records add: to the totals, and to the latest notifications."""

    totals: Totals
    added: list[dict[str, Any]]
    deleted: set[str]

    def __bool__(self) -> bool:
        return bool(self.totals != Totals() or self.added or self.deleted)


Image = Mapping[str, Any] | None
"""A row before or after a change; None where there was or is none."""


def unread_key(image: Image) -> str | None:
    """What a row is unread by; None while there is no row, or it is read by itself."""
    return image.get("unreadKey") if image else None


def notification_change(old: Image, new: Image, counted: tuple[ReadMark, ...], at: str) -> Totals:
    """What a change of a notification's row adds. `counted` are the reader's marks and the seconds in which they were
    counted, `at` (`clock.iso`) is the second of the change.
    """
    had, has = unread_key(old), unread_key(new)
    total = int(new is not None) - int(old is not None)
    if had == has:
        return Totals(total)
    is_taken_away = had is None or any(had <= mark.up_to and mark.at <= at for mark in counted)
    return Totals(total, unread=int(has is not None) - int(not is_taken_away))


def user_change(old: Image, new: Image) -> Totals:
    """What a count of the rows under a "mark all as read" adds."""
    covered = _number(new, "readByMarks") - _number(old, "readByMarks")
    return Totals(unread=-max(covered, 0))


def subscription_change(old: Image, new: Image) -> Totals:
    """What a change of a push subscription adds."""
    return Totals(push_subscriptions=_is_active(new) - _is_active(old))


def merge_recent(recent: list[dict[str, Any]], added: list[dict[str, Any]], deleted: set[str]) -> list[dict[str, Any]]:
    """The latest notifications, newest first, after some came and some went."""
    by_id = {item["id"]: item for item in [*recent, *added] if item["id"] not in deleted}
    return [by_id[identifier] for identifier in sorted(by_id, reverse=True)[:RECENT_KEPT]]


def _is_active(image: Image) -> int:
    return 1 if image and image.get("isActive") else 0


def _number(image: Image, name: str) -> int:
    return int(image.get(name) or 0) if image else 0
