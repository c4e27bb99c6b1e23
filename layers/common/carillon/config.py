"""The environment of each function as a settings class: the only place that reads `os.environ`.

A field is the variable of the same name in upper case. `SETTINGS` says which function has which; a test holds the
template against it.
"""

from __future__ import annotations

import os
from functools import cache
from types import SimpleNamespace
from typing import Any, TypeVar, get_type_hints

from .domain.notification import CHANNELS


class Settings(SimpleNamespace):
    """A function's variables. No dataclasses: a function needs one of these, and each would cost it a millisecond's start."""


SettingsT = TypeVar("SettingsT", bound=Settings)


class ChannelQueues(Settings):
    """Where notifications are queued for their senders."""

    email_queue_url: str
    sms_queue_url: str
    push_queue_url: str
    in_app_queue_url: str

    @property
    def channel_queues(self) -> dict[str, str]:
        """The queue URL of each channel."""
        return {channel: getattr(self, f"{channel.replace('-', '_')}_queue_url") for channel in CHANNELS}


class AcceptSettings(ChannelQueues):
    """What accepting a notification needs, whichever door it came through."""

    notifications_table: str
    preferences_table: str
    idempotency_table: str
    collapse_keys_table: str
    suppressions_table: str
    email_fallback_delay_seconds: int
    retention_days: int


class IngestSettings(AcceptSettings):
    """`ingest`"""

    ingest_dead_letter_queue_url: str


class HttpApiSettings(AcceptSettings):
    """`http_api`"""

    subscriptions_table: str
    connection_tickets_table: str
    deliveries_table: str
    stats_table: str
    erasure_queue_url: str
    jwt_issuer: str
    jwt_audience: str
    admin_claim: str
    admin_group: str
    websocket_api_id: str
    websocket_stage: str
    vapid_public_key: str
    push_endpoint_hosts: tuple[str, ...]
    unsubscribe_secret_name: str


class AuthorizeWebSocketSettings(Settings):
    """`authorize_websocket`"""

    connection_tickets_table: str


class WebSocketSettings(Settings):
    """`websocket`"""

    notifications_table: str
    preferences_table: str


class SendInAppSettings(Settings):
    """`send_in_app`"""

    deliveries_table: str
    preferences_table: str
    notifications_table: str
    collapse_keys_table: str
    websocket_api_id: str
    websocket_stage: str
    in_app_queue_url: str
    in_app_dead_letter_queue_url: str
    max_retry_seconds: int
    retention_days: int


class SendEmailSettings(Settings):
    """`send_email`"""

    deliveries_table: str
    preferences_table: str
    notifications_table: str
    suppressions_table: str
    email_queue_url: str
    email_dead_letter_queue_url: str
    max_retry_seconds: int
    outcome_wait_seconds: int
    retention_days: int
    ses_configuration_set: str
    sender_email: str
    app_url: str
    public_api_url: str
    unsubscribe_secret_name: str


class SendSmsSettings(Settings):
    """`send_sms`"""

    deliveries_table: str
    preferences_table: str
    suppressions_table: str
    notifications_table: str
    sms_caps_table: str
    sms_queue_url: str
    sms_dead_letter_queue_url: str
    max_retry_seconds: int
    outcome_wait_seconds: int
    email_queue_url: str
    sms_countries: tuple[str, ...]
    sms_daily_cap_per_number: int
    sms_daily_cap_per_user: int
    sms_daily_cap: int
    sms_max_segments: int
    sms_origination_identity: str
    retention_days: int
    twilio_secret_name: str
    public_api_url: str
    twilio_from: str
    twilio_api_base_url: str


class SendPushSettings(Settings):
    """`send_push`"""

    deliveries_table: str
    preferences_table: str
    subscriptions_table: str
    collapse_keys_table: str
    push_queue_url: str
    push_dead_letter_queue_url: str
    max_retry_seconds: int
    retention_days: int
    vapid_secret_name: str
    vapid_subject: str
    push_endpoint_hosts: tuple[str, ...]
    app_url: str


class TwilioWebhookSettings(Settings):
    """`twilio_webhook`"""

    receipt_queue_url: str
    twilio_secret_name: str
    public_api_url: str


class RecordDeliverySettings(Settings):
    """`record_delivery`"""

    deliveries_table: str
    suppressions_table: str
    receipt_queue_url: str
    receipt_dead_letter_queue_url: str


class EmailFallbackSettings(Settings):
    """`email_fallback`"""

    notifications_table: str
    preferences_table: str
    email_queue_url: str


class CountStatsSettings(Settings):
    """`count_stats`"""

    stats_table: str
    preferences_table: str
    notifications_table: str
    watches_table: str
    max_retry_seconds: int


class FinishStuckSettings(ChannelQueues):
    """`finish_stuck`"""

    watches_table: str
    deliveries_table: str
    notifications_table: str
    max_retry_seconds: int
    outcome_wait_seconds: int
    retention_days: int


class EraseUserSettings(Settings):
    """`erase_user`"""

    notifications_table: str
    subscriptions_table: str
    deliveries_table: str
    collapse_keys_table: str


SETTINGS: dict[str, type[Settings]] = {
    "ingest": IngestSettings,
    "http_api": HttpApiSettings,
    "authorize_websocket": AuthorizeWebSocketSettings,
    "websocket": WebSocketSettings,
    "send_in_app": SendInAppSettings,
    "send_email": SendEmailSettings,
    "send_sms": SendSmsSettings,
    "send_push": SendPushSettings,
    "twilio_webhook": TwilioWebhookSettings,
    "record_delivery": RecordDeliverySettings,
    "email_fallback": EmailFallbackSettings,
    "count_stats": CountStatsSettings,
    "finish_stuck": FinishStuckSettings,
    "erase_user": EraseUserSettings,
}


@cache
def load(settings: type[SettingsT]) -> SettingsT:
    """The settings of this process, read once. Raises RuntimeError that names every variable missing or malformed."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for variable, kind in variables(settings).items():
        text = os.environ.get(variable)
        if text is None:
            problems.append(f"{variable} is not set")
            continue
        try:
            values[variable.lower()] = _convert(text, kind)
        except ValueError:
            problems.append(f"{variable} is not a {kind.__name__}")
    if problems:
        raise RuntimeError("; ".join(problems))
    return settings(**values)


def variables(settings: type[Settings]) -> dict[str, Any]:
    """The variables of a settings class, and the type of each."""
    return {name.upper(): kind for name, kind in get_type_hints(settings).items()}


def local_aws_endpoint() -> str | None:
    """The address of a local AWS, where there is one: botocore's own variable, set by the emulator, absent on AWS."""
    return os.environ.get("AWS_ENDPOINT_URL")


def region() -> str:
    """The region this process runs in."""
    return os.environ["AWS_REGION"]


def _convert(text: str, kind: Any) -> Any:
    if kind is int:
        return int(text)
    if kind == tuple[str, ...]:
        return tuple(item.strip() for item in text.split(",") if item.strip())
    return text
