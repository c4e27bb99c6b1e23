"""Accepting notifications: the one use case behind the ingest queue and `POST /api/notifications`.

Validated requests come in, a batch at a time. Each is claimed by its idempotency key (if it has one), stored once, routed
by what the person chose, and queued on its channels. Four round trips to the queues whatever the size of the batch: people
and keys, addresses, rows, queues; a collapse key adds its own (`collapse`). A request fails alone; what failed can be
accepted again, and nothing happens twice: the row is there, and the senders' ledger knows what was sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from pynamodb.exceptions import PynamoDBException

from . import queues, strict_json
from .collapse import Collapse
from .config import AcceptSettings
from .domain import clock, ids, routing
from .domain.notification import Notification, NotificationRequest
from .domain.user import User
from .errors import IdempotencyConflict
from .messages import EventMessage, encode_event, encode_notification
from .observability import count, logger
from .storage.collapse_keys import CollapseKeys
from .storage.idempotency import Claim, Idempotency
from .storage.inbox import Inbox
from .storage.notifications import Lifetimes, Notifications, fresh_unread_key
from .storage.suppressions import People, Suppressions
from .storage.users import Users
from .threads import both, in_parallel


@dataclass(frozen=True, slots=True)
class Incoming:
    """A valid request. `id` is the id its notification gets unless its key stands for another already. `message_id`, where
    it came through a queue, ties the two together in the log.
    """

    id: str
    request: NotificationRequest
    idempotency_key: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The notification of a request. `is_replay`: an earlier request with the same key made it. `replaced`: the older ones
    that left the inbox for it.
    """

    notification: Notification
    user: User
    is_replay: bool
    replaced: tuple[str, ...] = ()


Outcome = Accepted | Exception
"""What became of a request: an IdempotencyConflict is its own fault, any other exception may be tried again."""


