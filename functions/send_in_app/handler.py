"""The in-app queue's Lambda: shows notifications, and what other devices did, on a person's open connections."""

from __future__ import annotations

from functools import cache
from typing import Any

from carillon import clients, config, queue_records
from carillon.broadcast import Broadcast
from carillon.channels.in_app import InAppSender
from carillon.collapse import Replaced
from carillon.deliver import Deliver, Limits
from carillon.observability import logger
from carillon.storage.collapse_keys import CollapseKeys
from carillon.storage.connections import Connections
from carillon.storage.deliveries import Deliveries
from carillon.storage.inbox import Inbox
from carillon.storage.notifications import Notifications
from carillon.storage.users import Users


class _InApp:
    """Both kinds of message go out through one sender."""

    def __init__(self, settings: config.SendInAppSettings) -> None:
        users = Users(settings.preferences_table)
        sender = InAppSender(
            clients.connections(settings.websocket_api_id, settings.websocket_stage),
            Connections(settings.preferences_table),
            Inbox(Notifications(settings.notifications_table)),
        )
        deliveries = Deliveries(settings.deliveries_table, settings.retention_days)
        replaced = Replaced(CollapseKeys(settings.collapse_keys_table), "in-app")
        self.deliver = Deliver(sender, users, deliveries, Limits(settings.max_retry_seconds), replaced).deliver
        self.broadcast = Broadcast(sender, users).broadcast


@cache
def _in_app() -> _InApp:
    return _InApp(config.load(config.SendInAppSettings))


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """An SQS batch; answers which messages must be received again."""
    batch = queue_records.read(event)
    unfinished = [
        *batch.malformed,
        *_in_app().deliver(batch.notifications),
        *_in_app().broadcast(batch.events),
    ]
    settings = config.load(config.SendInAppSettings)
    return queue_records.answer(settings.in_app_queue_url, settings.in_app_dead_letter_queue_url, unfinished)
