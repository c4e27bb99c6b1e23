"""The environment of every function, and an empty AWS for each test: tables as the models declare them, queues, secrets."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from tests.integration.names import REGION, queue_url
from tests.integration.provider import PROVIDER, Provider

CHANNEL_QUEUES = ("email", "sms", "push", "in-app")
DEAD_LETTERS = tuple(f"{name}-dead-letter" for name in ("ingest", *CHANNEL_QUEUES, "receipt"))
QUEUES = ("ingest", *CHANNEL_QUEUES, "receipt", "erasure", *DEAD_LETTERS)
TABLES = {
    "NOTIFICATIONS_TABLE": "test-notifications",
    "PREFERENCES_TABLE": "test-preferences",
    "IDEMPOTENCY_TABLE": "test-idempotency",
    "COLLAPSE_KEYS_TABLE": "test-collapse-keys",
    "SUBSCRIPTIONS_TABLE": "test-subscriptions",
    "CONNECTION_TICKETS_TABLE": "test-connection-tickets",
    "DELIVERIES_TABLE": "test-deliveries",
    "STATS_TABLE": "test-stats",
    "SUPPRESSIONS_TABLE": "test-suppressions",
    "SMS_CAPS_TABLE": "test-sms-caps",
    "WATCHES_TABLE": "test-watches",
}


for variable in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[variable]
os.environ |= {
    "AWS_REGION": REGION,
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_ENDPOINT_URL_SESV2": PROVIDER.url,
    "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2": PROVIDER.url,
    "POWERTOOLS_SERVICE_NAME": "carillon",
    "POWERTOOLS_METRICS_NAMESPACE": "Carillon",
    "LOG_LEVEL": "INFO",
    **TABLES,
    **{f"{name.upper().replace('-', '_')}_QUEUE_URL": queue_url(name) for name in QUEUES},
    "EMAIL_FALLBACK_DELAY_SECONDS": "600",
    "RETENTION_DAYS": "180",
    "MAX_RETRY_SECONDS": "259200",
    "OUTCOME_WAIT_SECONDS": "900",
    "SES_CONFIGURATION_SET": "carillon",
    "PUBLIC_API_URL": "https://api.app.example",
    "SENDER_EMAIL": "Carillon <notifications@app.example>",
    "APP_URL": "https://app.example",
    "SMS_COUNTRIES": "",
    "SMS_DAILY_CAP_PER_NUMBER": "100000",
    "SMS_DAILY_CAP_PER_USER": "100000",
    "SMS_DAILY_CAP": "100000",
    "SMS_MAX_SEGMENTS": "10",
    "SMS_ORIGINATION_IDENTITY": "",
    "TWILIO_SECRET_NAME": "test/twilio",
    "TWILIO_FROM": "+15005550006",
    "TWILIO_API_BASE_URL": PROVIDER.url,
    "VAPID_SECRET_NAME": "test/vapid",
    "VAPID_SUBJECT": "mailto:operator@app.example",
    "VAPID_PUBLIC_KEY": "",
    "UNSUBSCRIBE_SECRET_NAME": "test/unsubscribe",
    "PUSH_ENDPOINT_HOSTS": f"*.push.services.example,{PROVIDER.url}",
    "WEBSOCKET_API_ID": "socket1",
    "WEBSOCKET_STAGE": "live",
    "JWT_ISSUER": f"https://cognito-idp.{REGION}.amazonaws.com/pool1",
    "JWT_AUDIENCE": "client1",
    "ADMIN_CLAIM": "cognito:groups",
    "ADMIN_GROUP": "admin",
}

# Moto first: only sessions made after it can be faked.
import pytest  # noqa: E402
from botocore.client import BaseClient  # noqa: E402
from moto import mock_aws  # noqa: E402

from carillon import clients  # noqa: E402
from carillon.storage import notification_table, tables  # noqa: E402
from tests.integration.keys import UNSUBSCRIBE, VAPID  # noqa: E402
from tests.integration.sockets import Sockets  # noqa: E402
from tests.integration.ticks import no_waiting  # noqa: E402

_CALL = "_make_api_call"
_MODELS = {
    "NOTIFICATIONS_TABLE": notification_table.NotificationRow,
    "PREFERENCES_TABLE": tables.UserRow,
    "IDEMPOTENCY_TABLE": tables.IdempotencyRow,
    "COLLAPSE_KEYS_TABLE": tables.CollapseRow,
    "SUBSCRIPTIONS_TABLE": tables.SubscriptionRow,
    "CONNECTION_TICKETS_TABLE": tables.TicketRow,
    "DELIVERIES_TABLE": tables.DeliveryRow,
    "STATS_TABLE": tables.StatsRow,
    "SUPPRESSIONS_TABLE": tables.SuppressionRow,
    "SMS_CAPS_TABLE": tables.SmsCapRow,
    "WATCHES_TABLE": tables.WatchRow,
}


@contextmanager
def empty_account() -> Iterator[None]:
    """An empty account, as the template would make it."""
    with mock_aws():
        for variable, model in _MODELS.items():
            model.bind(TABLES[variable])
            model.create_table(billing_mode="PAY_PER_REQUEST", wait=True)
        for name in QUEUES:
            clients.sqs().create_queue(QueueName=f"test-{name}")
        twilio = {"accountSid": "AC" + "0" * 32, "authToken": "secret"}
        clients.secrets().create_secret(Name="test/twilio", SecretString=json.dumps(twilio))
        clients.secrets().create_secret(Name="test/vapid", SecretString=json.dumps(VAPID))
        clients.secrets().create_secret(Name="test/unsubscribe", SecretString=json.dumps(UNSUBSCRIBE))
        yield


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account of its own for every test, whose tables take one call at a time.

    DynamoDB checks a condition and writes in one step; Moto does it in two, and now and then lets two writers win.
    """
    one_at_a_time, call = threading.Lock(), getattr(BaseClient, _CALL)

    def alone(client: BaseClient, *arguments: Any) -> Any:
        with one_at_a_time if client.meta.service_model.service_name == "dynamodb" else nullcontext():
            return call(client, *arguments)

    monkeypatch.setattr(BaseClient, _CALL, alone)
    with empty_account(), no_waiting():
        yield


@pytest.fixture
def provider() -> Provider:
    """SES, Twilio and the push services."""
    PROVIDER.reset()
    return PROVIDER


@pytest.fixture
def sockets() -> Iterator[Sockets]:
    """API Gateway's end of the WebSocket connections."""
    api = clients.connections(os.environ["WEBSOCKET_API_ID"], os.environ["WEBSOCKET_STAGE"])
    with Sockets().behind(api) as fake:
        yield fake
