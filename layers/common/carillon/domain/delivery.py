"""The life of one notification on one channel.

A delivery is claimed with a lease before the provider is called and completed after it answered; in between its targets
(devices, addresses) are `in_flight`. What is still in flight when the lease has run out may or may not have left:

    accepted ──> queued ──claim──> in flight ──> sent ──> delivered | bounced
                   │                  │ ├─────> deferred ──claim──> …      (retryable, or the provider said "later")
                   │                  │ └─────> failed                     (permanent, or out of tries)
                   └──> skipped       └─lease over─> failed: outcome_unknown   (never sent again blindly)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .notification import Notification

LEASE_SECONDS = 60
"""Longer than a sender may run (its timeout in the template), shorter than its queue's visibility timeout."""

RETENTION_MARGIN_SECONDS = 18 * 24 * 3600
"""A delivery is remembered this much longer than its notification: queue retention (14 days) plus a redrive."""

OUTCOME_UNKNOWN = "outcome_unknown"

RESENT_WHEN_UNKNOWN = frozenset({"in-app"})
"""Channels whose target drops what it already has: a frame carries the notification's id."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the delivery log. `target` is an opaque id (`ids.target_id`), None for a skipped channel.

    `retryable` marks a failure that ran out of tries: a redrive may try it again; it is not shown.
    """

    target: str | None
    status: str
    at: str
    reason: str | None = None
    provider: str | None = None
    provider_message_id: str | None = None
    attempt: int | None = None
    retryable: bool = False

    @property
    def is_final(self) -> bool:
        """Whether nothing is ever sent for this target again."""
        return self.status != "deferred" and not self.retryable


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notification on one channel: its log, oldest first, and the claim of whoever works on it."""

    notification_id: str
    channel: str
    entries: tuple[Entry, ...] = ()
    in_flight: tuple[str, ...] = ()
    attempt: int = 0

    def state(self) -> dict[str | None, Entry]:
        """The last entry of each target."""
        return {entry.target: entry for entry in self.entries}

    def pending(self, targets: Iterable[str]) -> list[str]:
        """Those of `targets` to send to now: those left open, and new ones while nothing is settled yet.

        An address or a device that a person came to have after the message had left is not told of it: to them it would
        be the same message twice.
        """
        state = self.state()
        is_settled = any(entry.is_final for entry in state.values())
        return [target for target in targets if (not state[target].is_final if target in state else not is_settled)]

    def deferred(self) -> list[str]:
        """The targets that wait for another try."""
        return [target for target, last in self.state().items() if target is not None and last.status == "deferred"]

    @property
    def is_skipped(self) -> bool:
        """Whether the whole channel was given up, with the reason in the log."""
        return None in self.state()

    @property
    def sent_at(self) -> str | None:
        """When a provider first accepted it for any target."""
        return min((entry.at for entry in self.entries if entry.status in ("sent", "delivered")), default=None)


def unknown_entries(before: Delivery, at: str) -> list[Entry]:
    """What an abandoned claim leaves behind: its targets ended in a state nobody knows.

    `before` is the delivery as the abandoned claim left it. Empty for channels that may simply send again.
    """
    if before.channel in RESENT_WHEN_UNKNOWN:
        return []
    return [
        Entry(target=target, status="failed", at=at, reason=OUTCOME_UNKNOWN, attempt=before.attempt)
        for target in before.pending(before.in_flight)
    ]


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
