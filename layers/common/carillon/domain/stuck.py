"""What was accepted and does not end by itself: found twice, ended once.

Whatever was queued is looked at again. The first look comes soon: a channel on which nothing at all has happened is
queued once more, since its message may never have been queued; where it was only waiting, the senders' ledger drops the
second one. The last look comes when nothing more can come of the message by itself: then its log is ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from . import clock
from .delivery import LEASE_SECONDS, UNKNOWN_RULES, Delivery, Entry
from .reasons import OUTCOME_UNKNOWN, STUCK
from .retry import longest_age_seconds

FIRST_LOOK_SECONDS = 300
"""Longer than most backlogs, shorter than anybody waits for a code."""

COMES_BACK_SECONDS = 180
"""The visibility timeout of the channels' queues: the message of a sender that died is received again after it."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A notification on those of its channels that are not known to have ended. `queued_at`: epoch seconds."""

    user_id: str
    notification_id: str
    priority: str
    queued_at: int
    channels: tuple[str, ...]
    is_requeued: bool = False

    def on(self, channels: Iterable[str]) -> Watched:
        """The same, on these channels only."""
        return replace(self, channels=tuple(channels))

    def requeued(self, channels: Iterable[str], now: datetime) -> Watched:
        """These channels, queued anew: a new message has its whole age before it."""
        return replace(self, channels=tuple(channels), queued_at=int(now.timestamp()), is_requeued=True)


class Verdict(Enum):
    """What a look says of one channel."""

    OVER = auto()
    WAIT = auto()
    REQUEUE = auto()
    FINISH = auto()


@dataclass(frozen=True, slots=True)
class Ages:
    """When to look, in seconds after queueing. `max_retry_seconds` shortens every age, as it does for the senders."""

    max_retry_seconds: int
    outcome_wait_seconds: int = 0

    @property
    def first_look(self) -> int:
        """When a message that nobody took is queued again."""
        return min(FIRST_LOOK_SECONDS, self.max_retry_seconds)

    def last_look(self, channel: str, priority: str) -> int:
        """When its sender has surely given up: its longest age, the waits for the provider's word, and a dead sender."""
        rule = UNKNOWN_RULES.get(channel)
        waits = 1 + rule.resends if rule and rule.waits else 0
        age = min(longest_age_seconds(channel, priority), self.max_retry_seconds)
        return age + waits * self.outcome_wait_seconds + LEASE_SECONDS + COMES_BACK_SECONDS

    def verdict(
        self, watched: Watched, channel: str, delivery: Delivery | None, now: datetime, *, is_leased: bool
    ) -> Verdict:
        """What to do about a channel whose delivery is this; None: nothing ever happened on it."""
        if delivery is not None and not endings(delivery, now):
            return Verdict.OVER
        if is_leased:
            return Verdict.WAIT
        if now.timestamp() >= watched.queued_at + self.last_look(channel, watched.priority):
            return Verdict.FINISH
        return Verdict.REQUEUE if delivery is None and not watched.is_requeued else Verdict.WAIT

    def next_look(self, left: Iterable[Watched], now: datetime, *, is_open: bool = False) -> datetime:
        """The earliest last look of what is left, but not before a lease can have ended. `is_open`: there is something that
        this look should have done and could not.
        """
        soon = now + timedelta(seconds=LEASE_SECONDS)
        looks = [each.queued_at + self.last_look(name, each.priority) for each in left for name in each.channels]
        return soon if is_open or not looks else max(datetime.fromtimestamp(min(looks), now.tzinfo), soon)


def endings(delivery: Delivery, now: datetime, reason: str = STUCK) -> list[Entry]:
    """The lines that end a log which nobody works on any more; none when each of its targets has a final state. `reason`: why
    nothing ever happened.

    What may have left ends with an unknown outcome, and is never sent again; what surely has not is `failed` with its last
    reason, and a redrive may send it, where its message lies in a dead-letter queue.
    """
    at = clock.iso(now)
    unknown = delivery.abandoned(at)
    log = delivery.plus(unknown)
    if not log.entries:
        return [_failed(delivery, target, at, reason) for target in delivery.in_flight or (None,)]
    ends = [
        _failed(delivery, target, max(at, last.at), OUTCOME_UNKNOWN if last.status == "unknown" else last.reason, last)
        for target, last in log.state().items()
        if last.status in ("deferred", "unknown")
    ]
    return [*unknown, *ends]


def _failed(delivery: Delivery, target: str | None, at: str, reason: str | None, last: Entry | None = None) -> Entry:
    return Entry(
        target,
        "failed",
        at,
        reason=reason,
        provider=last.provider if last else None,
        attempt=delivery.attempt or None,
        retryable=reason != OUTCOME_UNKNOWN,
    )


def merged(watched: Iterable[Watched]) -> list[Watched]:
    """What is watched of one notification since one instant, together."""
    channels: dict[Watched, list[str]] = {}
    for each in watched:
        channels.setdefault(each.on(()), []).extend(each.channels)
    return [key.on(names) for key, names in channels.items()]
