"""The use case behind every sender: a batch of a channel's queue goes out, each message at most once.

Per message: decide again whether the person wants it, find its targets, claim the delivery, send to each target that has
no final state, write down what came of it. What is to be tried again is reported back to the queue; nothing else is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from .channels.base import OutcomeUnknown, Retryable, Sender, SendFailure, Skipped, Target, Throttled
from .domain import clock, retry, routing
from .domain.delivery import OUTCOME_UNKNOWN, Delivery, Entry, unknown_entries
from .domain.user import User
from .messages import NotificationMessage
from .observability import count, logger
from .queue_records import Received, Retry
from .storage.deliveries import Deliveries, LeaseHeld, entry
from .storage.suppressions import People
from .storage.users import Users

_THREADS = 16

_SOON_SECONDS = 5
"""Whoever holds a lease is nearly always done in a moment; a second look comes soon, the next after the lease."""

BeforeSending = Callable[[NotificationMessage, User], str | None]
"""A channel's own last check: the reason to skip the message now, or None."""

ReceivedNotification = Received[NotificationMessage]


@dataclass(frozen=True, slots=True)
class _Sent:
    """What came of one target: its log line, and after how many seconds to try again, None for never."""

    entry: Entry
    delay: int | None = None


class Deliver:
    """Sends batches through one sender. `before_sending` is asked for every message, after the person's choices."""

    def __init__(
        self, sender: Sender, users: Users | People, deliveries: Deliveries, before_sending: BeforeSending | None = None
    ) -> None:
        self._sender = sender
        self._users = users
        self._deliveries = deliveries
        self._before_sending = before_sending or (lambda _message, _user: None)

    def deliver(self, batch: Sequence[ReceivedNotification]) -> list[Retry]:
        """Send a batch, its messages side by side. Those that must be received again."""
        if not batch:
            return []
        users = self._users.get_many({item.message.notification.user_id for item in batch})
        with ThreadPoolExecutor(_THREADS) as pool:
            return [again for again in pool.map(lambda item: self._safely(item, users), batch) if again]

    def _safely(self, received: ReceivedNotification, users: Mapping[str, User]) -> Retry | None:
        """One message whose failure is its own: its neighbours never wait for it."""
        try:
            delay = self._one(received, users[received.message.notification.user_id])
        except LeaseHeld as held:
            _log(received.message.notification.id, self._sender.channel, "deferred", "claimed_elsewhere")
            delay = min(held.seconds, _SOON_SECONDS) if received.receives == 1 else held.seconds
        except Exception:
            channel = self._sender.channel
            logger.exception("delivery failed", notification_id=received.message.notification.id, channel=channel)
            delay = retry.backoff_seconds(received.receives)
        return None if delay is None else Retry.of(received, delay)

    def _one(self, received: ReceivedNotification, user: User) -> int | None:
        """One message; after how many seconds to receive it again, None for never."""
        message = received.message
        notification = message.notification
        if user.erased_since(notification.created_at):
            _log(notification.id, self._sender.channel, "skipped", "erased")
            return None
        delivery = Delivery(notification.id, self._sender.channel)
        targets: Sequence[Target] = ()
        reason = self._skip_reason(message, user)
        if reason is None:
            targets = self._sender.targets(message, user)
        if not targets and self._skip(user.user_id, delivery, reason or self._sender.no_target_reason):
            return None
        return self._claimed(received, user, delivery, targets, reason)

    def _skip_reason(self, message: NotificationMessage, user: User) -> str | None:
        reason = routing.skip_reason(self._sender.channel, message.notification.request, user)
        return reason or self._before_sending(message, user)

    def _skip(self, user_id: str, delivery: Delivery, reason: str) -> bool:
        skipped = self._deliveries.skip(user_id, delivery, entry(delivery, None, "skipped", clock.now(), reason=reason))
        if skipped:
            _log(delivery.notification_id, delivery.channel, "skipped", reason)
            self._count("DeliveriesSkipped")
        return skipped

    def _claimed(
        self,
        received: ReceivedNotification,
        user: User,
        delivery: Delivery,
        targets: Sequence[Target],
        reason: str | None,
    ) -> int | None:
        """The message under a lease: what an earlier try left open is settled first, then what is pending is sent."""
        before, claimed = self._deliveries.claim(user.user_id, delivery, [target.id for target in targets])
        settled = unknown_entries(before, clock.iso(clock.now()))
        known = Delivery(claimed.notification_id, claimed.channel, (*claimed.entries, *settled), (), claimed.attempt)
        pending = set(known.pending(target.id for target in targets))
        results = self._send_each(received, user, known, [target for target in targets if target.id in pending])
        given_up = self._given_up(known, targets, reason or self._sender.no_target_reason)
        entries = [*settled, *given_up, *(result.entry for result in results)]
        for each in entries:
            _log(known.notification_id, known.channel, each.status, each.reason)
        if entries:
            self._deliveries.complete(user.user_id, known, entries)
        else:
            _log(known.notification_id, known.channel, "unchanged", "nothing left to send")
            self._deliveries.release(user.user_id, known)
        # A queue hides a message as a whole: the target that must be left alone longest decides.
        return max((result.delay for result in results if result.delay is not None), default=None)

    def _given_up(self, known: Delivery, targets: Sequence[Target], reason: str) -> list[Entry]:
        """Targets that waited for another try and are not targets any more: their log ends with the reason."""
        present = {target.id for target in targets}
        gone: list[str | None] = [target for target in known.deferred() if target not in present]
        if not known.entries and not targets:
            gone.append(None)
        return [entry(known, target, "skipped", clock.now(), reason=reason) for target in gone]

    def _send_each(
        self, received: ReceivedNotification, user: User, delivery: Delivery, targets: Sequence[Target]
    ) -> list[_Sent]:
        if len(targets) < 2:
            return [self._send(received, user, delivery, target) for target in targets]
        with ThreadPoolExecutor(len(targets)) as pool:
            return list(pool.map(lambda target: self._send(received, user, delivery, target), targets))

    def _send(self, received: ReceivedNotification, user: User, delivery: Delivery, target: Target) -> _Sent:
        """One send. An error that no sender foresaw says nothing about whether the message left."""
        try:
            accepted = self._sender.send(received.message, user, target)
        except SendFailure as failure:
            return self._failed(failure, received.receives, delivery, target)
        except Exception:
            logger.exception("send failed", notification_id=delivery.notification_id, channel=delivery.channel)
            return self._failed(OutcomeUnknown(OUTCOME_UNKNOWN), received.receives, delivery, target)
        self._count("DeliveriesSent")
        return _Sent(self._line(delivery, target.id, "sent", accepted.provider, provider_message_id=accepted.message_id))

    def _failed(self, failure: SendFailure, receives: int, delivery: Delivery, target: Target) -> _Sent:
        """What the log says of a failure, and whether there is another try."""
        if failure.is_ours:
            of: dict[str, Any] = {"notification_id": delivery.notification_id, "channel": delivery.channel}
            logger.error("the provider refuses our settings", reason=failure.reason, **of)
            self._count("ProviderMisconfigured")
        if isinstance(failure, Skipped):
            self._count("DeliveriesSkipped")
            shown = target.id if target.id in delivery.state() else None
            return _Sent(entry(delivery, shown, "skipped", clock.now(), reason=failure.reason))
        if isinstance(failure, Retryable) and not retry.is_last(receives):
            return _Sent(self._line(delivery, target.id, "deferred", failure.provider, reason=failure.reason), _delay(failure, receives))
        self._count("DeliveriesFailed")
        reason = OUTCOME_UNKNOWN if isinstance(failure, OutcomeUnknown) else failure.reason
        is_retryable = isinstance(failure, Retryable)
        line = self._line(delivery, target.id, "failed", failure.provider, reason=reason, retryable=is_retryable)
        # Out of tries: received once more, the queue puts it into its dead-letter queue; why wait for that.
        return _Sent(line, 0 if is_retryable else None)

    def _line(self, delivery: Delivery, target: str, status: str, provider: str | None, **fields: Any) -> Entry:
        return entry(delivery, target, status, clock.now(), provider=provider or self._sender.provider, **fields)

    def _count(self, metric: str) -> None:
        count(metric, channel=self._sender.channel)


def _log(notification_id: str, channel: str, status: str, reason: str | None) -> None:
    """A line of a notification's trace. No target: a person's devices and addresses stay out of logs."""
    logger.info("delivery", notification_id=notification_id, channel=channel, status=status, reason=reason)


def _delay(failure: Retryable, receives: int) -> int:
    if isinstance(failure, Throttled):
        return retry.capped(failure.retry_after)
    return retry.backoff_seconds(receives)
