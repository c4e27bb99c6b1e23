"""WebSocket frames, server to client (section 5 of the contract)."""

from __future__ import annotations

import json
from typing import Any

from .notification import Notification

MAX_FRAME_BYTES = 32 * 1024
"""API Gateway refuses larger frames: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"""

TRUNCATED_MESSAGE_LENGTH = 2_000

EVENTS = ("read", "unread", "deleted")
"""What one of a person's devices tells the others."""


def encode(frame: dict[str, Any]) -> bytes:
    """The frame as it goes over the wire: compact UTF-8 JSON."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode()


def notification_frame(notification: Notification, unread_count: int) -> bytes:
    """The `notification` frame; one that would pass 32 KB loses its `data` and all but the start of its `message`."""
    request = notification.request
    data: dict[str, Any] = {
        "id": notification.id,
        "title": request.title,
        "message": request.message,
        "category": request.category,
        "priority": request.priority,
        "data": request.data,
        "createdAt": notification.created_at,
    }
    whole = encode({"event": "notification", "data": data, "unreadCount": unread_count})
    if len(whole) <= MAX_FRAME_BYTES:
        return whole
    del data["data"]
    data |= {"message": request.message[:TRUNCATED_MESSAGE_LENGTH], "truncated": True}
    return encode({"event": "notification", "data": data, "unreadCount": unread_count})


def event_frame(event: str, data: dict[str, Any], unread_count: int) -> bytes:
    """A `read`, `unread` or `deleted` frame."""
    return encode({"event": event, "data": data, "unreadCount": unread_count})


def reply_frame(event: str, **fields: Any) -> str:
    """An answer to what a client said: `pong`, `unread-count` or `error`."""
    return encode({"event": event, **fields}).decode()
