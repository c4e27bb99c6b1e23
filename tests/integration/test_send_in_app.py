"""send_in_app: a frame on every open connection, and what other devices did."""

from __future__ import annotations

import dataclasses
import os
from datetime import timedelta
from typing import Any

import pytest

from carillon.domain.notification import Notification
from carillon.messages import EventMessage, encode_event
from carillon.storage.connections import Connections
from carillon.storage.notifications import Lifetimes, Notifications
from send_in_app.handler import lambda_handler
from tests.integration.faults import Call, Refused, Watch
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.queued import bodies
from tests.integration.senders import ALICE, body, log, notification, states, users
from tests.integration.sockets import Sockets
from tests.integration.ticks import ahead

GONE = (410, "GoneException")
BUSY = (429, "LimitExceededException")


@pytest.fixture
def connections() -> Connections:
    """Opened a while ago."""
    made = Connections(os.environ["PREFERENCES_TABLE"])
    with ahead(minutes=-1):
        made.add(ALICE, "tab=1")
        made.add(ALICE, "tab=2")
        made.add("user-bob", "other")
    return made


@pytest.fixture
def queue(sockets: Sockets) -> LambdaQueue:
    return LambdaQueue(os.environ["IN_APP_QUEUE_URL"], lambda_handler)


def stored(**fields: Any) -> Notification:
    item = notification(**fields)
    item = dataclasses.replace(item, channels=("in-app",), unread_key=item.id)
    lifetimes = Lifetimes(timedelta(days=180), timedelta(minutes=10))
    Notifications(os.environ["NOTIFICATIONS_TABLE"]).add(item, lifetimes)
    return item


@pytest.mark.seed_defect(33)
def test_every_connection_of_the_person_shows_it(
    queue: LambdaQueue, sockets: Sockets, connections: Connections
) -> None:
    item = stored(data={"order": 7})
    queue.put(body(item))

    assert queue.run() == []

    frame = {
        "event": "notification",
        "data": {
            "id": item.id,
            "title": "Payment received",
            "message": "Ten euros from Bob.",
            "category": "transaction",
            "priority": "normal",
            "data": {"order": 7},
            "createdAt": item.created_at,
        },
        "unreadCount": 1,
    }
    assert sockets.frames == {"tab=1": [frame], "tab=2": [frame]}
    assert [(entry.status, entry.provider) for entry in log(item)] == [("sent", "api-gateway")]
    assert log(item)[0].target


def test_a_redelivery_shows_nothing_again(queue: LambdaQueue, sockets: Sockets, connections: Connections) -> None:
    item = stored()
    for _ in range(2):
        queue.put(body(item))
        assert queue.run() == []

    assert len(sockets.frames["tab=1"]) == 1


@pytest.mark.bad_input(97, 98)
def test_a_closed_connection_is_forgotten(queue: LambdaQueue, sockets: Sockets, connections: Connections) -> None:
    sockets.errors["tab=1"] = GONE
    item = stored()
    queue.put(body(item))

    assert queue.run() == []

    assert list(sockets.frames) == ["tab=2"]
    assert users().get(ALICE).connections == ("tab=2",)
    assert states(item) == [("sent", None)]


@pytest.mark.bad_input(97)
@pytest.mark.seed_defect(33)
def test_with_no_connection_left_the_channel_is_skipped(
    queue: LambdaQueue, sockets: Sockets, connections: Connections
) -> None:
    sockets.errors |= {"tab=1": GONE, "tab=2": GONE}
    first, second = stored(), stored()
    queue.put(body(first))
    assert queue.run() == []
    queue.put(body(second))
    assert queue.run() == []

    assert states(first) == states(second) == [("skipped", "no_connection")]
    assert log(first)[0].target is log(second)[0].target is None
    assert users().get(ALICE).connections == ()


@pytest.mark.bad_input(97)
def test_a_busy_gateway_is_asked_again(queue: LambdaQueue, sockets: Sockets, connections: Connections) -> None:
    sockets.errors |= {"tab=1": BUSY, "tab=2": GONE}
    item = stored()
    queue.put(body(item))
    event = queue.receive()
    assert len(queue.invoke(event)) == 1
    assert states(item) == [("deferred", "LimitExceededException")]

    del sockets.errors["tab=1"]
    assert queue.invoke(event) == []
    assert states(item)[-1] == ("sent", None)


