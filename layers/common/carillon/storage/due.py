"""The sparse index of what may have to be emailed because it stays unread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from ..domain import clock
from ..domain.notification import Notification, NotificationRequest
from .conditions import is_condition_failure
from .notification_table import DUE_SHARDS, NotificationRow
from .notifications import notification_of
from .pages import in_pages

CLAIM_LASTS = timedelta(minutes=5)
"""Longer than a sweep may run: what a dead sweep claimed falls due again after this."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """A row as the index shows it: enough to decide, not enough to send."""

    user_id: str
    notification_id: str
    due_at: str
    unread_key: str | None
    category: str
    mandatory: bool

    @property
    def request(self) -> NotificationRequest:
        """What the routing rules need to know of the request."""
        return NotificationRequest(self.user_id, self.category, title="", message="", mandatory=self.mandatory)


class Due:
    """The `due` index of the notifications table."""

    def __init__(self, table_name: str) -> None:
        NotificationRow.bind(table_name)

    def shards(self) -> list[str]:
        """The partitions of the index."""
        return [str(shard) for shard in range(DUE_SHARDS)]

    def pages(self, shard: str, until: datetime, size: int) -> Iterator[list[DueRow]]:
        """What falls due until then, earliest first, in pages."""
        rows = NotificationRow.due.query(shard, NotificationRow.dueAt <= clock.iso(until), page_size=size)
        return in_pages(map(_due_row, rows), size)

    def claim(self, row: DueRow, now: datetime) -> Notification | None:
        """Claim a row for this sweep, and remember when. None when another sweep has it, or it was read or deleted."""
        stored = NotificationRow(row.user_id, row.notification_id)
        actions: list[Action] = [
            NotificationRow.dueAt.set(clock.iso(now + CLAIM_LASTS)),
            NotificationRow.fallbackAt.set(clock.iso(now)),
        ]
        try:
            stored.update(actions, condition=(NotificationRow.dueAt == row.due_at) & NotificationRow.unreadKey.exists())
        except UpdateError as error:
            if is_condition_failure(error):
                return None
            raise
        return notification_of(stored)

    def clear(self, row: DueRow) -> None:
        """Take a row off the index."""
        stored = NotificationRow(row.user_id, row.notification_id)
        try:
            stored.update(
                [NotificationRow.dueShard.remove(), NotificationRow.dueAt.remove()],
                condition=NotificationRow.dueAt.exists(),
            )
        except UpdateError as error:
            if not is_condition_failure(error):
                raise


def _due_row(row: NotificationRow) -> DueRow:
    return DueRow(row.userId, row.id, row.dueAt, row.unreadKey, row.category, bool(row.mandatory))
