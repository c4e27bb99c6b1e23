"""Subscribing browsers to push, and unsubscribing them."""

from typing import Any

import pytest

from .doors import Doors
from .person import Admin, Person


@pytest.fixture
def browser(doors: Doors) -> dict[str, Any]:
    """What a browser's `PushSubscription.toJSON()` gives."""
    made: dict[str, Any] = doors.http.post(doors.stack["pushSubscribeUrl"]).json()
    return made


def test_a_subscription_is_taken_and_its_keys_never_come_back(someone: Person, browser: dict[str, Any]):
    device = {"os": "Linux", "name": "\u202egniK"}
    answer = someone.ask("POST", "/subscribe-push", json=browser | {"deviceInfo": device})
    assert answer.status_code == 200
    assert answer.json().keys() == {"success", "subscription"}
    subscription = answer.json()["subscription"]
    assert subscription.keys() == {"id", "endpoint", "deviceInfo", "isActive", "createdAt"}
    assert (subscription["endpoint"], subscription["deviceInfo"]) == (browser["endpoint"], device)
    assert subscription["isActive"] is True
    assert browser["keys"]["auth"] not in answer.text
    assert browser["keys"]["p256dh"] not in answer.text
    again = someone.ask("POST", "/subscribe-push", json=browser | {"deviceInfo": device})
    assert again.json()["subscription"] == subscription


def test_an_endpoint_belongs_to_whoever_registered_it_last(
    doors: Doors, admin: Admin, someone: Person, somebody_else: Person, browser: dict[str, Any]
):
    for person in (someone, somebody_else):
        assert person.ask("POST", "/subscribe-push", json=browser).status_code == 200
    old, new = admin.create(someone, type="push")["id"], admin.create(somebody_else, type="push")["id"]
    assert doors.outbox.wait_for(new, "push")["to"] == browser["endpoint"]
    assert someone.settled(old, "push")["reason"] == "no_subscription"
    assert doors.outbox.of(old) == []
    assert someone.ask("DELETE", "/unsubscribe-push", json={"endpoint": browser["endpoint"]}).status_code == 404
    assert somebody_else.ask("DELETE", "/unsubscribe-push", json={"endpoint": browser["endpoint"]}).status_code == 200


def test_unsubscribing_works_by_query_and_by_body_and_twice(doors: Doors, admin: Admin, someone: Person):
    by_query, by_body = someone.subscribe(), someone.subscribe()
    for _ in range(2):
        answer = someone.ask("DELETE", "/unsubscribe-push", params={"endpoint": by_query})
        assert (answer.status_code, answer.json()) == (200, {"success": True})
        answer = someone.ask("DELETE", "/unsubscribe-push", json={"endpoint": by_body})
        assert (answer.status_code, answer.json()) == (200, {"success": True})
    created = admin.create(someone, type="push")["id"]
    assert someone.settled(created, "push")["reason"] == "no_subscription"
    assert doors.outbox.of(created) == []


def test_another_users_endpoint_cannot_be_unsubscribed(
    doors: Doors, admin: Admin, someone: Person, somebody_else: Person
):
    endpoint = someone.subscribe()
    for request in ({"params": {"endpoint": endpoint}}, {"json": {"endpoint": endpoint}}):
        assert somebody_else.ask("DELETE", "/unsubscribe-push", **request).status_code == 404
    created = admin.create(someone, type="push")["id"]
    assert doors.outbox.wait_for(created, "push")["to"] == endpoint


def test_unsubscribing_without_an_endpoint_is_400(someone: Person):
    assert someone.ask("DELETE", "/unsubscribe-push").status_code == 400
    assert someone.ask("DELETE", "/unsubscribe-push", json={}).status_code == 400
    assert someone.ask("DELETE", "/unsubscribe-push", params={"endpoint": ""}).status_code == 400
    assert someone.ask("DELETE", "/unsubscribe-push?endpoint=https://push.example/none").status_code == 404


ENDPOINTS = [
    "http://fcm.googleapis.com/x", "file:///etc/passwd", "ftp://fcm.googleapis.com/x", "//fcm.googleapis.com/x",
    "https://user:word@fcm.googleapis.com/x", "https://fcm.googleapis.com/x#part", "https://fcm.googleapis.com:22/x",
    "https://fcm.googleapis.com/" + "x" * 2048, "https://127.0.0.1/x", "https://[::1]/x", "https://[::ffff:127.0.0.1]/x",
    "https://0.0.0.0/x", "https://0x7f000001/x", "https://2130706433/x", "https://169.254.169.254/latest", "https://10.0.0.1/x",
    "https://metadata.google.internal/x", "https://localhost./x", "https://fcm.googleapis.com.evil.example/x", "", "x",
    "http://127.0.0.1:1/push/x", "http://localhost/push/x",
]  # fmt: skip


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_an_endpoint_that_leads_elsewhere_is_400(someone: Person, browser: dict[str, Any], endpoint: str):
    answer = someone.ask("POST", "/subscribe-push", json=browser | {"endpoint": endpoint})
    assert answer.status_code == 400
    assert [detail["field"] for detail in answer.json()["details"]] == ["endpoint"]


def test_only_the_sinks_exact_origin_is_let_in(doors: Doors, someone: Person, browser: dict[str, Any]):
    sink = doors.stack["webUrl"]
    port = int(sink.rsplit(":", 1)[1])
    for origin in (f"http://127.0.0.1:{port + 1}", f"http://localhost:{port}", f"https://127.0.0.1:{port}", f"{sink}0"):
        moved = browser["endpoint"].replace(sink, origin)
        assert someone.ask("POST", "/subscribe-push", json=browser | {"endpoint": moved}).status_code == 400


def test_the_browsers_push_services_are_let_in(someone: Person, browser: dict[str, Any]):
    for host in ("fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com"):
        answer = someone.ask(
            "POST", "/subscribe-push", json=browser | {"endpoint": f"https://{host}/x/{someone.user_id}"}
        )
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("keys.p256dh", ""), ("keys.p256dh", "B" * 86), ("keys.p256dh", "B" + "A" * 86), ("keys.p256dh", "é" * 87),
        ("keys.auth", "AAAA"), ("keys.auth", "A" * 24), ("keys.auth", "AAAAAAAAAAAAAAAAAAAA+/"), ("keys.auth", 5),
    ],
)  # fmt: skip
def test_keys_nobody_can_decrypt_with_are_400(someone: Person, browser: dict[str, Any], field: str, value: Any):
    keys = browser["keys"] | {field.removeprefix("keys."): value}
    answer = someone.ask("POST", "/subscribe-push", json=browser | {"keys": keys})
    assert answer.status_code == 400
    assert [detail["field"] for detail in answer.json()["details"]] == [field]


@pytest.mark.parametrize(
    "change",
    [{"extra": 1}, {"keys": None}, {"expirationTime": "soon"}, {"keys": {"p256dh": "x", "auth": "y", "z": "z"}}],
)
def test_a_subscription_of_another_shape_is_400(someone: Person, browser: dict[str, Any], change: dict[str, Any]):
    assert someone.ask("POST", "/subscribe-push", json=browser | change).status_code == 400
