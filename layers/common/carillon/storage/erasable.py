"""What of each table belongs to a person, for erasing."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from ..domain import clock, inbox
from .tables import ConnectionRow, DeliveryRow, NotificationRow, SubscriptionRow

PAGE = 200


class Erasable(Protocol):
    """A table that a person has rows in."""

    def erase_page(self, user_id: str, at: datetime) -> int:
        """Delete up to a page of what was the person's at that instant. How many were deleted; 0 at the end."""
        ...


class ErasableNotifications:
    """The notifications table."""

    def __init__(self, table_name: str) -> None:
        NotificationRow.bind(table_name)

    def erase_page(self, user_id: str, at: datetime) -> int:
        """See Erasable."""
        rows = NotificationRow.query(
            user_id,
            NotificationRow.id < inbox.end_of(at),
            consistent_read=True,
            attributes_to_get=["userId", "id"],
            limit=PAGE,
        )
        keys = [row.id for row in rows]
        with NotificationRow.batch_write() as batch:
            for key in keys:
                batch.delete(NotificationRow(user_id, key))
        return len(keys)


class ErasableDeliveries:
    """The deliveries table."""

    def __init__(self, table_name: str) -> None:
        DeliveryRow.bind(table_name)

    def erase_page(self, user_id: str, at: datetime) -> int:
        """See Erasable."""
        rows = DeliveryRow.query(
            user_id,
            DeliveryRow.deliveryKey < inbox.end_of(at),
            consistent_read=True,
            attributes_to_get=["userId", "deliveryKey"],
            limit=PAGE,
        )
        keys = [row.deliveryKey for row in rows]
        with DeliveryRow.batch_write() as batch:
            for key in keys:
                batch.delete(DeliveryRow(user_id, key))
        return len(keys)


class ErasableSubscriptions:
    """The subscriptions table."""

    def __init__(self, table_name: str) -> None:
        SubscriptionRow.bind(table_name)

    def erase_page(self, user_id: str, at: datetime) -> int:
        """See Erasable. The index may still show what is deleted already: a page that deletes nothing new is the end."""
        rows = SubscriptionRow.of_user.query(user_id, SubscriptionRow.createdAt <= clock.iso(at), limit=PAGE)
        hashes = [row.endpointHash for row in rows]
        there = [row for row in SubscriptionRow.batch_get(hashes, consistent_read=True) if row.userId == user_id]
        with SubscriptionRow.batch_write() as batch:
            for row in there:
                batch.delete(row)
        return len(there)


class ErasableConnections:
    """The connections table: the sockets stay open until their client leaves, but nothing is sent to them."""

    def __init__(self, table_name: str) -> None:
        ConnectionRow.bind(table_name)

    def erase_page(self, user_id: str, at: datetime) -> int:
        """See Erasable. A person has few connections: one page is all."""
        del at
        rows = list(ConnectionRow.of_user.query(user_id, limit=PAGE))
        with ConnectionRow.batch_write() as batch:
            for row in rows:
                batch.delete(ConnectionRow(row.connectionId))
        return 0
