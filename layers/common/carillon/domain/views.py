"""Domain values as the JSON of the contract (camelCase)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from . import inbox
from .notification import CHANNELS, Notification
from .user import Contact, User

SENT_CHANNELS = tuple(channel for channel in CHANNELS if channel != "in-app")
"""Those that a provider takes; a notification says of each when it did."""


def camel(snake: str) -> str:
    """`email_enabled` → `emailEnabled`."""
    head, *tail = snake.split("_")
    return head + "".join(word.capitalize() for word in tail)


def notification_view(notification: Notification, user: User, sent_at: Mapping[str, str]) -> dict[str, Any]:
    """A notification as its reader sees it. `sent_at`: per channel, when the provider accepted it."""
    request = notification.request
    read_at = inbox.read_time(notification, user)
    view: dict[str, Any] = {
        "id": notification.id,
        "userId": request.user_id,
        "type": request.type,
        "priority": request.priority,
        "category": request.category,
        "title": request.title,
        "message": request.message,
        "data": request.data,
        "isRead": read_at is not None,
        "readAt": read_at,
    }
    for channel in SENT_CHANNELS:
        view[f"{channel}Sent"] = channel in sent_at
        view[f"{channel}SentAt"] = sent_at.get(channel)
    view["createdAt"] = notification.created_at
    view["updatedAt"] = max(
        filter(None, (notification.created_at, notification.updated_at, read_at, *sent_at.values()))
    )
    return view


def preferences_view(user: User) -> dict[str, Any]:
    """The whole preferences, `updatedAt` null before the first change."""
    view = {camel(name): value for name, value in asdict(user.preferences).items()}
    return view | {"updatedAt": user.preferences_updated_at}


def contact_view(contact: Contact) -> dict[str, Any]:
    """All five contact fields, null where unset."""
    return {camel(name): value for name, value in asdict(contact).items()}
