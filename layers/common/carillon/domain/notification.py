"""A notification, and the words that describe one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from . import clock, ids

CATEGORIES = ("transaction", "security", "system", "reward", "admin", "promotional")
CHANNELS = ("in-app", "email", "sms", "push")
TYPES = ("all", *CHANNELS)
PRIORITIES = ("low", "normal", "high", "urgent")


@dataclass(frozen=True, slots=True)
class NotificationRequest:
    """What a producer asks for: the fields of section 2 of the contract, defaults filled in."""

    user_id: str
    category: str
    title: str
    message: str
    type: str = "all"
    priority: str = "normal"
    data: dict[str, Any] = field(default_factory=dict)
    mandatory: bool = False
    collapse_key: str | None = None

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels asked for."""
        return CHANNELS if self.type == "all" else (self.type,)


@dataclass(frozen=True, slots=True)
class Notification:
    """A stored notification: the request, where it was routed, and what its reader did with it.

    `skipped` names the reason per channel that was asked for and not taken. `unread_key` is set while the row itself is
    unread in the inbox (see `inbox`); `read_at` once it was read by itself; `fallback_at` once its email fallback was
    queued; `replaced_by` is the newer one that took its place (see `collapse`). Times are `clock.iso` texts.
    """

    id: str
    request: NotificationRequest
    channels: tuple[str, ...] = ()
    skipped: dict[str, str] = field(default_factory=dict)
    unread_key: str | None = None
    read_at: str | None = None
    updated_at: str | None = None
    fallback_at: str | None = None
    replaced_by: str | None = None

    @property
    def user_id(self) -> str:
        """The `sub` of the person this is for."""
        return self.request.user_id

    @property
    def created(self) -> datetime:
        """When it was created, which its id carries."""
        return ids.created_at(self.id)

    @property
    def created_at(self) -> str:
        """`created` as the contract writes it."""
        return clock.iso(self.created)

    @property
    def in_inbox(self) -> bool:
        """Whether it stands in the list and the count: it was routed in-app, and no newer one took its place."""
        return "in-app" in self.channels and self.replaced_by is None
