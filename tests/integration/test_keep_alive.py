"""A connection that its provider has forgotten while nobody looked is not used again: what is sent next is sent."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from carillon import clients, keep_alive
from carillon.keep_alive import IDLE_SECONDS, Fresh
from carillon.storage.subscriptions import Subscription, Subscriptions
from send_email.handler import lambda_handler as send_email
from send_push.handler import lambda_handler as send_push
from tests.integration.keys import VAPID
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.provider import Answer, Provider
from tests.integration.senders import ALICE, body, notification, states, users
from tests.integration.sms import IDENTITY, answers, sms_queue
from tests.integration.ticks import ahead

Sender = Callable[[Provider, pytest.MonkeyPatch], AbstractContextManager[LambdaQueue]]


@contextmanager
def email(_provider: Provider, _monkeypatch: pytest.MonkeyPatch) -> Iterator[LambdaQueue]:
    users().change_contact(ALICE, {"email": "alice@example.com"})
    yield LambdaQueue(os.environ["EMAIL_QUEUE_URL"], send_email)


@contextmanager
def push(provider: Provider, _monkeypatch: pytest.MonkeyPatch) -> Iterator[LambdaQueue]:
    device = Subscription(ALICE, f"{provider.url}/phone", VAPID["publicKey"], "A" * 22)
    Subscriptions(os.environ["SUBSCRIPTIONS_TABLE"], os.environ["PREFERENCES_TABLE"]).register(device)
    yield LambdaQueue(os.environ["PUSH_QUEUE_URL"], send_push)


@contextmanager
def twilio(_provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Iterator[LambdaQueue]:
    with sms_queue(monkeypatch) as queue:
        yield queue


@contextmanager
def end_user_messaging(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Iterator[LambdaQueue]:
    answers(provider, twilio=Answer(500, {"code": 20500}))
    with sms_queue(monkeypatch, sms_origination_identity=IDENTITY) as queue:
        yield queue


@pytest.mark.parametrize("sender", [email, push, twilio, end_user_messaging])
def test_what_is_sent_after_a_freeze_is_sent_though_the_provider_forgot_the_connection(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, sender: Sender
) -> None:
    with sender(provider, monkeypatch) as queue:
        for _ in range(2):
            queue.put(body(notification()))
            assert queue.run() == []
        provider.forgets = True
        with ahead(seconds=IDLE_SECONDS):
            item = notification()
            queue.put(body(item))
            assert queue.run() == []
    assert states(item) == [("sent", None)]


@pytest.mark.parametrize("sender", [email, push, twilio])
def test_one_send_after_another_takes_the_same_connection(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, sender: Sender
) -> None:
    monkeypatch.setattr(keep_alive, "IDLE_SECONDS", 600)  # however slow this machine is
    with sender(provider, monkeypatch) as queue:
        for _ in range(3):
            queue.put(body(notification()))
            assert queue.run() == []
    assert len(provider.requests) == 3
    assert len({request.connection for request in provider.requests}) == 1


@pytest.mark.parametrize("make", [clients.ses, clients.sms_voice, lambda: clients.connections("a", "live")])
def test_every_client_that_does_not_ask_again_keeps_no_connection_for_long(make: Callable[[], Any]) -> None:
    client = make()
    assert client.meta.config.retries["total_max_attempts"] == 1
    pools = client._endpoint.http_session._manager.pool_classes_by_scheme.values()
    assert all(issubclass(pool.ConnectionCls, Fresh) for pool in pools)
