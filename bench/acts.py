"""What happens to a notification beside being sent: receipts, readers, the fallback. Each through the real function, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bench import life
from bench.life import BATCH, Scenario, drained, handler, sent
from bench.recorder import Recording, record
from tests.integration.http import Person
from tests.integration.lambda_queue import CONTEXT, LambdaQueue
from tests.integration.names import queue_url
from tests.integration.provider import PROVIDER
from tests.integration.streams import Streams
from tests.integration.ticks import ahead

INBOX = 40
"""Notifications that the reader has: more than a page."""

_READER = Person(life.person(0))


@dataclass(frozen=True, slots=True)
class Act:
    """What answers a request, what `send_in_app` then tells the person's pages, and what the tables' streams set off."""

    request: Recording
    frames: Recording
    counted: Recording

    def __add__(self, other: Act) -> Act:
        return Act(self.request + other.request, self.frames + other.frames, self.counted + other.counted)


def of_a_reader() -> dict[str, Act]:
    """One person with an inbox and an open page, by what they do."""
    with life.world(Scenario(people=1)):
        streams = Streams()
        life.accept(Scenario(notifications=INBOX, people=1))
        life.fill_totals(life.accepted(streams))
        _empty("in-app", "email", "push")
        first = _READER.get().json["notifications"][0]["id"]
        return {
            "list": _act(_READER.get),
            "count": _act(lambda: _READER.get("/unread-count")),
            "read": _act(lambda: _READER.one(first, "PATCH", "/read")),
            "read-all": _read_all(),
            "opening and closing a page": _socket("CONNECT") + _socket("DISCONNECT"),
        }


def _act(act: Callable[[], object]) -> Act:
    streams, counted = Streams(), Recording()
    request, frames = record(act), sent("in-app")
    while changes := list(streams.records()):
        counted += record(partial(handler("count_stats"), {"Records": changes}, CONTEXT))
    return Act(request, frames, counted)


def _read_all() -> Act:
    """Later than the read mark trails behind, so that no row is too young for it: the usual case."""
    with ahead(minutes=1):
        return _act(lambda: _READER.ask("PATCH /api/notifications/read-all"))


def _socket(kind: str) -> Act:
    """What `websocket` does when a connection opens or closes."""
    request = {"eventType": kind, "connectionId": "another", "authorizer": {"userId": _READER.user_id}}
    return _act(partial(handler("websocket"), {"requestContext": request}, CONTEXT))


def of_receipts() -> Recording:
    """What SES tells of ten mails in a full batch, each of them delivered: an event a mail."""
    with life.world(Scenario(people=BATCH)):
        life.accept(Scenario(notifications=BATCH, people=BATCH))
        PROVIDER.reset()
        sent("email")
        events = [delivered(request.mail["X-Delivery-Id"]) for request in PROVIDER.requests]
        queue = LambdaQueue(queue_url("receipt"), handler("record_delivery"))
        queue.put(*events)
        return drained(queue, BATCH)


def delivered(delivery_id: str) -> str:
    """What SES tells of a mail, by its delivery's id."""
    at = "2026-01-31T12:00:00.000Z"
    mail = {
        "timestamp": at,
        "messageId": "ses-1",
        "destination": ["a@example.com"],
        "tags": {"deliveryId": [delivery_id]},
    }
    return json.dumps({"eventType": "Delivery", "delivery": {"timestamp": at}, "mail": mail})


def of_the_fallback(notifications: int) -> tuple[Recording, Recording]:
    """A sweep over what stayed unread, and the mails that it queued."""
    with life.world(Scenario(people=notifications)):
        life.accept(Scenario(notifications=notifications, people=notifications), type="in-app")
        _empty("in-app")
        with ahead(minutes=11):
            sweep = record(partial(handler("email_fallback"), {}, CONTEXT))
            return sweep, sent("email")


def _empty(*channels: str) -> None:
    """What was queued only because the people had to get something."""
    for channel in channels:
        sent(channel)
