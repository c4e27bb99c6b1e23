"""What of each table belongs to a person, for erasing."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Protocol

from pynamodb.exceptions import DeleteError
from pynamodb.expressions.condition import Condition

from ..domain import clock, inbox
from .collapse_keys import ids_of
from .conditions import is_condition_failure
from .notification_table import NotificationRow
from .tables import CollapseRow, DeliveryRow, SubscriptionRow

PAGE = 200


class Erasable(Protocol):
    """A table that a person has rows in."""

    def erase_page(self, user_id: str, at: datetime) -> int:
        """Delete up to a page of what was the person's at that instant. How many were deleted; 0 at the end."""
        ...


class ErasableById:
    """A table by user whose sort key begins with a notification's id: the notifications, or their deliveries."""

    def __init__(self, row: type[NotificationRow | DeliveryRow], table_name: str) -> None:
        row.bind(table_name)
        self._row = row
        self._sort_key = row._range_key_attribute()

    def erase_page(self, user_id: str, at: datetime) -> int:
        """See Erasable."""
        name = self._sort_key.attr_name
        rows = self._row.query(
            user_id,
            self._sort_key < inbox.end_of(at),
            consistent_read=True,
            attributes_to_get=["userId", name],
            limit=PAGE,
        )
        keys = [getattr(row, name) for row in rows]
        with self._row.batch_write() as batch:
            for key in keys:
                batch.delete(self._row(user_id, key))
        return len(keys)


class ErasableCollapseKeys:
    """The collapse keys table, by the newest notification of each key."""

    def __init__(self, table_name: str) -> None:
        CollapseRow.bind(table_name)

    def erase_page(self, user_id: str, at: datetime) -> int:
        """See Erasable."""
        rows = CollapseRow.query(user_id, consistent_read=True, page_size=PAGE)
        old = list(islice((row for row in rows if max(ids_of(row)) < inbox.end_of(at)), PAGE))
        with CollapseRow.batch_write() as batch:
            for row in old:
                batch.delete(row)
        return len(old)


class ErasableSubscriptions:
    """The subscriptions table."""

    def __init__(self, table_name: str) -> None:
        SubscriptionRow.bind(table_name)

    def erase_page(self, user_id: str, at: datetime) -> int:
        """See Erasable. The index may be behind: what it shows may be deleted already, or be somebody else's by now."""
        was_theirs = (SubscriptionRow.userId == user_id) & (SubscriptionRow.createdAt <= clock.iso(at))
        shown = SubscriptionRow.of_user.query(user_id, SubscriptionRow.createdAt <= clock.iso(at), page_size=PAGE)
        return sum(1 for _ in islice((row for row in shown if _is_deleted(row, was_theirs)), PAGE))


def _is_deleted(row: SubscriptionRow, condition: Condition) -> bool:
    """Whether it was there, as the condition says, and is not any more."""
    try:
        row.delete(condition=condition)
    except DeleteError as error:
        if not is_condition_failure(error):
            raise
        return False
    return True
