"""send_push when a push service refuses the first offer: a shorter form, another key; nothing of it is a second send."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from carillon import clients
from carillon.storage.subscriptions import Subscription, Subscriptions, active
from send_push.handler import _deliver, lambda_handler
from tests.integration.faults import before, conflict
from tests.integration.keys import VAPID, base64url, public_point, vapid_pair
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.provider import Answer, Provider, Request
from tests.integration.senders import ALICE, body, log, notification, states, users

_KEY = ec.generate_private_key(ec.SECP256R1())
_SECRET = os.urandom(16)


@pytest.fixture
def subscriptions() -> Subscriptions:
    return Subscriptions(os.environ["SUBSCRIPTIONS_TABLE"], os.environ["PREFERENCES_TABLE"])


@pytest.fixture(autouse=True)
def cold() -> Iterator[None]:
    """A process of its own, as it were: a warm one remembers the secret of another test."""
    _deliver.cache_clear()
    yield
    _deliver.cache_clear()


@pytest.fixture
def queue() -> LambdaQueue:
    return LambdaQueue(os.environ["PUSH_QUEUE_URL"], lambda_handler)


def device(endpoint: str, vapid_key: str | None = None) -> Subscription:
    return Subscription(ALICE, endpoint, public_point(_KEY), base64url(_SECRET), vapid_key)


def decrypted(request: Request) -> dict[str, object]:
    plain = http_ece.decrypt(request.body, private_key=_KEY, auth_secret=_SECRET, version="aes128gcm")
    decoded: dict[str, object] = json.loads(plain)
    return decoded


def signed_with(request: Request) -> str:
    return request.headers["Authorization"].partition("k=")[2]


def rotate(*pairs: dict[str, str]) -> None:
    """Put the pairs into the secret, the current one first."""
    current, *previous = pairs
    secret = json.dumps(current | {"previous": previous})
    clients.secrets().put_secret_value(SecretId=os.environ["VAPID_SECRET_NAME"], SecretString=secret)


def bound_to(key: str) -> object:
    """A push service that takes one application server key only (RFC 8292, section 4.2)."""
    return lambda request: Answer(201 if signed_with(request) == key else 403)


@pytest.mark.bad_input(66)
def test_what_is_too_large_is_offered_once_more_in_short(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions
) -> None:
    subscriptions.register(device(f"{provider.url}/phone"))
    provider.answer = lambda request: Answer(413 if len(request.body) > 300 else 201)
    item = notification(message="m" * 2_000)
    queue.put(body(item))
    event = queue.receive()
    for _ in range(2):
        assert queue.invoke(event) == []

    _, short = provider.requests
    title = item.request.title
    assert decrypted(short) == {"title": title, "data": {"notificationId": item.id}, "truncated": True}
    assert states(item) == [("sent", None)]


@pytest.mark.bad_input(66)
@pytest.mark.parametrize(
    ("second", "state"), [(413, ("failed", "413")), (410, ("failed", "410")), (503, ("deferred", "503"))]
)
def test_the_answer_to_the_short_form_is_the_last_word(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions, second: int, state: tuple[str, str]
) -> None:
    subscriptions.register(device(f"{provider.url}/phone"))
    provider.says(Answer(413), Answer(second))
    item = notification()
    queue.put(body(item))
    queue.run()

    assert states(item) == [state]
    assert len(provider.requests) == 2
    assert len(active(users().get(ALICE))) == (0 if second == 410 else 1)


@pytest.mark.parametrize(("status", "state"), [(410, ("failed", "410")), (201, ("sent", None))])
def test_what_a_push_service_said_counts_though_it_cannot_be_written_to_the_device(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions, status: int, state: tuple[str, str]
) -> None:
    """It is said again at the next push: then the device goes, or is known by its key."""
    subscriptions.register(device(f"{provider.url}/phone"))
    provider.answer = lambda _request: Answer(status)
    items = [notification() for _ in range(2)]
    with before(clients.dynamodb(), "TransactWriteItems", lambda **_: conflict(2)):
        queue.put(body(items[0]))
        assert queue.run() == []
    assert len(active(users().get(ALICE))) == 1

    queue.put(body(items[1]))
    assert queue.run() == []
    assert [states(item) for item in items] == [[state]] * 2
    assert [each.vapid_key for each in active(users().get(ALICE))] == [VAPID["publicKey"]] * (status == 201)


def test_a_refusal_that_took_long_is_the_last_word(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carillon.channels.push._GO_ON_WITHIN_SECONDS", 0)
    rotate(vapid_pair(), VAPID)
    subscriptions.register(device(f"{provider.url}/phone"))
    provider.says(Answer(413), Answer(403))
    items = [notification() for _ in range(2)]
    for item in items:
        queue.put(body(item))
        queue.run()

    assert [states(item) for item in items] == [[("failed", "413")], [("failed", "403")]]
    assert len(provider.requests) == 2


def test_with_a_collapse_key_the_push_service_and_the_device_replace_the_older_one(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions
) -> None:
    subscriptions.register(device(f"{provider.url}/phone"))
    for key in ("balance", "balance", "other \U0001f514", None):
        queue.put(body(notification(collapse_key=key)))
        queue.run()

    first, second, other, none = provider.requests
    topics = [request.headers.get("Topic") for request in provider.requests]
    assert topics[0] == topics[1] != topics[2]
    assert all(topic and len(topic) == 32 and topic.replace("-", "").replace("_", "").isalnum() for topic in topics[:3])
    assert [decrypted(each).get("tag") for each in (first, second, other)] == ["balance", "balance", "other \U0001f514"]
    assert topics[3] is None
    assert "tag" not in decrypted(none)


def test_subscribers_of_before_a_rotation_go_on_and_new_ones_have_the_new_key(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions
) -> None:
    rotated = vapid_pair()
    old = subscriptions.register(device(f"{provider.url}/old", VAPID["publicKey"]))
    queue.put(body(notification()))
    queue.run()
    rotate(rotated, VAPID)
    new = subscriptions.register(device(f"{provider.url}/new", rotated["publicKey"]))
    item = notification()
    queue.put(body(item))
    queue.run()

    keys = {request.path: signed_with(request) for request in provider.requests}
    assert keys == {"/old": VAPID["publicKey"], "/new": rotated["publicKey"]}
    assert len(provider.requests) == 3
    assert {(entry.target, entry.status) for entry in log(item)} == {(old.id, "sent"), (new.id, "sent")}


@pytest.mark.parametrize("remembered", ["nothing", "another"])
def test_a_subscription_whose_key_is_not_known_finds_its_own_once(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions, remembered: str
) -> None:
    """One of before keys were remembered, and one of a page that had the key from before the rotation."""
    rotated = vapid_pair()
    rotate(rotated, VAPID)
    subscriptions.register(device(f"{provider.url}/p", rotated["publicKey"] if remembered == "another" else None))
    provider.answer = bound_to(VAPID["publicKey"])  # type: ignore[assignment]
    items = [notification() for _ in range(2)]
    for item in items:
        queue.put(body(item))
        assert queue.run() == []

    assert [states(item) for item in items] == [[("sent", None)]] * 2
    assert len(provider.requests) == 3
    assert active(users().get(ALICE))[0].vapid_key == VAPID["publicKey"]


def test_a_key_that_came_since_the_secret_was_read_is_found(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions
) -> None:
    subscriptions.register(device(f"{provider.url}/phone"))
    queue.put(body(notification()))
    queue.run()
    rotated = vapid_pair()
    rotate(rotated, VAPID)
    provider.answer = bound_to(rotated["publicKey"])  # type: ignore[assignment]
    subscriptions.register(device(f"{provider.url}/phone", rotated["publicKey"]))
    item = notification()
    queue.put(body(item))
    queue.run()

    assert states(item) == [("sent", None)]


def test_each_key_is_refused_once_and_then_it_is_over(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions
) -> None:
    rotate(vapid_pair(), VAPID, vapid_pair())
    subscriptions.register(device(f"{provider.url}/phone", "dropped since"))
    provider.answer = lambda _request: Answer(403)
    item = notification()
    queue.put(body(item))
    assert queue.run() == []

    assert states(item) == [("failed", "403")]
    assert len({signed_with(request) for request in provider.requests}) == len(provider.requests) == 3
    assert len(active(users().get(ALICE))) == 1


@pytest.mark.parametrize(
    "secret",
    ["{}", "[]", '{"publicKey": "x"}', '{"publicKey": "x", "privateKey": "x"}', json.dumps(VAPID | {"previous": 7})],
)
def test_a_secret_of_another_shape_sends_nothing_and_says_whose_fault_it_is(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions, secret: str
) -> None:
    subscriptions.register(device(f"{provider.url}/phone", f"unknown-{time.time()}"))
    clients.secrets().put_secret_value(SecretId=os.environ["VAPID_SECRET_NAME"], SecretString=secret)
    item = notification()
    queue.put(body(item))
    event = queue.receive()
    assert len(queue.invoke(event)) == 1
    assert [status for status, _ in states(item)] == ["deferred"]
    assert provider.requests == []

    rotate(VAPID)
    assert queue.invoke(event) == []
    assert states(item)[-1] == ("sent", None)
