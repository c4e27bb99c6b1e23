"""What each function is given first: an event that it can act on, a new one each time."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from bench import life
from carillon.storage.tickets import Tickets
from local.invoke import filled
from local.settings import ROOT
from tests.integration import http
from tests.integration.senders import body, notification

_NUMBERS = count()
_SCHEDULE: dict[str, Any] = {}

_EXAMPLES = {
    "count_stats": "notification_inserted",
    "erase_user": "erasure",
    "record_delivery": "foreign",
    "twilio_webhook": "status_unsigned",
}


def event(function: str) -> dict[str, Any]:
    """An event for a function."""
    if function in _EXAMPLES:
        text = (ROOT / "events" / function / f"{_EXAMPLES[function]}.json").read_text(encoding="utf-8")
        example: dict[str, Any] = json.loads(filled(text, {}))
        return example
    return _MAKERS[function]()


def _queued(text: str) -> dict[str, Any]:
    record = {
        "messageId": f"message-{next(_NUMBERS)}",
        "receiptHandle": "handle",
        "body": text,
        "attributes": {"SentTimestamp": str(int(time.time() * 1000)), "ApproximateReceiveCount": "1"},
    }
    return {"Records": [record]}


def _accepted() -> dict[str, Any]:
    return _queued(life.message(next(_NUMBERS), 1, {}))


def _to_send() -> dict[str, Any]:
    return _queued(body(notification(life.person(0))))


def _frame() -> dict[str, Any]:
    about = {"eventType": "MESSAGE", "connectionId": "connection-0", "authorizer": {"userId": life.person(0)}}
    return {"requestContext": about, "body": json.dumps({"action": "unread-count"})}


def _handshake() -> dict[str, Any]:
    ticket = Tickets(os.environ["CONNECTION_TICKETS_TABLE"]).issue(life.person(0))
    return {"methodArn": "arn:aws:execute-api:us-east-1:1:a/live/$connect", "queryStringParameters": {"ticket": ticket}}


_MAKERS: dict[str, Callable[[], dict[str, Any]]] = {
    "ingest": _accepted,
    "http_api": lambda: http.event(f"GET {http.BASE}", http.claims(life.person(0))),
    "websocket": _frame,
    "authorize_websocket": _handshake,
    "send_in_app": _to_send,
    "send_email": _to_send,
    "send_sms": _to_send,
    "send_push": _to_send,
    "email_fallback": lambda: _SCHEDULE,
    "finish_stuck": lambda: _SCHEDULE,
}
