"""The delivery log as its reader sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .delivery import Delivery, Entry
from .notification import Notification


def log_view(notification: Notification, deliveries: Sequence[Delivery]) -> list[dict[str, Any]]:
    """The delivery log of the contract, oldest first.

    `queued` is not stored: a channel the notification was routed to was queued when it was accepted (an email
    fallback: when it was claimed), for each target it came to have.
    """
    lines: list[tuple[str, int, dict[str, Any]]] = []

    def add(channel: str, entry: Entry) -> None:
        lines.append((entry.at, len(lines), _entry_view(channel, entry)))

    for channel, reason in notification.skipped.items():
        add(channel, Entry(target=None, status="skipped", at=notification.created_at, reason=reason))
    by_channel = {delivery.channel: delivery for delivery in deliveries}
    queued_at = dict.fromkeys(notification.channels, notification.created_at)
    if notification.fallback_at:
        queued_at["email"] = notification.fallback_at
    for channel, at in queued_at.items():
        entries = by_channel[channel].entries if channel in by_channel else ()
        in_flight = by_channel[channel].in_flight if channel in by_channel else ()
        targets = dict.fromkeys([*(entry.target for entry in entries), *in_flight]) or {None: None}
        for target in targets:
            add(channel, Entry(target=target, status="queued", at=at))
        for entry in entries:
            add(channel, entry)
    return [view for _, _, view in sorted(lines, key=lambda line: line[:2])]


def _entry_view(channel: str, entry: Entry) -> dict[str, Any]:
    return {
        "channel": channel,
        "target": entry.target,
        "status": entry.status,
        "reason": entry.reason,
        "provider": entry.provider,
        "providerMessageId": entry.provider_message_id,
        "attempt": entry.attempt,
        "at": entry.at,
    }
