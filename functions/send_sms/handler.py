"""The SMS queue's Lambda: sends text messages through Twilio."""

from __future__ import annotations

from functools import cache
from typing import Any

from carillon import config, queue_records
from carillon.channels.sms import SmsSender
from carillon.deliver import Deliver, Limits
from carillon.observability import logger
from carillon.storage.deliveries import Deliveries
from carillon.storage.suppressions import People, Suppressions
from carillon.storage.users import Users
from carillon.stored_secret import StoredSecret


@cache
def _deliver() -> Deliver:
    settings = config.load(config.SendSmsSettings)
    suppressions = Suppressions(settings.suppressions_table)
    return Deliver(
        SmsSender(
            StoredSecret(settings.twilio_secret_name),
            suppressions,
            settings.twilio_from,
            settings.twilio_api_base_url,
        ),
        People(Users(settings.preferences_table), suppressions),
        Deliveries(settings.deliveries_table, settings.retention_days),
        Limits(settings.max_retry_seconds, settings.outcome_wait_seconds),
    )


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """An SQS batch; answers which messages must be received again."""
    batch = queue_records.read(event).without_events()
    unfinished = [*batch.malformed, *_deliver().deliver(batch.notifications)]
    settings = config.load(config.SendSmsSettings)
    return queue_records.answer(settings.sms_queue_url, settings.sms_dead_letter_queue_url, unfinished)
