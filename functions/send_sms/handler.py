"""The SMS queue's Lambda: sends text messages, through Twilio first."""

from __future__ import annotations

from functools import cache
from typing import Any

from carillon import config, queue_records
from carillon.channels.sms import Provider, SmsSender
from carillon.channels.sms_aws import EndUserMessaging
from carillon.channels.sms_twilio import Twilio
from carillon.deliver import Deliver, Limits
from carillon.observability import logger
from carillon.sms_guard import SmsGuard
from carillon.storage.deliveries import Deliveries
from carillon.storage.notifications import Notifications
from carillon.storage.sms_caps import Caps, SmsCaps
from carillon.storage.suppressions import People, Suppressions
from carillon.storage.users import Users
from carillon.stored_secret import StoredSecret


@cache
def _deliver() -> Deliver:
    settings = config.load(config.SendSmsSettings)
    suppressions = Suppressions(settings.suppressions_table)
    return Deliver(
        SmsSender(_providers(settings), suppressions, settings.sms_max_segments),
        People(Users(settings.preferences_table), suppressions),
        Deliveries(settings.deliveries_table, settings.retention_days),
        Limits(settings.max_retry_seconds, settings.outcome_wait_seconds),
        before_sending=_guard(settings),
    )


def _providers(settings: config.SendSmsSettings) -> list[Provider]:
    secret = StoredSecret(settings.twilio_secret_name)
    twilio = Twilio(secret, settings.twilio_from, settings.public_api_url, settings.twilio_api_base_url)
    providers: list[Provider] = [twilio]
    if settings.sms_origination_identity:
        providers.append(EndUserMessaging(settings.sms_origination_identity))
    return providers


def _guard(settings: config.SendSmsSettings) -> SmsGuard:
    caps = Caps(settings.sms_daily_cap_per_number, settings.sms_daily_cap_per_user, settings.sms_daily_cap)
    return SmsGuard(
        SmsCaps(settings.sms_caps_table, caps),
        settings.sms_countries,
        Notifications(settings.notifications_table),
        settings.email_queue_url,
    )


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """An SQS batch; answers which messages must be received again."""
    batch = queue_records.read(event).without_events()
    unfinished = [*batch.malformed, *_deliver().deliver(batch.notifications)]
    settings = config.load(config.SendSmsSettings)
    return queue_records.answer(settings.sms_queue_url, settings.sms_dead_letter_queue_url, unfinished)
