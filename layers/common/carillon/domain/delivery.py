"""The life of one notification on one channel, target by target (a device, an address).

A delivery is claimed with a lease before the provider is called and completed after it answered; in between its targets
are `in_flight`. What is still in flight when the lease has run out may or may not have left: it is `unknown`, like a try
whose answer never came. Provider events (receipts) say later what became of it.

    queued ──┬─> deferred ──┬─> sent ──> delivered ──> bounced (a mail server that took the mail and returned it later)
             │     ↑  ↓     │     └────> bounced | failed
             ├─> unknown ───┼─> delivered | bounced
             │              └─> failed ──> (a redrive, or an event that knows better than we did)
             └─> skipped
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from . import clock, reasons

LEASE_SECONDS = 60
"""Longer than a sender may run (its timeout in the template), shorter than its queue's visibility timeout."""

RETENTION_MARGIN_SECONDS = 18 * 24 * 3600
"""A delivery is remembered this much longer than its notification: queue retention (14 days) plus a redrive."""

ACCEPTED = frozenset({"sent", "delivered", "bounced"})
"""The states that only a provider which took the message can have led to."""

_ENDS = frozenset({"sent", "delivered", "bounced", "failed", "skipped"})
NEXT: Mapping[str, frozenset[str]] = {
    "queued": _ENDS | {"deferred", "unknown"},
    "deferred": _ENDS | {"deferred", "unknown"},
    "unknown": _ENDS | {"deferred", "unknown"},
    "sent": frozenset({"sent", "delivered", "bounced", "failed"}),
    "delivered": frozenset({"delivered", "bounced"}),
    "bounced": frozenset(),
    "failed": frozenset({"delivered", "bounced"}),
    "skipped": frozenset(),
}
"""Which state may follow which; everything else is a late, doubled or reversed event, and changes nothing.

`sent` after `sent` and `delivered` after `delivered` carry news of the same state (delayed; a complaint). `failed` gives
way to what proves that the message left after all. So a target's receipts end in the same state in whatever order they come.
"""


@dataclass(frozen=True, slots=True)
class UnknownRule:
    """What becomes of a try whose outcome nobody knows.

    `waits`: the provider tells by events what it took, so the message waits for one first. `resends`: how often it is
    sent again after that without an event.
    """

    waits: bool
    resends: int


UNKNOWN_RULES: Mapping[str, UnknownRule] = {
    # SES publishes an event for each mail that it took, and SNS repeats it until the queue has it. Still none: not taken.
    # https://docs.aws.amazon.com/ses/latest/dg/monitor-using-event-publishing.html
    "email": UnknownRule(waits=True, resends=1),
    # Twilio calls back once; a call that got lost proves nothing, and a code sent twice confuses.
    "sms": UnknownRule(waits=True, resends=0),
    # A push service tells nothing of a single message (RFC 8030, section 5.1 is for the sender that keeps a stream open).
    "push": UnknownRule(waits=False, resends=0),
}
"""In-app is missing: a frame carries the notification's id, so a page drops what it already has, and it is sent again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the delivery log. `target` is an opaque id (`ids.target_id`), None for a skipped channel.

    `segments`: how many SMS it took. `retryable` marks a failure that ran out of time: a redrive may try it again; it is
    not shown.
    """

    target: str | None
    status: str
    at: str
    reason: str | None = None
    provider: str | None = None
    provider_message_id: str | None = None
    attempt: int | None = None
    segments: int | None = None
    retryable: bool = False

    @property
    def is_open(self) -> bool:
        """Whether another try is due."""
        return self.status == "deferred" or self.retryable

    def follows(self, last: Entry | None) -> bool:
        """Whether this may come after `last`, and says something new."""
        if last is None:
            return True
        if self.status == last.status and self.reason in (None, last.reason):
            return False
        return self.status in NEXT[last.status]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notification on one channel: its log, oldest first, and the claim of whoever works on it (an opaque word)."""

    notification_id: str
    channel: str
    entries: tuple[Entry, ...] = ()
    in_flight: tuple[str, ...] = ()
    attempt: int = 0
    claim: str = ""

    def state(self) -> dict[str | None, Entry]:
        """The last entry of each target."""
        return {entry.target: entry for entry in self.entries}

    def pending(self, targets: Iterable[str]) -> list[str]:
        """Those of `targets` to send to now: those left open, and new ones while nothing is settled yet.

        An address or a device that a person came to have after the message had left is not told of it: to them it would
        be the same message twice.
        """
        state = self.state()
        is_settled = any(not entry.is_open for entry in state.values())
        return [target for target in targets if (state[target].is_open if target in state else not is_settled)]

    def deferred(self) -> list[str]:
        """The targets that wait for another try."""
        return [target for target, last in self.state().items() if target is not None and last.status == "deferred"]

    def unknown(self) -> dict[str, Entry]:
        """The targets whose last try has no known outcome."""
        return {target: last for target, last in self.state().items() if target and last.status == "unknown"}

    def abandoned(self, at: str) -> list[Entry]:
        """What a claim that was never completed leaves behind: targets whose outcome nobody knows."""
        if self.may_repeat:
            return []
        open_targets = self.pending(self.in_flight)
        return [Entry(target, "unknown", at, reason=reasons.NO_ANSWER, attempt=self.attempt) for target in open_targets]

    def resolved(self, now: datetime, wait: timedelta, present: Iterable[str]) -> tuple[list[Entry], float | None]:
        """What the channel's rule says of its unknown targets: new entries, and in how many seconds to look again.

        `wait` is how long a provider's event is waited for. A target is tried again (deferred) only while it is among
        `present`.
        """
        entries: list[Entry] = []
        waits: list[float] = []
        for target, last in self.unknown().items():
            rule = UNKNOWN_RULES[self.channel]
            left = (clock.from_iso(last.at) + wait - now).total_seconds() if rule.waits else 0.0
            if left > 0:
                waits.append(left)
                continue
            tries = sum(entry.target == target and entry.status == "unknown" for entry in self.entries)
            is_resent = tries <= rule.resends and target in set(present)
            status = "deferred" if is_resent else "failed"
            entries.append(
                Entry(target, status, clock.iso(now), reason=reasons.OUTCOME_UNKNOWN, attempt=self.attempt or None)
            )
        return entries, max(waits, default=None)

    def plus(self, entries: Iterable[Entry]) -> Delivery:
        """With more lines in its log, and nothing in flight."""
        return replace(self, entries=(*self.entries, *entries), in_flight=())

    def told(self, receipt: Entry) -> Entry | None:
        """The line that a provider's word adds to the log; None for a late, doubled or reversed one.

        Never earlier than the line before it: two clocks disagree, the order of events does not.
        """
        last = self.state().get(receipt.target)
        if not receipt.follows(last):
            return None
        return replace(receipt, at=max(receipt.at, last.at)) if last else receipt

    def knows(self, target: str) -> bool:
        """Whether anything was ever sent, or is just being sent, to `target`."""
        return target in self.in_flight or target in self.state()

    @property
    def may_repeat(self) -> bool:
        """Whether what may have arrived is simply sent again."""
        return self.channel not in UNKNOWN_RULES

    @property
    def is_skipped(self) -> bool:
        """Whether the whole channel was given up, with the reason in the log."""
        return None in self.state()

    @property
    def sent_at(self) -> str | None:
        """When a provider first accepted it for any target."""
        return min((entry.at for entry in self.entries if entry.status in ACCEPTED), default=None)
