"""Notifications: one row each, whatever its channels."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from pynamodb.exceptions import DoesNotExist, PutError, UpdateError

from ..domain import clock, ids
from ..domain.notification import Notification, NotificationRequest
from ..domain.routing import Routing, needs_fallback
from .conditions import is_condition_failure
from .notification_table import DUE_SHARDS, NotificationRow


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a notification lives, and how long it may stay unread before its email."""

    retention: timedelta
    fallback_delay: timedelta


class Notifications:
    """The notifications table, by owner and id."""

    def __init__(self, table_name: str) -> None:
        NotificationRow.bind(table_name)

    def add(self, notification: Notification, lifetimes: Lifetimes) -> bool:
        """Store it unless it is there already; a row that is there is never changed. Whether it was added."""
        try:
            _row(notification, lifetimes).save(condition=NotificationRow.id.does_not_exist())
        except PutError as error:
            if is_condition_failure(error):
                return False
            raise
        return True

    def get(self, user_id: str, notification_id: str) -> Notification | None:
        """One notification of one person, read consistently. None when it is not there, not theirs, or expired."""
        try:
            row = NotificationRow.get(user_id, notification_id, consistent_read=True)
        except DoesNotExist:
            return None
        return notification_of(row) if row.expiresAt > time.time() else None

    def get_many(self, user_id: str, notification_ids: Sequence[str]) -> list[Notification]:
        """Those that are still there, in the order asked for."""
        rows = NotificationRow.batch_get([(user_id, item) for item in notification_ids], consistent_read=True)
        found = {row.id: notification_of(row) for row in rows}
        return [found[item] for item in notification_ids if item in found]

    def mark_emailed(self, user_id: str, notification_id: str, at: datetime) -> bool:
        """Note that an email is queued for one that was not routed to email, so that its log and flags show it.

        The first time lasts. False when it was deleted.
        """
        first = NotificationRow.fallbackAt.set(NotificationRow.fallbackAt | clock.iso(at))
        try:
            NotificationRow(user_id, notification_id).update([first], condition=NotificationRow.id.exists())
        except UpdateError as error:
            if is_condition_failure(error):
                return False
            raise
        return True

    def of_people(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Notification]:
        """Those of the (user id, id) pairs that are there, read consistently."""
        wanted = list(keys)
        rows = NotificationRow.batch_get(wanted, consistent_read=True) if wanted else ()
        return {(row.userId, row.id): notification_of(row) for row in rows}

    def has_any(self, user_id: str) -> bool:
        """Whether the person has any notification at all."""
        return any(
            True
            for _ in NotificationRow.query(user_id, consistent_read=True, attributes_to_get=["userId", "id"], limit=1)
        )

    def delete(self, user_id: str, notification_id: str) -> Notification | None:
        """Delete one; what it was, or None when there was none (or none that had not expired)."""
        notification = self.get(user_id, notification_id)
        if notification is None:
            return None
        NotificationRow(user_id, notification_id).delete()
        return notification


def _row(notification: Notification, lifetimes: Lifetimes) -> NotificationRow:
    request = notification.request
    row = NotificationRow(
        request.user_id,
        notification.id,
        type=request.type,
        priority=request.priority,
        category=request.category,
        title=request.title,
        message=request.message,
        data=json.dumps(request.data, ensure_ascii=False, separators=(",", ":")),
        mandatory=request.mandatory or None,
        collapseKey=request.collapse_key,
        channels=list(notification.channels),
        skipped=notification.skipped or None,
        expiresAt=int((notification.created + lifetimes.retention).timestamp()),
    )
    if notification.in_inbox:
        row.inboxKey = notification.id
        row.categoryKey = category_key(request.category, notification.id)
        row.unreadKey = notification.unread_key
        if needs_fallback(Routing(notification.channels, notification.skipped)):
            row.dueShard = due_shard(notification.id)
            row.dueAt = clock.iso(notification.created + lifetimes.fallback_delay)
    return row


def notification_of(row: NotificationRow) -> Notification:
    """The domain's notification of a row."""
    return Notification(
        id=row.id,
        request=NotificationRequest(
            user_id=row.userId,
            category=row.category,
            title=row.title,
            message=row.message,
            type=row.type,
            priority=row.priority,
            data=json.loads(row.data),
            mandatory=bool(row.mandatory),
            collapse_key=row.collapseKey,
        ),
        channels=tuple(row.channels or ()),
        skipped=row.skipped or {},
        unread_key=row.unreadKey,
        read_at=row.readAt,
        updated_at=row.updatedAt,
        fallback_at=row.fallbackAt,
        replaced_by=row.replacedBy,
    )


def category_key(category: str, notification_id: str) -> str:
    """Sort key of the `category` index: within a category, by creation."""
    return f"{category}#{notification_id}"


def due_shard(notification_id: str) -> str:
    """The partition of the `due` index a notification falls into, spread evenly."""
    return str(crc32(notification_id.encode()) % DUE_SHARDS)


def fresh_unread_key(at: datetime) -> str:
    """An unread key for a row that is written, or marked unread again, at `at`."""
    return ids.new_id(at)
