"""Which channels a notification takes, and why it leaves the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from . import clock, reasons
from .notification import NotificationRequest
from .user import CHANNEL_ADDRESSES, User


@dataclass(frozen=True, slots=True)
class Routing:
    """The decision: `channels` in the contract's order, `skipped` with the reason per channel asked for and not taken."""

    channels: tuple[str, ...]
    skipped: dict[str, str]


def route(request: NotificationRequest, user: User) -> Routing:
    """Decide every channel that was asked for. Push has no address here: its devices are known to its sender only."""
    found = {channel: skip_reason(channel, request, user) for channel in request.channels}
    return Routing(
        channels=tuple(channel for channel, reason in found.items() if reason is None),
        skipped={channel: reason for channel, reason in found.items() if reason is not None},
    )


def skip_reason(channel: str, request: NotificationRequest, user: User, at: datetime | None = None) -> str | None:
    """Why this channel may not carry this notification to this person `at` a time (now), or None when it may.

    The order is the contract's (section 4): suppression, category, category on this channel, channel, address.
    `mandatory` passes the person's choices and nothing else. Asked when a notification is accepted and again just before
    it is sent.
    """
    if channel in user.suppressed:
        return reasons.SUPPRESSED
    if not request.mandatory:
        if not user.preferences.allows_category(request.category, channel):
            return reasons.CATEGORY_OFF
        if not user.preferences.allows_channel(channel, at or clock.now()):
            return reasons.PREFERENCE_OFF
    if channel in CHANNEL_ADDRESSES and channel not in user.contact.addresses:
        return reasons.NO_ADDRESS
    return None


def needs_fallback(routing: Routing) -> bool:
    """Whether an email may have to follow an unread notification: it is in the inbox and no email was queued."""
    return "in-app" in routing.channels and "email" not in routing.channels
