"""Web push: what a browser gets, and what its push service may answer."""

import json
from typing import Any

import pytest

from local import secret_values

from .doors import Doors
from .eventually import eventually
from .person import Admin, Person

VAPID_SECRET = "carillon/vapid"
URGENCY = {"low": "low", "normal": "normal", "high": "high", "urgent": "high"}


def test_a_browser_gets_what_its_service_worker_shows(admin: Admin, doors: Doors, someone: Person):
    endpoint = someone.subscribe()
    created = admin.create(someone, type="push", title="Grüße 😀", message="Line\nbreak", data={"url": "/orders/7"})
    push = doors.outbox.wait_for(created["id"], "push")
    assert push["to"] == endpoint
    payload = push["payload"]
    assert payload.keys() == {"title", "body", "icon", "badge", "data"}
    assert (payload["title"], payload["body"]) == ("Grüße 😀", "Line\nbreak")
    assert payload["data"] == {"notificationId": created["id"], "url": f"{doors.stack['webUrl']}/orders/7"}
    assert payload["icon"].startswith("http")
    assert payload["badge"].startswith("http")


@pytest.mark.parametrize("priority", URGENCY)
def test_urgency_follows_the_priority_and_ttl_is_given(admin: Admin, doors: Doors, someone: Person, priority: str):
    someone.subscribe()
    created = admin.create(someone, type="push", priority=priority)
    headers = doors.outbox.wait_for(created["id"], "push")["headers"]
    assert headers["Urgency"] == URGENCY[priority]
    assert int(headers["TTL"]) > 0
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Authorization"].startswith("vapid ")


def test_every_active_device_gets_it(admin: Admin, doors: Doors, someone: Person):
    endpoints = {someone.subscribe() for _ in range(3)}
    created = admin.create(someone, type="push")
    eventually(lambda: doors.outbox.of(created["id"]), lambda sent: {entry["to"] for entry in sent} == endpoints)
    assert len(doors.outbox.of(created["id"])) == 3


def test_what_is_too_long_for_a_push_is_cut(admin: Admin, doors: Doors, someone: Person):
    someone.subscribe()
    created = admin.create(someone, type="push", title="😀" * 200, message="👨‍👩‍👧‍👦" * 1_000)
    payload: dict[str, Any] = doors.outbox.wait_for(created["id"], "push")["payload"]
    assert payload["title"] == "😀" * 200
    assert payload["body"].rstrip("…. ").replace("👨‍👩‍👧‍👦", "") == ""


@pytest.mark.parametrize("status", ["404", "410"])
def test_a_subscription_that_is_gone_is_switched_off(admin: Admin, answers: dict[str, tuple[Person, str]], status: str):
    person, identifier = answers[status]
    line = person.settled(identifier, "push")
    assert (line["status"], line["reason"]) == ("failed", status)
    assert [item["status"] for item in person.deliveries(identifier)] == ["queued", "failed"]
    again = admin.create(person, type="push")["id"]
    assert person.settled(again, "push")["reason"] == "no_subscription"


def test_a_dead_device_keeps_no_other_waiting(admin: Admin, doors: Doors, someone: Person):
    someone.subscribe(status=410)
    alive = someone.subscribe()
    created = admin.create(someone, type="push")
    assert doors.outbox.wait_for(created["id"], "push")["to"] == alive
    lines = eventually(
        lambda: {line["target"]: line["status"] for line in someone.deliveries(created["id"])},
        lambda found: sorted(found.values()) == ["failed", "sent"],
    )
    assert len(lines) == 2
    assert someone.get(f"/{created['id']}")["pushSent"] is True


def test_too_large_is_permanent_and_keeps_the_subscription(answers: dict[str, tuple[Person, str]], admin: Admin):
    person, identifier = answers["413"]
    line = person.settled(identifier, "push")
    assert (line["status"], line["reason"]) == ("failed", "413")
    assert [item["status"] for item in person.deliveries(identifier)] == ["queued", "failed"]
    again = admin.create(person, type="push")["id"]
    assert person.settled(again, "push")["reason"] == "413"


def test_too_large_for_this_push_service_arrives_in_short(admin: Admin, doors: Doors, someone: Person):
    someone.subscribe(status=413, maxBytes=600)
    whole = admin.create(someone, type="push", message="It fits.")
    short = admin.create(someone, type="push", title="Too much", message="m" * 1_000)
    assert doors.outbox.wait_for(whole["id"], "push")["payload"]["body"] == "It fits."
    payload = doors.outbox.wait_for(short["id"], "push")["payload"]
    assert payload == {"title": "Too much", "data": {"notificationId": short["id"]}, "truncated": True}
    assert someone.settled(short["id"], "push")["status"] == "sent"
    assert [line["status"] for line in someone.deliveries(short["id"])] == ["queued", "sent"]


def signed(doors: Doors, identifier: str) -> dict[str, str]:
    """The key that each of two devices got it signed with."""
    sent = eventually(lambda: doors.outbox.of(identifier), lambda sent: len(sent) == 2)
    return {entry["to"]: entry["headers"]["Authorization"].partition("k=")[2] for entry in sent}


def test_no_subscriber_is_lost_when_the_key_is_rotated(admin: Admin, doors: Doors, someone: Person):
    """The secret is rotated under running functions, as `make rotate-push-key` does, and the stack not deployed since."""
    secrets = doors.client("secretsmanager")
    before = json.loads(secrets.get_secret_value(SecretId=VAPID_SECRET)["SecretString"])
    old = someone.subscribe()
    rotated = secret_values.rotated(before)
    secret_values.put(secrets, VAPID_SECRET, rotated)
    try:
        new = someone.subscribe(applicationServerKey=rotated["publicKey"])
        for _ in range(2):
            created = admin.create(someone, type="push")
            assert signed(doors, created["id"]) == {old: before["publicKey"], new: rotated["publicKey"]}
        assert someone.get("/push-key")["publicKey"] == before["publicKey"]
    finally:
        secret_values.put(secrets, VAPID_SECRET, before)
