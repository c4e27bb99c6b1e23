"""The sweep over what was accepted and may not end by itself (`domain.stuck` has the rules).

Notes are read in the order of their time. What has ended is forgotten; what never began is queued once more; what is past
its age is ended in the delivery log, counted and logged; what is left is noted for its next look. A note is replaced
before it is removed, and every step can be made twice: a sweep may die anywhere, and two may run at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import queues
from .domain import clock
from .domain.delivery import Delivery
from .domain.notification import Notification
from .domain.stuck import Ages, Verdict, Watched, endings, merged
from .messages import encode_notification
from .observability import count, count_state, logger
from .storage.deliveries import Deliveries, Seen
from .storage.notifications import Notifications
from .storage.watches import Watch, Watches
from .threads import in_parallel

PAGE = 8
"""Notes of up to a hundred notifications each, looked at side by side."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many channels of notifications were queued again, and how many were ended."""

    requeued: int = 0
    finished: int = 0

    def __add__(self, other: Swept) -> Swept:
        return Swept(self.requeued + other.requeued, self.finished + other.finished)


@dataclass(frozen=True, slots=True)
class _Channel:
    """One channel of a watched notification, and what is known of it."""

    watched: Watched
    name: str
    seen: Seen | None

    @property
    def owner(self) -> tuple[str, str]:
        return self.watched.user_id, self.watched.notification_id

    @property
    def delivery(self) -> Delivery:
        return self.seen.delivery if self.seen else Delivery(self.watched.notification_id, self.name)


class FinishStuck:
    """Looks at what is due to be looked at."""

    def __init__(
        self,
        watches: Watches,
        deliveries: Deliveries,
        notifications: Notifications,
        channel_queues: Mapping[str, str],
        ages: Ages,
    ) -> None:
        self._watches = watches
        self._deliveries = deliveries
        self._notifications = notifications
        self._queues = channel_queues
        self._ages = ages

    def sweep(self, may_go_on: Callable[[], bool]) -> Swept:
        """Look at every note that is due, a page at a time while `may_go_on()`."""
        total = Swept()
        for page in self._watches.pages(clock.now(), PAGE):
            total = sum(in_parallel(self._safely, page), total)
            if not may_go_on():
                break
        return total

    def _safely(self, watch: Watch) -> Swept:
        """A note whose failure is its own: it is left to the next sweep, and its neighbours do not wait."""
        try:
            return self._look(watch, clock.now())
        except Exception:
            logger.exception("not looked at", watch=watch.name)
            return Swept()

    def _look(self, watch: Watch, now: datetime) -> Swept:
        by_verdict = self._by_verdict(watch.watched, now)
        concerned = {each.owner for verdict in (Verdict.REQUEUE, Verdict.FINISH) for each in by_verdict[verdict]}
        # One that is gone was deleted, or its person erased: nothing is to be finished.
        there = self._notifications.of_people(concerned)
        requeued, refused = self._requeue([each for each in by_verdict[Verdict.REQUEUE] if each.owner in there], there)
        finished, changed = self._finish([each for each in by_verdict[Verdict.FINISH] if each.owner in there], now)
        left = [each.watched.on([each.name]) for each in (*by_verdict[Verdict.WAIT], *refused, *changed)]
        left += [each.watched.requeued([each.name], now) for each in requeued]
        self._replace(watch, left, self._ages.next_look(left, now, is_open=bool(refused or changed)))
        return Swept(len(requeued), len(finished))

    def _by_verdict(self, watched: Sequence[Watched], now: datetime) -> dict[Verdict, list[_Channel]]:
        keys = [(each.user_id, each.notification_id, name) for each in watched for name in each.channels]
        seen = self._deliveries.seen(keys)
        found: dict[Verdict, list[_Channel]] = {verdict: [] for verdict in Verdict}
        for each in watched:
            for name in each.channels:
                known = seen.get((each.user_id, each.notification_id, name))
                is_leased = known is not None and known.is_leased(now)
                delivery = known.delivery if known else None
                verdict = self._ages.verdict(each, name, delivery, now, is_leased=is_leased)
                found[verdict].append(_Channel(each, name, known))
        return found

    def _requeue(
        self, lost: Sequence[_Channel], there: Mapping[tuple[str, str], Notification]
    ) -> tuple[list[_Channel], list[_Channel]]:
        """Queue these again: those that were, and those that their queue did not take."""
        failed = queues.send_all([self._message(each, there[each.owner]) for each in lost])
        done = [each for each in lost if _name(each) not in failed]
        count("DeliveriesRequeued", len(done))
        for each in done:
            logger.info("requeued", notification_id=each.watched.notification_id, channel=each.name)
        return done, [each for each in lost if _name(each) in failed]

    def _message(self, channel: _Channel, notification: Notification) -> queues.Outgoing:
        """As it was queued first: what is in the inbox, and not routed to email, is emailed because it stayed unread."""
        is_fallback = notification.in_inbox and channel.name not in notification.channels
        body = encode_notification(notification, is_fallback=is_fallback)
        return queues.Outgoing(self._queues[channel.name], body, _name(channel))

    def _finish(self, old: Sequence[_Channel], now: datetime) -> tuple[list[_Channel], list[_Channel]]:
        """End these: those that were ended, and those on which something happened meanwhile."""
        ended = in_parallel(lambda each: self._end(each, now), old)
        pairs = list(zip(old, ended, strict=True))
        return [each for each, is_ended in pairs if is_ended], [each for each, is_ended in pairs if not is_ended]

    def _end(self, channel: _Channel, now: datetime) -> bool:
        """End one. It is counted at once: whatever else fails, somebody is told. For the alarm without its channel, since one
        alarm watches one metric; by its channel as what it ended as, like all that ends.
        """
        entries = endings(channel.delivery, now)
        user_id, notification_id = channel.owner
        is_ended = self._deliveries.finish(user_id, channel.delivery, channel.seen, entries)
        if is_ended:
            count("DeliveriesStuck")
            of: dict[str, Any] = {"notification_id": notification_id, "channel": channel.name}
            for each in entries:
                logger.warning("delivery", status=each.status, reason=each.reason, **of)
                count_state(channel.name, each.status)
        return is_ended

    def _replace(self, watch: Watch, left: Sequence[Watched], look_at: datetime) -> None:
        """Note what is left for its next look before this note goes: a sweep may die in between."""
        if left:
            self._watches.put(watch.name, merged(left), look_at)
        self._watches.remove(watch)


def _name(channel: _Channel) -> str:
    """What a message of a note is known by while it is queued."""
    return f"{channel.watched.notification_id}#{channel.name}"
