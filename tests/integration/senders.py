"""What the tests of the four senders share: people, notifications, and a look into the delivery log."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from carillon import clients
from carillon.domain import ids
from carillon.domain.delivery import Entry
from carillon.domain.notification import Notification, NotificationRequest
from carillon.messages import encode_notification
from carillon.storage.deliveries import Deliveries
from carillon.storage.users import Users

ALICE = "user-alice"


def users() -> Users:
    return Users(os.environ["PREFERENCES_TABLE"])


def notification(user_id: str = ALICE, **fields: Any) -> Notification:
    values = {"category": "transaction", "title": "Payment received", "message": "Ten euros from Bob."} | fields
    return Notification(id=ids.new_id(datetime.now(UTC)), request=NotificationRequest(user_id=user_id, **values))


def body(item: Notification, *, is_fallback: bool = False) -> str:
    return encode_notification(item, is_fallback=is_fallback)


def log(item: Notification) -> list[Entry]:
    """Every stored line of the delivery log, by channel."""
    found = Deliveries(os.environ["DELIVERIES_TABLE"]).of_notification(item.user_id, item.id)
    return [entry for delivery in found for entry in delivery.entries]


def states(item: Notification) -> list[tuple[str, str | None]]:
    return [(entry.status, entry.reason) for entry in log(item)]


@contextmanager
def visibility_changes() -> Iterator[list[int]]:
    """The delays that queues were asked for meanwhile."""
    delays: list[int] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        delays.extend(entry["VisibilityTimeout"] for entry in params["Entries"])

    event = "provide-client-params.sqs.ChangeMessageVisibilityBatch"
    clients.sqs().meta.events.register(event, note)
    try:
        yield delays
    finally:
        clients.sqs().meta.events.unregister(event, note)
