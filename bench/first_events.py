"""What each function is given first: an event that it can act on, a new one each time."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from bench import acts, life
from carillon.domain import clock
from carillon.erase_user import Erasure
from carillon.storage.tickets import Tickets
from tests.integration import http, twilio_calls
from tests.integration.lambda_queue import CONTEXT
from tests.integration.provider import PROVIDER
from tests.integration.senders import body, notification
from tests.integration.streams import Record, Streams

_NUMBERS = count()


def event(function: str) -> dict[str, Any]:
    """An event for a function."""
    return _MAKERS[function]()


def _queued(text: str, minutes_ago: int = 0) -> dict[str, Any]:
    sent_at = int(time.time() - 60 * minutes_ago) * 1000
    record = {
        "messageId": f"message-{next(_NUMBERS)}",
        "receiptHandle": "handle",
        "body": text,
        "attributes": {"SentTimestamp": str(sent_at), "ApproximateReceiveCount": "1"},
    }
    return {"Records": [record]}


def _to_accept() -> dict[str, Any]:
    return _queued(life.message(next(_NUMBERS), 1, {}))


def _accept(minutes_ago: int = 0, **fields: str) -> list[Record]:
    """Have one accepted; what the stream tells of it."""
    streams = Streams()
    life.handler("ingest")(_queued(life.message(next(_NUMBERS), 1, fields), minutes_ago), CONTEXT)
    return life.accepted(streams)


def _to_send() -> dict[str, Any]:
    return _queued(body(notification(life.person(0))))


def _frame() -> dict[str, Any]:
    about = {"eventType": "MESSAGE", "connectionId": "connection-0", "authorizer": {"userId": life.person(0)}}
    return {"requestContext": about, "body": json.dumps({"action": "unread-count"})}


def _handshake() -> dict[str, Any]:
    ticket = Tickets(os.environ["CONNECTION_TICKETS_TABLE"]).issue(life.person(0))
    return {"methodArn": "arn:aws:execute-api:us-east-1:1:a/live/$connect", "queryStringParameters": {"ticket": ticket}}


def _schedule() -> dict[str, Any]:
    """Beside it, something that nobody has read or sent for too long."""
    life.handler("count_stats")({"Records": _accept(minutes_ago=11, type="in-app")}, CONTEXT)
    return {}


def _erasure() -> dict[str, Any]:
    """Of somebody who has a notification."""
    user_id = f"gone-{next(_NUMBERS)}"
    _accept(userId=user_id)
    return _queued(Erasure(user_id, clock.now()).encode())


def _receipt() -> dict[str, Any]:
    """Of a mail that was just sent."""
    _accept(type="email")
    PROVIDER.reset()
    life.sent("email")
    return _queued(acts.delivered(PROVIDER.requests[-1].mail["X-Delivery-Id"]))


def _callback() -> dict[str, Any]:
    """Of Twilio's, signed."""
    about = {"MessageSid": f"SM{next(_NUMBERS)}", "MessageStatus": "delivered", "To": "+12025550123"}
    return twilio_calls.callback(twilio_calls.STATUS, about, f"delivery={'0' * 32}-{'1' * 20}")


_MAKERS: dict[str, Callable[[], dict[str, Any]]] = {
    "ingest": _to_accept,
    "http_api": lambda: http.event(f"GET {http.BASE}", http.claims(life.person(0))),
    "websocket": _frame,
    "authorize_websocket": _handshake,
    "send_in_app": _to_send,
    "send_email": _to_send,
    "send_sms": _to_send,
    "send_push": _to_send,
    "email_fallback": _schedule,
    "finish_stuck": _schedule,
    "record_delivery": _receipt,
    "count_stats": lambda: {"Records": _accept()},
    "erase_user": _erasure,
    "twilio_webhook": _callback,
}
