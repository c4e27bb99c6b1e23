"""What a notification says was sent is what a provider took."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from carillon import clients
from carillon.storage.subscriptions import Subscription, Subscriptions, active
from send_email.handler import lambda_handler as send_email
from send_push import handler as push
from send_sms import handler as sms
from tests.integration.conftest import TABLES
from tests.integration.http import ADA, ADMIN, BASE, notify, request_for
from tests.integration.keys import VAPID
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.names import queue_url
from tests.integration.provider import Answer, Provider
from tests.integration.senders import users

CHANNELS = {"email": send_email, "sms": sms.lambda_handler, "push": push.lambda_handler}


@pytest.fixture(autouse=True)
def reachable(provider: Provider) -> Iterator[None]:
    """Ada has an address, a number and a device; credentials are fetched anew."""
    ADMIN.ask(
        "PUT /api/users/{userId}", path={"userId": "ada"}, body={"email": "ada@example.com", "phone": "+15005550006"}
    )
    ADA.ask(f"PUT {BASE}/preferences", body={"smsEnabled": True})
    device = Subscription("ada", f"{provider.url}/phone", VAPID["publicKey"], "A" * 22)
    Subscriptions(TABLES["SUBSCRIPTIONS_TABLE"], TABLES["PREFERENCES_TABLE"]).register(device)
    yield
    sms._deliver.cache_clear()
    push._deliver.cache_clear()


def run(channel: str) -> list[str]:
    return LambdaQueue(queue_url(channel), CHANNELS[channel]).run()


def flags(view: dict[str, Any], channel: str) -> tuple[bool, Any]:
    return view[f"{channel}Sent"], view[f"{channel}SentAt"]


@pytest.mark.seed_defect(12, 27, 29, 30)
@pytest.mark.parametrize("channel", CHANNELS)
def test_it_is_sent_once_the_provider_took_it_and_a_replay_says_so(channel: str, provider: Provider) -> None:
    body = request_for(ADA, type=channel, idempotencyKey="k")
    made = ADMIN.post(body).json
    assert flags(made, channel) == (False, None)

    assert run(channel) == []

    sent = ADMIN.post(body).json
    assert sent["id"] == made["id"]
    assert sent[f"{channel}Sent"] is True
    assert sent[f"{channel}SentAt"] >= made["createdAt"]


@pytest.mark.seed_defect(27, 28, 29)
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("status", [400, 500])
def test_what_the_provider_did_not_take_is_not_sent(channel: str, status: int, provider: Provider) -> None:
    said: dict[str, object] = {} if channel == "push" else {"code": 21211, "message": "no", "status": status}
    provider.answer = lambda _request: Answer(status, said)
    made = notify(ADA, type=channel)

    run(channel)

    assert provider.requests
    assert flags(ADA.one(made["id"]).json, channel) == (False, None)


@pytest.mark.seed_defect(29)
def test_a_push_to_nobody_is_not_sent(provider: Provider) -> None:
    ADA.ask(f"DELETE {BASE}/unsubscribe-push", query={"endpoint": f"{provider.url}/phone"})
    made = notify(ADA, type="push")

    assert run("push") == []

    assert flags(ADA.one(made["id"]).json, "push") == (False, None)
    assert provider.requests == []


@pytest.mark.seed_defect(28, 39)
@pytest.mark.parametrize("channel", ["sms", "push"])
def test_without_the_providers_secret_nothing_is_sent_and_nothing_is_lost(channel: str, provider: Provider) -> None:
    push._deliver.cache_clear()
    sms._deliver.cache_clear()
    for name in ("test/vapid", "test/twilio"):
        clients.secrets().delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
    made = notify(ADA, type=channel)

    assert len(run(channel)) == 1

    assert provider.requests == []
    assert flags(ADA.one(made["id"]).json, channel) == (False, None)


@pytest.mark.seed_defect(2)
def test_unsubscribing_without_an_endpoint_switches_nothing_off(provider: Provider) -> None:
    route = f"DELETE {BASE}/unsubscribe-push"
    refused = [ADA.ask(route), ADA.ask(route, query={"endpoint": ""}), ADA.ask(route, body={})]

    assert [answer.status for answer in refused] == [400] * 3
    assert ADA.ask(route, raw=json.dumps({"endpoint": None})).status == 400
    assert len(active(users().get("ada"))) == 1
