"""What happens to a notification beside being sent: receipts, readers, the fallback. Each through the real function, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from bench import life
from bench.life import BATCH, Scenario, drained, handler, sent
from bench.recorder import Recording, record
from tests.integration.http import Person
from tests.integration.lambda_queue import CONTEXT, LambdaQueue
from tests.integration.names import queue_url
from tests.integration.provider import PROVIDER
from tests.integration.ticks import ahead

INBOX = 40
"""Notifications that the reader has: more than a page."""

_READER = Person(life.person(0))


def of_a_reader() -> dict[str, Recording]:
    """One person with an inbox and an open page, by what they do; frames to their page included."""
    with life.world(Scenario(people=1)):
        life.accept(Scenario(notifications=INBOX, people=1))
        _empty("in-app", "email", "push")
        first = _READER.get().json["notifications"][0]["id"]
        return {
            "list": _reads(_READER.get),
            "count": _reads(lambda: _READER.get("/unread-count")),
            "read": _reads(lambda: _READER.one(first, "PATCH", "/read")),
            "read-all": _read_all(),
            "opening and closing a page": _socket("CONNECT") + _socket("DISCONNECT"),
        }


def _reads(act: Callable[[], object]) -> Recording:
    """A request, and what `send_in_app` then tells the person's pages."""
    return record(act) + sent("in-app")


def _read_all() -> Recording:
    """Later than the read mark trails behind, so that no row is too young for it: the usual case."""
    with ahead(minutes=1):
        return _reads(lambda: _READER.ask("PATCH /api/notifications/read-all"))


def _socket(kind: str) -> Recording:
    """What `websocket` does when a connection opens or closes."""
    request = {"eventType": kind, "connectionId": "another", "authorizer": {"userId": _READER.user_id}}
    return record(partial(handler("websocket"), {"requestContext": request}, CONTEXT))


def of_receipts() -> Recording:
    """What SES tells of ten mails in a full batch, each of them delivered: an event a mail."""
    with life.world(Scenario(people=BATCH)):
        life.accept(Scenario(notifications=BATCH, people=BATCH))
        PROVIDER.reset()
        sent("email")
        events = [_delivered(request.mail["X-Delivery-Id"]) for request in PROVIDER.requests]
        queue = LambdaQueue(queue_url("receipt"), handler("record_delivery"))
        queue.put(*events)
        return drained(queue, BATCH)


def _delivered(delivery_id: str) -> str:
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
