"""The push queue's Lambda: sends Web Push messages to a person's browsers."""

from __future__ import annotations

from functools import cache
from typing import Any

from carillon import config, queue_records
from carillon.channels.push import PushSender
from carillon.channels.vapid import Vapid
from carillon.collapse import Replaced
from carillon.deliver import Deliver, Limits
from carillon.observability import logger
from carillon.storage.collapse_keys import CollapseKeys
from carillon.storage.deliveries import Deliveries
from carillon.storage.subscriptions import Subscriptions
from carillon.storage.users import Users
from carillon.stored_secret import StoredSecret


@cache
def _deliver() -> Deliver:
    settings = config.load(config.SendPushSettings)
    return Deliver(
        PushSender(
            Subscriptions(settings.subscriptions_table, settings.preferences_table),
            Vapid(StoredSecret(settings.vapid_secret_name), settings.vapid_subject),
            settings.push_endpoint_hosts,
            settings.app_url,
        ),
        Users(settings.preferences_table),
        Deliveries(settings.deliveries_table, settings.retention_days),
        Limits(settings.max_retry_seconds),
        Replaced(CollapseKeys(settings.collapse_keys_table), "push"),
    )


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """An SQS batch; answers which messages must be received again."""
    batch = queue_records.read(event).without_events()
    unfinished = [*batch.malformed, *_deliver().deliver(batch.notifications)]
    settings = config.load(config.SendPushSettings)
    return queue_records.answer(settings.push_queue_url, settings.push_dead_letter_queue_url, unfinished)