class Accept:
    """Accepts batches of requests."""

    def __init__(self, settings: AcceptSettings) -> None:
        self._people = People(Users(settings.preferences_table), Suppressions(settings.suppressions_table))
        self._notifications = Notifications(settings.notifications_table)
        self._idempotency = Idempotency(settings.idempotency_table)
        self._queues = settings.channel_queues
        self._collapse = Collapse(
            CollapseKeys(settings.collapse_keys_table),
            Inbox(self._notifications),
            timedelta(days=settings.retention_days),
        )
        self._lifetimes = Lifetimes(
            retention=timedelta(days=settings.retention_days),
            fallback_delay=timedelta(seconds=settings.email_fallback_delay_seconds),
        )

    def accept(self, batch: Sequence[Incoming]) -> list[Outcome]:
        """What became of each request, in their order."""
        user_ids = {incoming.request.user_id for incoming in batch}
        users, claims = both(lambda: self._people.get_many(user_ids), lambda: self._claim_all(batch))
        stored = in_parallel(lambda pair: self._store(*pair, users), list(zip(batch, claims, strict=True)))
        outcomes = self._queue(stored, claims)
        for incoming, outcome in zip(batch, outcomes, strict=True):
            _log(incoming, outcome)
        count("NotificationsAccepted", sum(isinstance(item, Accepted) and not item.is_replay for item in outcomes))
        return outcomes

    def _claim_all(self, batch: Sequence[Incoming]) -> list[Claim | Exception | None]:
        """The claim of each request, keys side by side, those of one key in order: the first of a batch wins."""
        same_key: dict[object, list[int]] = {}
        for index, incoming in enumerate(batch):
            alone = incoming.idempotency_key is None
            same_key.setdefault(index if alone else (incoming.request.user_id, incoming.idempotency_key), []).append(
                index
            )
        claimed = in_parallel(
            lambda group: [(index, self._claim(batch[index])) for index in group], list(same_key.values())
        )
        by_index = dict(pair for group in claimed for pair in group)
        return [by_index[index] for index in range(len(batch))]

    def _claim(self, incoming: Incoming) -> Claim | Exception | None:
        if incoming.idempotency_key is None:
            return None
        try:
            return self._idempotency.claim(
                incoming.request.user_id, incoming.idempotency_key, request_hash(incoming.request), incoming.id
            )
        except IdempotencyConflict as conflict:
            return conflict
        except Exception as error:
            logger.exception("an idempotency key was not claimed", notification_id=incoming.id)
            return error

    def _store(self, incoming: Incoming, claim: Claim | Exception | None, users: Mapping[str, User]) -> Outcome:
        """The notification of a request, in the table. A replay finds the first one's row, or, when that was deleted
        since, the same notification again without storing it. What was asked for before its person was erased ends here.
        """
        if isinstance(claim, Exception):
            return claim
        request = incoming.request
        user = users[request.user_id]
        decision = routing.route(request, user)
        notification = Notification(
            id=claim.notification_id if claim else incoming.id,
            request=request,
            channels=decision.channels,
            skipped=decision.skipped,
            unread_key=fresh_unread_key(clock.now()) if "in-app" in decision.channels else None,
        )
        is_replay = claim is not None and not claim.is_first
        if user.erased_since(notification.created_at):
            return Accepted(replace(notification, channels=()), user, is_replay)
        is_done = claim is not None and claim.is_done
        try:
            if is_done or not self._notifications.add(notification, self._lifetimes):
                notification = self._notifications.get(request.user_id, notification.id) or notification
            replaced = () if is_done else self._collapse.replace(notification, user)
        except Exception as error:
            logger.exception("a notification was not stored", notification_id=notification.id)
            return error
        return Accepted(notification, user, is_replay, tuple(replaced))

    def _queue(self, stored: Sequence[Outcome], claims: Sequence[Claim | Exception | None]) -> list[Outcome]:
        """Queue what is not known to be queued: a first try may have died after storing."""
        open_claims = [claim if isinstance(claim, Claim) else None for claim in claims]
        fresh = [
            (item, claim)
            for item, claim in zip(stored, open_claims, strict=True)
            if isinstance(item, Accepted) and not (claim and claim.is_done)
        ]
        failed = queues.send_all([message for item, _ in fresh for message in self._messages(item)])
        done = {claim.key: claim for item, claim in fresh if claim and item.notification.id not in failed}
        in_parallel(self._mark_done, list(done.values()))
        return [
            queues.QueueingFailed("a channel's queue did not take the notification")
            if isinstance(item, Accepted) and item.notification.id in failed
            else item
            for item in stored
        ]

    def _mark_done(self, claim: Claim) -> None:
        """Spare replays the queueing. Without the mark they queue again, and the senders' ledger drops it."""
        try:
            self._idempotency.mark_done(claim)
        except PynamoDBException:
            logger.exception("an idempotency key was not marked as done")

    def _messages(self, item: Accepted) -> list[queues.Outgoing]:
        """What the channels send, and before it what the inboxes on the screen lose."""
        notification = item.notification
        body = encode_notification(notification, read_up_to=item.user.read_up_to)
        gone = [encode_event(EventMessage(notification.user_id, "deleted", {"id": older})) for older in item.replaced]
        return [
            *(queues.Outgoing(self._queues["in-app"], event, notification.id) for event in gone),
            *(queues.Outgoing(self._queues[channel], body, notification.id) for channel in notification.channels),
        ]


def _log(incoming: Incoming, outcome: Outcome) -> None:
    """The first line of a notification's trace: where it goes, and what the person did not want. Ids and codes only."""
    of: dict[str, Any] = {"notification_id": incoming.id, "message_id": incoming.message_id}
    if isinstance(outcome, Accepted):
        made = outcome.notification
        of |= {"notification_id": made.id, "queued": made.channels, "skipped": made.skipped}
        logger.info("notification accepted", is_replay=outcome.is_replay, **of)
    elif not isinstance(outcome, IdempotencyConflict):
        logger.warning("notification not accepted yet", reason=type(outcome).__name__, **of)


def request_hash(request: NotificationRequest) -> str:
    """Equal for requests that mean the same: the order of members is no difference, nor is a default spelled out."""
    meant = {name: value for name, value in asdict(request).items() if value is not None}
    return hashlib.sha256(strict_json.canonical(meant).encode()).hexdigest()


def new_id() -> str:
    """An id for a request that came without one of its own."""
    return ids.new_id(clock.now())
