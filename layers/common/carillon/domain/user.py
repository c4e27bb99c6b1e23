"""What Carillon knows of a person: contact, preferences, and how far they have read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from . import clock

CATEGORY_SWITCHES = {
    "transaction": "transaction_alerts",
    "security": "security_alerts",
    "system": "system_alerts",
    "reward": "reward_alerts",
    "admin": "admin_alerts",
    "promotional": "promotional_emails",
}
CHANNEL_SWITCHES = {
    "email": "email_enabled",
    "sms": "sms_enabled",
    "in-app": "in_app_enabled",
    "push": "push_enabled",
}
CHANNEL_ADDRESSES = {"email": "email", "sms": "phone"}
"""The field of the contact that a channel sends to; a channel that is not here finds a person without one."""
DIGEST_FREQUENCIES = ("hourly", "daily", "weekly")

CategoryChannels = Mapping[str, Mapping[str, bool]]
"""By category and channel, what a person chose for just the two together."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """The choices of one person; the defaults hold for whoever never made any."""

    email_enabled: bool = True
    sms_enabled: bool = False
    in_app_enabled: bool = True
    push_enabled: bool = True
    transaction_alerts: bool = True
    security_alerts: bool = True
    system_alerts: bool = True
    reward_alerts: bool = True
    admin_alerts: bool = True
    promotional_emails: bool = False
    enable_digest: bool = False
    digest_frequency: str = "daily"
    category_channels: CategoryChannels = field(default_factory=dict)
    email_muted_until: str | None = None

    def allows_category(self, category: str, channel: str) -> bool:
        """Whether the person takes this category at all, and on this channel."""
        is_on = bool(getattr(self, CATEGORY_SWITCHES[category]))
        return is_on and self.category_channels.get(category, {}).get(channel, True)

    def allows_channel(self, channel: str, at: datetime) -> bool:
        """Whether the person takes this channel at that time."""
        is_muted = channel == "email" and clock.iso(at) < (self.email_muted_until or "")
        return bool(getattr(self, CHANNEL_SWITCHES[channel])) and not is_muted


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a person can be reached. `phone` is E.164; null means that channel has no address."""

    email: str | None = None
    phone: str | None = None
    username: str | None = None
    locale: str | None = None
    timezone: str | None = None

    @property
    def addresses(self) -> dict[str, str]:
        """The addresses that there are, by channel."""
        found = {channel: getattr(self, name) for channel, name in CHANNEL_ADDRESSES.items()}
        return {channel: address for channel, address in found.items() if address}


@dataclass(frozen=True, slots=True)
class ReadMark:
    """One "mark all as read": everything unread up to and including `up_to` (an unread key) was read at `at`."""

    up_to: str
    at: str


@dataclass(frozen=True, slots=True)
class User:
    """Everything of one person that a decision needs; a person nobody told us about is all defaults."""

    user_id: str
    preferences: Preferences = field(default_factory=Preferences)
    contact: Contact = field(default_factory=Contact)
    read_marks: tuple[ReadMark, ...] = ()
    counted_marks: tuple[ReadMark, ...] = ()
    """Up to where the totals know what the read marks cover, and as of which second: see `count_marked`."""
    preferences_updated_at: str | None = None
    contact_updated_at: str | None = None
    erased_at: str | None = None
    suppressed: frozenset[str] = frozenset()
    """Channels whose address nothing may be sent to, whatever the person chose: they said STOP, or mail bounced."""
    connections: tuple[str, ...] = ()
    """The ids of their open WebSocket connections, the newest first."""
    devices: str | None = None
    """Their active push subscriptions, as `storage.subscriptions` writes them: hardly any decision reads them."""

    @property
    def read_up_to(self) -> str:
        """The highest unread key that a "mark all as read" covers; empty when there was none."""
        return self.read_marks[-1].up_to if self.read_marks else ""

    @property
    def counted_up_to(self) -> str:
        """The highest unread key that the totals know to be read; empty when there is none."""
        return self.counted_marks[-1].up_to if self.counted_marks else ""

    @property
    def is_known(self) -> bool:
        """Whether anything was ever said of them, or since they were erased. Having a device or an open page says nothing."""
        return self.contact_updated_at is not None or self.preferences_updated_at is not None

    def erased_since(self, created_at: str) -> bool:
        """Whether the person was erased after something made at `created_at` (both `clock.iso` texts)."""
        return self.erased_at is not None and created_at <= self.erased_at


def choice_name(category: str, channel: str) -> str:
    """What the choice for a category on a channel is called where each has a name of its own."""
    return f"{category}/{channel}"


def category_channel_changes(change: Mapping[str, Mapping[str, bool | None] | None] | None) -> dict[str, bool | None]:
    """A change of `category_channels` as one change per choice, by its name. None clears all that is below it."""
    made: dict[str, bool | None] = {}
    for category in CATEGORY_SWITCHES if change is None else change:
        channels = None if change is None else change[category]
        values = dict.fromkeys(CHANNEL_SWITCHES) if channels is None else channels
        made |= {choice_name(category, channel): value for channel, value in values.items()}
    return made
