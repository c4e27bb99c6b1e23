"""What travels on the channel queues, as text and back.

ASCII JSON: SQS refuses some characters that a notification may hold, but never their escapes.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from .domain.notification import Notification, NotificationRequest


class MalformedMessage(Exception):
    """Not a message of ours: someone else writes to the queue. It ends in the dead-letter queue."""


@dataclass(frozen=True, slots=True)
class NotificationMessage:
    """Send this notification on the queue's channel. `is_fallback`: it is the email for one that stayed unread.

    `read_up_to`: how far its person had read when it was accepted (`User.read_up_to`), which is never taken back.
    """

    notification: Notification
    is_fallback: bool = False
    read_up_to: str = ""


@dataclass(frozen=True, slots=True)
class EventMessage:
    """Tell every connection of a person what one of their devices did: a name of `frames.EVENTS` and its data."""

    user_id: str
    event: str
    data: dict[str, Any]


def encode_notification(notification: Notification, *, is_fallback: bool = False, read_up_to: str = "") -> str:
    """The text of a NotificationMessage."""
    request = notification.request
    return json.dumps(
        {
            "id": notification.id,
            "userId": request.user_id,
            "category": request.category,
            "title": request.title,
            "message": request.message,
            "type": request.type,
            "priority": request.priority,
            "data": request.data,
            "mandatory": request.mandatory,
            "collapseKey": request.collapse_key,
            "fallback": is_fallback,
            "readUpTo": read_up_to,
        },
        separators=(",", ":"),
    )


def encode_event(message: EventMessage) -> str:
    """The text of an EventMessage."""
    return json.dumps({"userId": message.user_id, "event": message.event, "data": message.data}, separators=(",", ":"))


def decode(text: str) -> NotificationMessage | EventMessage:
    """The message of a text. Raises MalformedMessage for anything `encode_…` did not make."""
    try:
        body = json.loads(text)
        if "event" in body:
            return EventMessage(user_id=body["userId"], event=body["event"], data=body["data"])
        request = NotificationRequest(
            user_id=body["userId"],
            category=body["category"],
            title=body["title"],
            message=body["message"],
            type=body["type"],
            priority=body["priority"],
            data=body["data"],
            mandatory=body["mandatory"],
            collapse_key=body.get("collapseKey"),  # not in what was queued before there were such keys
        )
        return NotificationMessage(
            Notification(id=body["id"], request=request),
            is_fallback=body["fallback"],
            read_up_to=body.get("readUpTo", ""),  # nor this
        )
    except (ValueError, KeyError, TypeError) as error:
        raise MalformedMessage(f"not a message of this system: {type(error).__name__}") from error
