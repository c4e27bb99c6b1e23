"""Notifications as their reader sees them, with what the delivery ledger knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from carillon.domain.notification import Notification
from carillon.domain.user import User
from carillon.domain.views import SENT_CHANNELS, notification_view

from .services import services


def notification_views(notifications: Sequence[Notification], user: User) -> list[dict[str, Any]]:
    """The views of some notifications of one person, in order: one request for all their deliveries."""
    keys = [(item.id, channel) for item in notifications for channel in _sendable(item)]
    sent_at: dict[str, dict[str, str]] = {}
    for delivery in services().deliveries.of_notifications(user.user_id, keys):
        if delivery.sent_at:
            sent_at.setdefault(delivery.notification_id, {})[delivery.channel] = delivery.sent_at
    return [notification_view(item, user, sent_at.get(item.id, {})) for item in notifications]


def _sendable(notification: Notification) -> list[str]:
    channels = set(notification.channels) | ({"email"} if notification.fallback_at else set())
    return [channel for channel in SENT_CHANNELS if channel in channels]