@pytest.mark.bad_input(99)
def test_a_connection_that_is_still_opening_is_kept_and_told_a_moment_later(
    queue: LambdaQueue, sockets: Sockets
) -> None:
    Connections(os.environ["PREFERENCES_TABLE"]).add(ALICE, "opening")
    sockets.errors["opening"] = GONE
    item = stored()
    queue.put(body(item), encode_event(EventMessage(ALICE, "read", {"ids": [item.id]})))
    event = queue.receive()

    assert len(queue.invoke(event)) == 2
    assert states(item) == [("deferred", "GoneException")]
    assert users().get(ALICE).connections == ("opening",)

    del sockets.errors["opening"]
    assert queue.invoke(event) == []
    assert states(item)[-1] == ("sent", None)
    assert {frame["event"] for frame in sockets.frames["opening"]} == {"notification", "read"}


def test_a_connection_that_cannot_be_forgotten_now_keeps_no_frame_from_the_others(
    queue: LambdaQueue, sockets: Sockets, connections: Connections
) -> None:
    sockets.errors["tab=1"] = GONE
    item = stored()
    queue.put(body(item))
    with Watch(Call("GetItem", os.environ["PREFERENCES_TABLE"], 1), Refused()).on():
        assert queue.run() == []

    assert states(item) == [("sent", None)]
    assert len(users().get(ALICE).connections) == 2


@pytest.mark.parametrize("broken", ["storage.inbox.Inbox.unread_count_with", "channels.in_app.InAppSender._post"])
def test_what_nobody_foresaw_is_tried_again_soon(
    queue: LambdaQueue, sockets: Sockets, connections: Connections, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """A page knows notifications by their id, so that a frame that comes twice is seen once."""

    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError

    item = stored()
    queue.put(body(item))
    event = queue.receive()
    with monkeypatch.context() as patched:
        patched.setattr(f"carillon.{broken}", fail)
        assert len(queue.invoke(event)) == 1
    assert states(item) == [("deferred", "RuntimeError")]

    assert queue.invoke(event) == []
    assert states(item)[-1] == ("sent", None)


def test_everybody_who_was_there_left_between_two_tries(
    queue: LambdaQueue, sockets: Sockets, connections: Connections
) -> None:
    sockets.errors |= {"tab=1": BUSY, "tab=2": BUSY}
    item = stored()
    queue.put(body(item))
    event = queue.receive()
    queue.invoke(event)
    sockets.errors |= {"tab=1": GONE, "tab=2": GONE}

    assert queue.invoke(event) == []

    deferred, skipped = log(item)
    assert (skipped.status, skipped.reason, skipped.target) == ("skipped", "no_connection", deferred.target)


@pytest.mark.bad_input(74)
@pytest.mark.seed_defect(34)
def test_what_one_device_did_reaches_the_others(queue: LambdaQueue, sockets: Sockets, connections: Connections) -> None:
    item = stored()
    queue.put(encode_event(EventMessage(ALICE, "read", {"ids": [item.id]})), '{"event": "read"}')

    assert queue.run() == []

    assert bodies("in-app-dead-letter") == [{"event": "read"}]
    assert sockets.frames["tab=1"] == [{"event": "read", "data": {"ids": [item.id]}, "unreadCount": 1}]
    assert sockets.frames["tab=2"] == sockets.frames["tab=1"]
    assert "other" not in sockets.frames
    assert log(item) == []


def test_an_event_for_nobody_is_done(queue: LambdaQueue, sockets: Sockets) -> None:
    queue.put(encode_event(EventMessage(ALICE, "deleted", {"id": "x"})))

    assert queue.run() == []
    assert sockets.frames == {}


def test_a_person_who_switched_in_app_off_is_not_told(
    queue: LambdaQueue, sockets: Sockets, connections: Connections
) -> None:
    users().change_preferences(ALICE, {"in_app_enabled": False})
    item = stored()
    queue.put(body(item))

    assert queue.run() == []
    assert states(item) == [("skipped", "preference_off")]
    assert sockets.frames == {}
