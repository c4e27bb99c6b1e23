"""The schemas of what goes out. The code has no models for it, so the words come from the domain and the shapes stand here;
`tests/unit/test_api_docs.py` holds the domain's views against them, members and all.
"""

from dataclasses import fields
from typing import Any

from carillon.domain.notification import CATEGORIES, CHANNELS, PRIORITIES, TYPES
from carillon.domain.reasons import REASONS
from carillon.domain.user import CHANNEL_ADDRESSES, DIGEST_FREQUENCIES, Contact, Preferences
from carillon.domain.views import SENT_CHANNELS, camel
from local.api_docs.requests import Schema

DELIVERY_STATUSES = ("queued", "sent", "delivered", "failed", "bounced", "skipped", "deferred", "unknown")
ID_PATTERN = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"
TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
TIME: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$",
    "examples": ["2026-01-31T12:00:00.123Z"],
}
ID: Schema = {"type": "string", "pattern": ID_PATTERN, "description": "Opaque; sorts by creation time."}
TARGET: Schema = {"type": "string", "pattern": "^[0-9a-f]{20}$"}


def one_of(words: tuple[str, ...]) -> Schema:
    """A text that is one of these."""
    return {"type": "string", "enum": list(words)}


def nullable(schema: Schema) -> Schema:
    """The schema, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def whole(description: str, properties: dict[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    """An object with these members and no other, all of them there but the optional ones."""
    return {
        "type": "object",
        "description": description,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
        "properties": properties,
    }


def ref(name: str) -> Schema:
    """A schema of the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def _notification() -> Schema:
    sent: dict[str, Schema] = {}
    for channel in SENT_CHANNELS:
        sent |= {f"{channel}Sent": FLAG, f"{channel}SentAt": nullable(TIME)}
    head = {"id": ID, "userId": TEXT, "type": one_of(TYPES), "priority": one_of(PRIORITIES)}
    text = {"category": one_of(CATEGORIES), "title": TEXT, "message": TEXT, "data": {"type": "object"}}
    read = {"isRead": FLAG, "readAt": nullable(TIME)}
    times = {"createdAt": TIME, "updatedAt": TIME}
    return whole(
        "A notification as its reader sees it; `…Sent` once the provider has accepted.",
        head | text | read | sent | times,
    )


def _page() -> Schema:
    numbers = {name: nullable(COUNT) for name in ("total", "page", "totalPages")}
    return whole(
        "A page of the inbox, newest first. With a cursor the three numbers are null.",
        {"notifications": {"type": "array", "maxItems": 100, "items": ref("Notification")}}
        | numbers
        | {"hasMore": FLAG, "nextCursor": nullable(TEXT)},
    )


def _preferences() -> Schema:
    switches = {camel(field.name): FLAG for field in fields(Preferences)}
    channels = {"type": "object", "propertyNames": one_of(CHANNELS), "additionalProperties": FLAG}
    switches |= {
        "digestFrequency": one_of(DIGEST_FREQUENCIES),
        "categoryChannels": {"type": "object", "propertyNames": one_of(CATEGORIES), "additionalProperties": channels},
        "emailMutedUntil": nullable(TIME),
    }
    return whole(
        "The whole preferences; `updatedAt` is null before the first change.", switches | {"updatedAt": nullable(TIME)}
    )


def _delivery() -> Schema:
    members: dict[str, Schema] = {
        "channel": one_of(CHANNELS),
        "target": nullable(TARGET),
        "status": one_of(DELIVERY_STATUSES),
        "reason": nullable({"type": "string", "description": _reasons()}),
        "provider": nullable(TEXT),
        "providerMessageId": nullable(TEXT),
        "attempt": nullable(COUNT),
        "at": TIME,
    }
    about = "One line of the delivery log; the last of a channel and target is its state."
    return whole(about, members)


def _reasons() -> str:
    """What may stand as a reason, from the code's own list."""
    words = "\n".join(f"* `{word}`: {meaning}" for word, meaning in REASONS.items())
    codes = "Anything else is the provider's own code: an error of SES, Twilio or AWS, a bounce's type, an HTTP status."
    return f"Why, in a word of ours:\n\n{words}\n\n{codes}"


def _recent() -> Schema:
    members = ("id", "userId", "type", "priority", "category", "title", "createdAt")
    every = _notification()["properties"]
    return whole("One of the latest notifications, without its text.", {name: every[name] for name in members})


def _suppression() -> Schema:
    members = {"address": TEXT, "channel": one_of(tuple(CHANNEL_ADDRESSES)), "reason": TEXT, "createdAt": TIME}
    return whole(
        "An address that nothing is sent to, in lower case, and why: a word of ours or a provider's code.", members
    )


def _suppression_page() -> Schema:
    listed = {"type": "array", "maxItems": 100, "items": ref("Suppression")}
    return whole(
        "In the order of the addresses.", {"suppressions": listed, "hasMore": FLAG, "nextCursor": nullable(TEXT)}
    )


def _subscription() -> Schema:
    device: Schema = {"anyOf": [{"type": "object"}, TEXT, {"type": "null"}]}
    return whole(
        "A device, without its keys.",
        {"id": TARGET, "endpoint": TEXT, "deviceInfo": device, "isActive": FLAG, "createdAt": TIME},
    )


def schemas() -> dict[str, Schema]:
    """Every answer's schema, by its name in the documents."""
    ticket = {"ticket": TEXT, "expiresIn": {"type": "integer", "minimum": 1, "maximum": 60}, "url": TEXT}
    recent = {"type": "array", "maxItems": 5, "items": ref("RecentNotification")}
    totals = {"total": COUNT, "unread": COUNT, "pushSubs": COUNT, "recent": recent}
    done = {"success": {"const": True}}
    return {
        "Notification": _notification(),
        "NotificationPage": _page(),
        "UnreadCount": whole("What is unread in the inbox, exactly.", {"count": COUNT}),
        "Preferences": _preferences(),
        "Contact": whole(
            "Where a person can be reached.", {camel(item.name): nullable(TEXT) for item in fields(Contact)}
        ),
        "Success": whole("It is done.", done),
        "Subscription": _subscription(),
        "Subscribed": whole("The device as it is kept.", done | {"subscription": ref("Subscription")}),
        "Suppression": _suppression(),
        "SuppressionPage": _suppression_page(),
        "UnsubscribePage": {"type": "string", "description": "A page for people."},
        "PushKey": whole("The VAPID application server key.", {"publicKey": TEXT}),
        "Ticket": whole("`url` is ready to connect to, once, for `expiresIn` seconds.", ticket),
        "Delivery": _delivery(),
        "DeliveryLog": whole("Oldest first.", {"deliveries": {"type": "array", "items": ref("Delivery")}}),
        "RecentNotification": _recent(),
        "Stats": whole("Right within 20 seconds.", totals),
        "Error": _error(),
        "GatewayError": {
            "type": "object",
            "description": "What API Gateway itself refuses: no valid token, too large for it, throttled.",
            "required": ["message"],
            "properties": {"message": TEXT},
        },
    }


def _error() -> Schema:
    detail = whole("A wrong field, and what it should be.", {"field": TEXT, "message": TEXT})
    members: dict[str, Any] = {
        "error": {"type": "string", "description": "A sentence."},
        "code": {"type": "string", "pattern": "^[a-z]+(_[a-z]+)*$"},
        "details": {"type": "array", "items": detail},
        "requestId": TEXT,
    }
    return whole("Every refusal.", members)
