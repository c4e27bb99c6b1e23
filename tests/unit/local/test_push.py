"""What the sink takes as a push service, with really encrypted and really signed requests."""

import time
from typing import Any

import httpx
import pytest
from pywebpush import WebPusher

from local.secret_values import DemoSecrets, new_vapid
from local.secret_values import rotated as rotate
from local.settings import Settings
from local.sink.subscriptions import Subscriptions
from tests.unit.local.pushes import PAYLOAD, authorization, push


def subscribe(sink: httpx.Client, **program: int | str) -> dict[str, Any]:
    answer = sink.post("/push-subscriptions", json=program)
    assert answer.status_code == 200
    return dict(answer.json())


def test_a_message_is_decrypted_into_the_outbox(sink: httpx.Client, demo: DemoSecrets):
    subscription = subscribe(sink)
    answer = push(sink, demo, subscription)
    assert answer.status_code == 201
    assert answer.headers["Location"].startswith(str(sink.base_url))
    (entry,) = sink.get("/outbox.json").json()
    assert (entry["channel"], entry["to"], entry["notificationId"]) == ("push", subscription["endpoint"], "01C")
    assert entry["payload"] == PAYLOAD
    assert (entry["headers"]["TTL"], entry["headers"]["Urgency"]) == ("60", "high")


def test_a_subscription_has_the_shape_that_browsers_give_it(sink: httpx.Client):
    subscription = subscribe(sink)
    assert subscription.keys() == {"endpoint", "expirationTime", "keys"}
    assert subscription["endpoint"].startswith(str(sink.base_url.join("/push/")))
    assert (len(subscription["keys"]["p256dh"]), len(subscription["keys"]["auth"])) == (87, 22)


@pytest.mark.parametrize("status", [404, 410, 413, 429, 503])
def test_an_endpoint_answers_as_it_was_programmed(sink: httpx.Client, demo: DemoSecrets, status: int):
    answer = push(sink, demo, subscribe(sink, status=status, retryAfter=3))
    assert (answer.status_code, answer.headers["Retry-After"]) == (status, "3")
    assert sink.get("/outbox.json").json() == []


@pytest.mark.parametrize(
    "program",
    [
        *(
            {"status": 200},
            {"status": "410"},
            {"retryAfter": -1},
            {"retryAfter": True},
            {"x": 1},
            [],
            {"maxBytes": 300},
        ),
        *({"status": 413, "maxBytes": 0}, {"status": 410, "maxBytes": 9}, {"status": 413, "maxBytes": "9"}),
        *({"applicationServerKey": ""}, {"applicationServerKey": "AAAA"}, {"applicationServerKey": 7}),
    ],
)
def test_a_program_that_cannot_be_meant_is_refused(sink: httpx.Client, program: Any):
    assert sink.post("/push-subscriptions", json=program).status_code == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"TTL": None}, 400),
        ({"TTL": "soon"}, 400),
        ({"Content_Encoding": "aesgcm"}, 400),
        ({"Content_Encoding": None}, 400),
        ({"Urgency": "asap"}, 400),
        ({"Topic": "not base64url!"}, 400),
        ({"Authorization": None}, 401),
        ({"Authorization": "Bearer x"}, 401),
        ({"Authorization": "vapid t=x"}, 401),
    ],
)
def test_bad_headers_are_refused(sink: httpx.Client, demo: DemoSecrets, headers: dict[str, Any], status: int):
    assert push(sink, demo, subscribe(sink), **headers).status_code == status
    assert sink.get("/outbox.json").json() == []


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "http://127.0.0.1:1"},
        {"aud": "https://fcm.googleapis.com"},
        {"exp": int(time.time()) - 120},
        {"exp": int(time.time()) + 25 * 3600},
        {"sub": "mailto:nobody"},
    ],
)
def test_a_token_for_others_or_for_too_long_is_refused(sink: httpx.Client, demo: DemoSecrets, claims: dict[str, Any]):
    assert (
        push(sink, demo, subscribe(sink), Authorization=authorization(sink.base_url, demo, **claims)).status_code == 403
    )


def test_a_foreign_key_is_refused(sink: httpx.Client, demo: DemoSecrets):
    foreign: DemoSecrets = {**demo, "vapid": new_vapid()}
    assert push(sink, demo, subscribe(sink), Authorization=authorization(sink.base_url, foreign)).status_code == 403
    ours, theirs = authorization(sink.base_url, demo), authorization(sink.base_url, foreign)
    forged = f"{theirs.partition(',')[0]},{ours.partition(',')[2]}"
    assert push(sink, demo, subscribe(sink), Authorization=forged).status_code == 403


def test_a_subscription_is_bound_to_the_key_it_was_made_with(sink: httpx.Client, demo: DemoSecrets):
    rotated: DemoSecrets = {**demo, "vapid": rotate(demo["vapid"])}
    assert rotated["vapid"]["previous"] == [demo["vapid"]]
    subscription = subscribe(sink, applicationServerKey=rotated["vapid"]["publicKey"])
    assert push(sink, demo, subscription).status_code == 403
    assert push(sink, rotated, subscription).status_code == 201


def test_an_endpoint_may_find_only_large_bodies_too_large(sink: httpx.Client, demo: DemoSecrets):
    subscription = subscribe(sink, status=413, maxBytes=300)
    for size, status in ((300 - 103, 201), (300 - 102, 413)):
        body = WebPusher(subscription).encode(b"x" * size, content_encoding="aes128gcm")["body"]
        assert push(sink, demo, subscription, body).status_code == status


def test_a_body_over_4096_bytes_is_refused(sink: httpx.Client, demo: DemoSecrets):
    subscription = subscribe(sink)
    fits = WebPusher(subscription).encode(b"x" * 3993, content_encoding="aes128gcm")["body"]
    assert push(sink, demo, subscription, fits).status_code == 201
    assert push(sink, demo, subscription, fits + b"x").status_code == 413


def test_what_the_browser_could_not_decrypt_is_refused(sink: httpx.Client, demo: DemoSecrets):
    other = WebPusher(subscribe(sink)).encode(b"{}", content_encoding="aes128gcm")["body"]
    subscription = subscribe(sink)
    assert push(sink, demo, subscription, other).status_code == 400
    assert push(sink, demo, subscription, b"garbage").status_code == 400


def test_an_unknown_endpoint_is_gone(sink: httpx.Client, demo: DemoSecrets):
    subscription = subscribe(sink) | {"endpoint": str(sink.base_url.join("/push/unknown"))}
    assert push(sink, demo, subscription).status_code == 404


def test_a_subscription_outlives_a_restart(sink: httpx.Client, stack: Settings):
    subscription = subscribe(sink)
    kept = Subscriptions(stack.data_dir / "push-subscriptions.json")
    found = kept.get(subscription["endpoint"].rsplit("/", 1)[1])
    assert found is not None
    assert found.keys() == subscription["keys"]
