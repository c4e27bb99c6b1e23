"""The use case behind every sender: a batch of a channel's queue goes out, each message at most once.

Per message: decide again whether the person wants it, find its targets, claim the delivery, settle what an earlier try left
open, send to each target that is pending, write down what came of it. What is to be tried again is reported back to the
queue, what ran out of time goes to its dead-letter queue; nothing else is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pynamodb.exceptions import PynamoDBException

from . import give_up
from .channels.base import OutcomeUnknown, Retryable, Sender, SendFailure, Skipped, Target, Throttled
from .domain import clock, reasons, retry, routing
from .domain.delivery import Delivery, Entry
from .domain.user import User
from .messages import NotificationMessage
from .observability import count, count_state, logger
from .queue_records import Dead, Received, Retry, Unfinished
from .storage.deliveries import Deliveries, LeaseHeld, entry
from .storage.suppressions import People
from .storage.users import Users
from .threads import in_parallel

_GRACE_SECONDS = 240
"""The last try is made when a message has just reached its age, and a queue with a sender that died is later than that."""

_WRITES_AGAIN_AFTER = (0.2, 0.5, 1.0, 2.0)
"""Seconds; with the SDK's own tries well within the function's timeout and the lease."""

_SOON_SECONDS = 5
"""Whoever holds a lease is nearly always done in a moment; a second look comes soon, the next after the lease."""

BeforeSending = Callable[[NotificationMessage, User], str | None]
"""A channel's own last check: the reason to skip the message now, or None."""

ReceivedNotification = Received[NotificationMessage]


@dataclass(frozen=True, slots=True)
class _Tried:
    """What came of one target: its log line, and after how many seconds to try again, None for never."""

    entry: Entry
    delay: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """`max_retry_seconds` shortens the channel's own age limit (`retry.longest_age_seconds`); `outcome_wait_seconds` is how
    long a try with an unknown outcome waits for the provider's word.
    """

    max_retry_seconds: int
    outcome_wait_seconds: int = 0


