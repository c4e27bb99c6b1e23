"""Every message of the queue and the socket. The frames' shapes stand here; the tests hold what `domain.frames` makes
against them.
"""

from typing import Any

from carillon.domain.frames import EVENTS, MAX_FRAME_BYTES, TRUNCATED_MESSAGE_LENGTH
from carillon.domain.notification import CATEGORIES, PRIORITIES
from local.api_docs import examples
from local.api_docs.answers import COUNT, ID, TEXT, TIME, one_of, ref, whole
from local.api_docs.requests import Schema

ON_THE_QUEUE = ("request", "snsNotification", "eventBridgeEvent")
UNASKED = ("notification", *EVENTS)
FROM_SERVER = (*UNASKED, "pong", "unreadCount", "error")
FROM_CLIENT = ("ping", "askUnreadCount", "anythingElse")
ANSWERS = {"ping": "pong", "askUnreadCount": "unreadCount", "anythingElse": "error"}
"""What a client says, and what it hears."""


def schemas() -> dict[str, Schema]:
    """Every payload beside the request itself, by its name in the document."""
    return {
        "SnsNotification": _sns(),
        "EventBridgeEvent": _event_bridge(),
        "NotificationFrame": _frame("notification", _notification_data()),
        "ReadFrame": _frame("read", {"oneOf": [_ids(), whole("All of them.", {"all": {"const": True}})]}),
        "UnreadFrame": _frame("unread", _ids()),
        "DeletedFrame": _frame("deleted", whole("Which.", {"id": ID})),
        "PongFrame": whole("The connection is alive.", {"event": {"const": "pong"}}),
        "UnreadCountFrame": whole(
            "The number on the bell.", {"event": {"const": "unread-count"}, "unreadCount": COUNT}
        ),
        "ErrorFrame": whole("Not understood; the connection stays.", {"event": {"const": "error"}, "error": TEXT}),
        "Ping": _action("ping"),
        "AskUnreadCount": _action("unread-count"),
        "AnythingElse": {"description": "Any other text.", "not": {"anyOf": [ref("Ping"), ref("AskUnreadCount")]}},
    }


def messages() -> dict[str, Any]:
    """Every message, by its name in the document."""
    return {
        name: {"name": name, "payload": ref(schema), "examples": [{"payload": _EXAMPLES[name]}]}
        for name, schema in PAYLOADS.items()
    }


PAYLOADS = {
    "request": "NotificationRequest",
    "snsNotification": "SnsNotification",
    "eventBridgeEvent": "EventBridgeEvent",
    "notification": "NotificationFrame",
    "read": "ReadFrame",
    "unread": "UnreadFrame",
    "deleted": "DeletedFrame",
    "pong": "PongFrame",
    "unreadCount": "UnreadCountFrame",
    "error": "ErrorFrame",
    "ping": "Ping",
    "askUnreadCount": "AskUnreadCount",
    "anythingElse": "AnythingElse",
}
"""The schema of each message."""

_SHOWN = ("id", "title", "message", "category", "priority", "data", "createdAt")
_EXAMPLES: dict[str, Any] = {
    "request": examples.REQUEST,
    "snsNotification": {
        "Type": "Notification",
        "TopicArn": "arn:aws:sns:eu-west-1:123456789012:payments",
        "Message": '{"userId": "5f8d4b1e", "category": "system", "title": "Hello", "message": "From a topic."}',
    },
    "eventBridgeEvent": {
        "source": "com.example.payments",
        "detail-type": "payment received",
        "detail": examples.REQUEST,
    },
    "notification": {
        "event": "notification",
        "data": {name: examples.NOTIFICATION[name] for name in _SHOWN},
        "unreadCount": 4,
    },
    "read": {"event": "read", "data": {"ids": [examples.ID]}, "unreadCount": 3},
    "unread": {"event": "unread", "data": {"ids": [examples.ID]}, "unreadCount": 4},
    "deleted": {"event": "deleted", "data": {"id": examples.ID}, "unreadCount": 3},
    "pong": {"event": "pong"},
    "unreadCount": {"event": "unread-count", "unreadCount": 3},
    "error": {"event": "error", "error": 'say {"action": "ping"} or {"action": "unread-count"}'},
    "ping": {"action": "ping"},
    "askUnreadCount": {"action": "unread-count"},
    "anythingElse": "hello",
}


def _sns() -> Schema:
    return {
        "type": "object",
        "description": "An SNS notification that carries the request as text; a topic without raw delivery sends it.",
        "required": ["Type", "TopicArn", "Message"],
        "properties": {
            "Type": {"const": "Notification"},
            "TopicArn": {},
            "Message": {
                "type": "string",
                "contentMediaType": "application/json",
                "contentSchema": ref("NotificationRequest"),
            },
        },
    }


def _event_bridge() -> Schema:
    return {
        "type": "object",
        "description": "An EventBridge event that carries the request in `detail`.",
        "required": ["source", "detail-type", "detail"],
        "properties": {"source": {}, "detail-type": {}, "detail": ref("NotificationRequest")},
    }


def _frame(event: str, data: Schema) -> Schema:
    return whole(
        f"`{event}`, to every open connection of the person.",
        {"event": {"const": event}, "data": data, "unreadCount": COUNT},
    )


def _ids() -> Schema:
    return whole("Which.", {"ids": {"type": "array", "items": ID}})


def _notification_data() -> Schema:
    cut = f"When the frame would pass {MAX_FRAME_BYTES} bytes: no `data`, {TRUNCATED_MESSAGE_LENGTH} characters of `message`."
    members: dict[str, Schema] = {
        "id": ID,
        "title": TEXT,
        "message": TEXT,
        "category": one_of(CATEGORIES),
        "priority": one_of(PRIORITIES),
        "data": {"type": "object"},
        "createdAt": TIME,
        "truncated": {"const": True, "description": cut},
    }
    data = whole("What a bell shows.", members, optional=("data", "truncated"))
    return data | {"oneOf": [{"required": ["data"]}, {"required": ["truncated"]}]}


def _action(action: str) -> Schema:
    return whole("With any other member it is another text.", {"action": {"const": action}})
