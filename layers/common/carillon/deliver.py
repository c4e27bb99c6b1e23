"""The use case behind every sender: a batch of a channel's queue goes out, each message at most once.

Per message: decide again whether the person wants it, find its targets, claim the delivery, send to each target that has
no final state, write down what came of it. What is to be tried again is reported back to the queue; nothing else is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from .channels.base import OutcomeUnknown, Retryable, Sender, SendFailure, Target, Throttled
from .domain import clock, retry, routing
from .domain.delivery import OUTCOME_UNKNOWN, Delivery, Entry, unknown_entries
from .domain.user import User
from .messages import NotificationMessage
from .observability import count, logger
from .storage.deliveries import Deliveries, LeaseHeld, entry
from .storage.users import Users

_THREADS = 16

BeforeSending = Callable[[NotificationMessage, User], str | None]
"""A channel's own last check: the reason to skip the message now, or None."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message as the queue handed it over. `receives` counts its deliveries, this one included."""

    message: NotificationMessage
    receives: int
    receipt_handle: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Retry:
    """The message goes back to the queue; `delay` seconds hide it, None leaves that to the queue."""

    received: Received
    delay: int | None = None


class Deliver:
    """Sends batches through one sender. `before_sending` is asked for every message, after the person's choices."""

    def __init__(
        self, sender: Sender, users: Users, deliveries: Deliveries, before_sending: BeforeSending | None = None
    ) -> None:
        self._sender = sender
        self._users = users
        self._deliveries = deliveries
        self._before_sending = before_sending or (lambda _message, _user: None)

    def deliver(self, batch: Sequence[Received]) -> list[Retry]:
        """Send a batch, its messages side by side. Those that must be received again."""
        if not batch:
            return []
        users = self._users.get_many({item.message.notification.user_id for item in batch})
        with ThreadPoolExecutor(_THREADS) as pool:
            return [again for again in pool.map(lambda item: self._safely(item, users), batch) if again]

    def _safely(self, received: Received, users: Mapping[str, User]) -> Retry | None:
        """One message whose failure is its own: its neighbours never wait for it."""
        try:
            return self._one(received, users[received.message.notification.user_id])
        except LeaseHeld as held:
            return Retry(received, held.seconds)
        except Exception:
            logger.exception("delivery failed", notification_id=received.message.notification.id)
            return Retry(received, retry.backoff_seconds(received.receives))

    def _one(self, received: Received, user: User) -> Retry | None:
        message = received.message
        notification = message.notification
        if user.erased_since(notification.created_at):
            return None
        delivery = Delivery(notification.id, self._sender.channel)
        targets: Sequence[Target] = ()
        reason = self._skip_reason(message, user)
        if reason is None:
            targets = self._sender.targets(message, user)
            reason = None if targets else self._sender.no_target_reason
        if reason is not None and self._skip(user.user_id, delivery, reason):
            return None
        return self._claimed(received, user, delivery, targets, reason)

    def _skip_reason(self, message: NotificationMessage, user: User) -> str | None:
        reason = routing.skip_reason(self._sender.channel, message.notification.request, user)
        return reason or self._before_sending(message, user)

    def _skip(self, user_id: str, delivery: Delivery, reason: str) -> bool:
        skipped = self._deliveries.skip(user_id, delivery, entry(delivery, None, "skipped", clock.now(), reason=reason))
        if skipped:
            count("DeliveriesSkipped", channel=delivery.channel)
        return skipped

    def _claimed(
        self, received: Received, user: User, delivery: Delivery, targets: Sequence[Target], reason: str | None
    ) -> Retry | None:
        """The message under a lease: what an earlier try left open is settled first, then what is pending is sent."""
        before, claimed = self._deliveries.claim(user.user_id, delivery, [target.id for target in targets])
        settled = unknown_entries(before, clock.iso(clock.now()))
        known = Delivery(claimed.notification_id, claimed.channel, (*claimed.entries, *settled), (), claimed.attempt)
        pending = set() if known.is_skipped else set(known.pending(target.id for target in targets))
        results = self._send_each(received, user, known, [target for target in targets if target.id in pending])
        entries = [*settled, *(result for result, _ in results)]
        if reason is not None and not known.entries:
            entries.append(entry(known, None, "skipped", clock.now(), reason=reason))
        if entries:
            self._deliveries.complete(user.user_id, known, entries)
        else:
            self._deliveries.release(user.user_id, known)
        delays = [delay for _, delay in results if delay is not None]
        return Retry(received, min(delays)) if delays else None

    def _send_each(
        self, received: Received, user: User, delivery: Delivery, targets: Sequence[Target]
    ) -> list[tuple[Entry, int | None]]:
        if len(targets) < 2:
            return [self._send(received, user, delivery, target) for target in targets]
        with ThreadPoolExecutor(len(targets)) as pool:
            return list(pool.map(lambda target: self._send(received, user, delivery, target), targets))

    def _send(self, received: Received, user: User, delivery: Delivery, target: Target) -> tuple[Entry, int | None]:
        """One send: its log line, and after how many seconds to try again, None for never."""

        def line(status: str, **fields: Any) -> Entry:
            return entry(delivery, target.id, status, clock.now(), provider=self._sender.provider, **fields)

        try:
            provider_message_id = self._sender.send(received.message, user, target)
        except Retryable as failure:
            delay = _delay(failure, received.receives)
            if retry.is_last(received.receives):
                self._count("DeliveriesFailed")
                return line("failed", reason=failure.reason, retryable=True), delay
            return line("deferred", reason=failure.reason), delay
        except SendFailure as failure:
            self._count("DeliveriesFailed")
            return line("failed", reason=_reason(failure)), None
        self._count("DeliveriesSent")
        return line("sent", provider_message_id=provider_message_id), None

    def _count(self, metric: str) -> None:
        count(metric, channel=self._sender.channel)


def _delay(failure: Retryable, receives: int) -> int:
    if isinstance(failure, Throttled):
        return retry.capped(failure.retry_after)
    return retry.backoff_seconds(receives)


def _reason(failure: SendFailure) -> str:
    return OUTCOME_UNKNOWN if isinstance(failure, OutcomeUnknown) else failure.reason