class Deliver:
    """Sends batches through one sender. `before_sending` is asked for every message, after the person's choices."""

    def __init__(
        self,
        sender: Sender,
        users: Users | People,
        deliveries: Deliveries,
        limits: Limits,
        before_sending: BeforeSending | None = None,
    ) -> None:
        self._sender = sender
        self._users = users
        self._deliveries = deliveries
        self._max_retry_seconds = limits.max_retry_seconds
        self._before_sending = before_sending or (lambda _message, _user: None)
        self._outcome_wait = timedelta(seconds=limits.outcome_wait_seconds)

    def deliver(self, batch: Sequence[ReceivedNotification]) -> list[Unfinished]:
        """Send a batch, its messages side by side. Those that must be received again, or are given up."""
        if not batch:
            return []
        users = self._users.get_many({item.message.notification.user_id for item in batch}, consistent=False)
        return [left for left in in_parallel(lambda item: self._safely(item, users), batch) if left]

    def _safely(self, received: ReceivedNotification, users: Mapping[str, User]) -> Unfinished | None:
        """One message whose failure is its own: its neighbours never wait for it."""
        try:
            return self._one(received, users[received.message.notification.user_id])
        except LeaseHeld as held:
            _log(received.message.notification.id, self._sender.channel, "deferred", "claimed_elsewhere")
            return Retry.of(received, min(held.seconds, _SOON_SECONDS) if received.receives == 1 else held.seconds)
        except Exception:
            channel = self._sender.channel
            logger.exception("delivery failed", notification_id=received.message.notification.id, channel=channel)
            delay = self._next_delay(received)
            if delay is not None:
                return Retry.of(received, delay)
            for each in give_up.end(self._deliveries, received.message.notification, channel):
                self._tell(Delivery(received.message.notification.id, channel), each.status, each.reason)
            return Dead.of(received, reasons.INTERNAL_ERROR)

    def _one(self, received: ReceivedNotification, user: User) -> Unfinished | None:
        message = received.message
        notification = message.notification
        if user.erased_since(notification.created_at):
            _log(notification.id, self._sender.channel, "skipped", "erased")
            return None
        delivery = Delivery(notification.id, self._sender.channel)
        user, reason, targets = self._decided_again(message, user)
        if not targets and self._skip(user.user_id, delivery, reason or self._sender.no_target_reason):
            return None
        return self._claimed(received, user, delivery, targets, reason)

    def _decided_again(self, message: NotificationMessage, user: User) -> tuple[User, str | None, Sequence[Target]]:
        """The person, why they are left alone after all, and else where to send. Who seems to want nothing, or to be nowhere,
        is read once more, consistently: what was read for half the price may be older than what acceptance saw.
        """
        reason, targets = self._wanted(message, user)
        if not targets:
            user = self._users.get_many([user.user_id])[user.user_id]
            reason, targets = self._wanted(message, user)
        reason = reason or self._before_sending(message, user)
        return user, reason, () if reason else targets

    def _wanted(self, message: NotificationMessage, user: User) -> tuple[str | None, Sequence[Target]]:
        reason = routing.skip_reason(self._sender.channel, message.notification.request, user)
        return reason, () if reason else self._sender.targets(message, user)

    def _skip(self, user_id: str, delivery: Delivery, reason: str) -> bool:
        skipped = self._deliveries.skip(user_id, delivery, entry(delivery, None, "skipped", clock.now(), reason=reason))
        if skipped:
            self._tell(delivery, "skipped", reason)
        return skipped

    def _claimed(
        self,
        received: ReceivedNotification,
        user: User,
        delivery: Delivery,
        targets: Sequence[Target],
        reason: str | None,
    ) -> Unfinished | None:
        """The message under a lease: what an earlier try left open is settled first, then what is pending is sent."""
        present = [target.id for target in targets]
        before, claimed = self._deliveries.claim(user.user_id, delivery, present)
        log = claimed.plus(before.abandoned(clock.iso(clock.now())))
        log = log.plus(log.resolved(clock.now(), self._outcome_wait, present)[0])
        pending = set(log.pending(present))
        wanted = [target for target in targets if target.id in pending]
        is_late = received.age(clock.now()) > self._longest_age(received) + _GRACE_SECONDS
        tried = (
            [self._expired(log, target) for target in wanted]
            if is_late
            else self._send_each(received, user, log, wanted)
        )
        log = log.plus(self._given_up(log, targets, reason or self._sender.no_target_reason))
        log = log.plus(each.entry for each in tried)
        resolved, wait = log.resolved(clock.now(), self._outcome_wait, present)
        log = log.plus(resolved)
        self._write_down(user.user_id, log, log.entries[len(claimed.entries) :])
        return self._what_is_left(received, tried, wait)

    def _write_down(self, user_id: str, log: Delivery, entries: Sequence[Entry]) -> None:
        for each in entries:
            self._tell(log, each.status, each.reason)
        if entries:
            self._complete(user_id, log, entries)
        else:
            _log(log.notification_id, log.channel, "unchanged", "nothing left to send")
            self._deliveries.release(user_id, log)

    def _complete(self, user_id: str, log: Delivery, entries: Sequence[Entry]) -> None:
        """Write it down, again and again for a while: what a provider answered is known here and nowhere else."""
        for wait in _WRITES_AGAIN_AFTER:
            try:
                self._deliveries.complete(user_id, log, entries)
            except PynamoDBException:
                logger.warning("not written down yet", notification_id=log.notification_id, channel=log.channel)
                time.sleep(wait)
            else:
                return
        self._deliveries.complete(user_id, log, entries)

    def _what_is_left(
        self, received: ReceivedNotification, tried: Sequence[_Tried], wait: float | None
    ) -> Unfinished | None:
        """A queue hides a message as a whole: the target that must be left alone longest decides."""
        delays = [each.delay for each in tried if each.delay is not None]
        if wait is not None:
            delays.append(retry.capped(wait))
        if delays:
            return Retry.of(received, max(delays))
        out_of_time = next((each.entry for each in tried if each.entry.retryable), None)
        return Dead.of(received, out_of_time.reason or "failed") if out_of_time else None

    def _given_up(self, log: Delivery, targets: Sequence[Target], reason: str) -> list[Entry]:
        """Targets that waited for another try and are not targets any more: their log ends with the reason."""
        present = {target.id for target in targets}
        gone: list[str | None] = [target for target in log.deferred() if target not in present]
        if not log.entries and not targets:
            gone.append(None)
        return [entry(log, target, "skipped", clock.now(), reason=reason) for target in gone]

    def _send_each(
        self, received: ReceivedNotification, user: User, log: Delivery, targets: Sequence[Target]
    ) -> list[_Tried]:
        return in_parallel(lambda target: self._send(received, user, log, target), targets)

    def _send(self, received: ReceivedNotification, user: User, log: Delivery, target: Target) -> _Tried:
        """One send. An error that no sender foresaw says nothing about whether the message left."""
        try:
            accepted = self._sender.send(received.message, user, target, received.age(clock.now()))
        except SendFailure as failure:
            return self._failed(failure, received, log, target)
        except Exception as error:
            logger.exception("send failed", notification_id=log.notification_id, channel=log.channel)
            return self._failed(OutcomeUnknown(type(error).__name__), received, log, target)
        fields: dict[str, Any] = {"provider_message_id": accepted.message_id, "segments": accepted.segments}
        return _Tried(entry(log, target.id, "sent", clock.now(), provider=accepted.provider, **fields))

    def _failed(self, failure: SendFailure, received: ReceivedNotification, log: Delivery, target: Target) -> _Tried:
        """What the log says of a failure, and whether there is another try."""
        if failure.is_ours:
            of: dict[str, Any] = {"notification_id": log.notification_id, "channel": log.channel}
            logger.error("the provider refuses our settings", reason=failure.reason, **of)
            count("ProviderMisconfigured", channel=log.channel)
        if isinstance(failure, Skipped):
            shown = target.id if target.id in log.state() else None
            return _Tried(entry(log, shown, "skipped", clock.now(), reason=failure.reason))
        said: dict[str, Any] = {"reason": failure.reason, "provider": failure.provider or self._sender.provider}
        if isinstance(failure, OutcomeUnknown) and not log.may_repeat:
            return _Tried(entry(log, target.id, "unknown", clock.now(), **said))
        is_retryable = isinstance(failure, Retryable | OutcomeUnknown)
        delay = self._next_delay(received, failure) if is_retryable else None
        if delay is not None:
            return _Tried(entry(log, target.id, "deferred", clock.now(), **said), delay)
        return _Tried(entry(log, target.id, "failed", clock.now(), retryable=is_retryable, **said))

    def _expired(self, log: Delivery, target: Target) -> _Tried:
        """Too late to be sent at all: a code of yesterday does harm. A redrive, which somebody wants, starts a new age."""
        return _Tried(entry(log, target.id, "failed", clock.now(), reason=reasons.EXPIRED, retryable=True))

    def _longest_age(self, received: ReceivedNotification) -> int:
        priority = received.message.notification.request.priority
        return min(retry.longest_age_seconds(self._sender.channel, priority), self._max_retry_seconds)

    def _next_delay(self, received: ReceivedNotification, failure: SendFailure | None = None) -> int | None:
        asked = failure.retry_after if isinstance(failure, Throttled) else 0
        return retry.next_delay(self._longest_age(received), received.age(clock.now()), received.receives, asked)

    def _tell(self, delivery: Delivery, status: str, reason: str | None) -> None:
        """Whatever a line of the log came from, it is counted here and nowhere else."""
        _log(delivery.notification_id, delivery.channel, status, reason)
        count_state(delivery.channel, status)


def _log(notification_id: str, channel: str, status: str, reason: str | None) -> None:
    """A line of a notification's trace. No target: a person's devices and addresses stay out of logs."""
    logger.info("delivery", notification_id=notification_id, channel=channel, status=status, reason=reason)
