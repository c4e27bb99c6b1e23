"""send_push: encrypted for each device, signed for each push service, and a device that is gone is forgotten."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from carillon.domain import ids
from carillon.domain.retry import MAX_VISIBILITY_SECONDS
from carillon.storage.subscriptions import Subscription, Subscriptions, active
from send_push.handler import lambda_handler
from tests.integration.keys import VAPID, base64url, public_point
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.metrics import counted
from tests.integration.provider import Answer, Provider, Request
from tests.integration.senders import ALICE, body, log, notification, states, users, visibility_changes

_KEY = ec.generate_private_key(ec.SECP256R1())
_SECRET = os.urandom(16)


@pytest.fixture
def subscriptions() -> Subscriptions:
    return Subscriptions(os.environ["SUBSCRIPTIONS_TABLE"], os.environ["PREFERENCES_TABLE"])


@pytest.fixture
def queue() -> LambdaQueue:
    return LambdaQueue(os.environ["PUSH_QUEUE_URL"], lambda_handler)


def device(endpoint: str, user_id: str = ALICE) -> Subscription:
    return Subscription(user_id, endpoint, public_point(_KEY), base64url(_SECRET))


def decrypted(request: Request) -> dict[str, object]:
    plain = http_ece.decrypt(request.body, private_key=_KEY, auth_secret=_SECRET, version="aes128gcm")
    decoded: dict[str, object] = json.loads(plain)
    return decoded


@pytest.mark.seed_defect(22, 40)
def test_each_device_gets_the_message_encrypted_for_it(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions
) -> None:
    phone = subscriptions.register(device(f"{provider.url}/phone"))
    laptop = subscriptions.register(device(f"{provider.url}/laptop"))
    item = notification(priority="urgent", data={"url": "https://shop.example/orders/7"})
    queue.put(body(item))

    assert queue.run() == []

    assert {request.path for request in provider.requests} == {"/phone", "/laptop"}
    request = provider.requests[0]
    assert decrypted(request) == {
        "title": "Payment received",
        "body": "Ten euros from Bob.",
        "icon": "https://app.example/icons/icon-192x192.png",
        "badge": "https://app.example/icons/badge-72x72.png",
        "data": {"notificationId": item.id, "url": "https://shop.example/orders/7"},
    }
    assert request.headers["Urgency"] == "high"
    assert request.headers["Content-Encoding"] == "aes128gcm"
    assert {entry.target for entry in log(item)} == {phone.id, laptop.id}
    assert {(entry.status, entry.provider_message_id) for entry in log(item)} == {("sent", "push-1")}


@pytest.mark.parametrize(
    ("age", "left"), [(-60, 86_400), (0, 86_400), (7_200, 79_200), (86_390, 10), (86_400, 0), (86_600, 0)]
)
def test_a_late_try_leaves_the_push_service_what_is_left_of_the_time(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions, age: float, left: int
) -> None:
    """RFC 8030, section 5.2. A clock that is behind gives nothing more than the whole."""
    subscriptions.register(device(f"{provider.url}/phone"))
    queue.put(body(notification(priority="normal")))

    assert queue.run(age) == []
    [request] = provider.requests
    assert max(0, left - 5) <= int(request.headers["TTL"]) <= left


def test_what_is_past_its_time_is_not_pushed_at_all(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions
) -> None:
    subscriptions.register(device(f"{provider.url}/phone"))
    item = notification(priority="low")
    queue.put(body(item))

    assert queue.run(6 * 3600 + 241) == []
    assert (provider.requests, states(item)) == ([], [("failed", "expired")])


def test_the_token_names_the_push_service_and_is_made_once(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions
) -> None:
    subscriptions.register(device(f"{provider.url}/phone"))
    for _ in range(2):
        queue.put(body(notification()))
        queue.run()

    first, second = (request.headers["Authorization"] for request in provider.requests)
    assert first == second
    assert Vapid02.verify(first)
    parts = dict(part.split("=", 1) for part in first.removeprefix("vapid ").split(","))
    assert parts["k"] == VAPID["publicKey"]
    payload = parts["t"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert (claims["aud"], claims["sub"]) == (provider.url, "mailto:operator@app.example")
    assert time.time() < claims["exp"] <= time.time() + 24 * 3600


@pytest.mark.bad_input(56, 71)
@pytest.mark.seed_defect(29, 40)
@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_no_more_is_switched_off(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions, status: int
) -> None:
    subscriptions.register(device(f"{provider.url}/phone"))
    provider.says(Answer(status))
    item, next_item = notification(), notification()
    queue.put(body(item))
    assert queue.run() == []
    assert states(item) == [("failed", str(status))]

    queue.put(body(next_item))
    assert queue.run() == []

    assert states(next_item) == [("skipped", "no_subscription")]
    assert len(provider.requests) == 1


@pytest.mark.bad_input(66, 73)
@pytest.mark.seed_defect(40)
@pytest.mark.parametrize("status", [400, 401, 403, 307])
def test_a_refusal_is_final_and_the_subscription_stays(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions, status: int
) -> None:
    subscriptions.register(device(f"{provider.url}/phone"))
    provider.says(Answer(status, headers={"Location": f"{provider.url}/internal"}))
    item = notification()
    queue.put(body(item))

    assert queue.run() == []

    assert states(item) == [("failed", str(status))]
    assert len(provider.requests) == 1
    assert len(active(users().get(ALICE))) == 1


def in_ninety_seconds() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)


@pytest.mark.bad_input(72)
@pytest.mark.seed_defect(40)
@pytest.mark.parametrize(
    ("retry_after", "expected"),
    [
        (lambda: "7", range(7, 8)),
        (in_ninety_seconds, range(80, 91)),
        (lambda: "999999999999999", range(MAX_VISIBILITY_SECONDS, MAX_VISIBILITY_SECONDS + 1)),
        (lambda: "soon", range(2, 5)),
    ],
    ids=["seconds", "date", "huge", "garbage"],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_push_service_is_asked_again_when_it_said(
    queue: LambdaQueue,
    provider: Provider,
    subscriptions: Subscriptions,
    status: int,
    retry_after: Callable[[], str],
    expected: range,
) -> None:
    subscriptions.register(device(f"{provider.url}/phone"))
    provider.says(Answer(status, headers={"Retry-After": retry_after()}))
    item = notification()
    queue.put(body(item))
    event = queue.receive()

    with visibility_changes() as delays:
        assert len(queue.invoke(event)) == 1
    assert len(delays) == 1
    assert delays[0] in expected
    assert states(item) == [("deferred", str(status))]
    assert queue.invoke(event) == []
    assert states(item)[-1] == ("sent", None)


def test_only_the_device_that_failed_is_tried_again(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions
) -> None:
    subscriptions.register(device(f"{provider.url}/phone"))
    subscriptions.register(device(f"{provider.url}/laptop"))
    fails = [True]
    provider.answer = lambda request: Answer(500 if request.path == "/phone" and fails.pop() else 201)
    item = notification()
    queue.put(body(item))
    event = queue.receive()
    assert len(queue.invoke(event)) == 1
    provider.answer = lambda _request: Answer(201)
    subscriptions.register(device(f"{provider.url}/bought-since"))

    assert queue.invoke(event) == []

    assert sorted(request.path for request in provider.requests) == ["/laptop", "/phone", "/phone"]
    assert {entry.status for entry in log(item) if entry.target == ids.target_id(ALICE, f"{provider.url}/phone")} == {
        "deferred",
        "sent",
    }


def test_whatever_becomes_of_a_device_is_counted_by_the_state_in_the_log(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"/silent": Answer(0, hang_up=True), "/later": Answer(500), "/phone": Answer(201)}
    provider.answer = lambda request: answers[request.path]
    for path in answers:
        subscriptions.register(device(provider.url + path))
    item = notification()
    queue.put(body(item))
    event = queue.receive()

    assert len(queue.invoke(event)) == 1
    subscriptions.unregister(ALICE, f"{provider.url}/later")
    assert queue.invoke(event) == []

    statuses = ["deferred", "failed", "sent", "skipped", "unknown"]
    assert sorted(entry.status for entry in log(item)) == statuses
    assert counted(capsys.readouterr().out) == {f"Deliveries{name.capitalize()}": 1 for name in statuses[1:]}


@pytest.mark.bad_input(64)
@pytest.mark.seed_defect(14)
def test_an_endpoint_that_is_not_allowed_is_never_connected_to(
    queue: LambdaQueue, provider: Provider, subscriptions: Subscriptions
) -> None:
    port = provider.url.rsplit(":", 1)[1]
    subscriptions.register(device(f"http://localhost:{port}/phone"))
    item = notification()
    queue.put(body(item))

    assert queue.run() == []
    assert states(item) == [("skipped", "no_subscription")]
    assert provider.requests == []
