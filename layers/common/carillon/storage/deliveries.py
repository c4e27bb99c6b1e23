"""The delivery ledger: who may send, and what came of it. See `domain.delivery` for the life of a delivery."""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pynamodb.exceptions import DoesNotExist, PynamoDBException, UpdateError
from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action

from ..domain import clock, ids
from ..domain.delivery import LEASE_SECONDS, RETENTION_MARGIN_SECONDS, UNKNOWN_RULES, Delivery, Entry
from .conditions import is_condition_failure
from .tables import DeliveryRow

_TRIES = 3
"""Two receipts of one message at the same moment: the second looks again at what the first wrote."""


class LeaseHeld(Exception):
    """Somebody else is sending this right now. `seconds` until their lease ends."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"leased for another {seconds} s")
        self.seconds = seconds


class NoSuchDelivery(Exception):
    """Nobody here ever sent what a provider tells of, or it is not to be seen yet."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A delivery as it was read, whose lease ends at `lease_until` (epoch seconds; 0: nobody has it)."""

    delivery: Delivery
    lease_until: float
    row: DeliveryRow

    def is_leased(self, now: datetime) -> bool:
        """Whether somebody may be sending it."""
        return self.lease_until > now.timestamp()


class Deliveries:
    """The deliveries table. `retention_days`: how long a notification lives."""

    def __init__(self, table_name: str, retention_days: int = 0) -> None:
        DeliveryRow.bind(table_name)
        self._retention_seconds = retention_days * 24 * 3600 + RETENTION_MARGIN_SECONDS

    def skip(self, user_id: str, delivery: Delivery, entry: Entry) -> bool:
        """Record that nothing leaves on the channel, unless anything at all happened on it before. Whether it was recorded."""
        row = self._row(user_id, delivery)
        actions: list[Any] = [
            DeliveryRow.entries.set([_stored(entry)]),  # type: ignore[list-item]  # PynamoDB takes plain maps
            DeliveryRow.expiresAt.set(self._expiry()),
        ]
        try:
            row.update(actions, condition=DeliveryRow.deliveryKey.does_not_exist())
        except UpdateError as error:
            if is_condition_failure(error):
                return False
            raise
        return True

    def claim(self, user_id: str, delivery: Delivery, targets: Sequence[str]) -> tuple[Delivery, Delivery]:
        """Take the lease. The delivery before the claim (its log, and what an abandoned claim left in flight) and after.

        Raises LeaseHeld while another holds it.
        """
        row, now, claim = self._row(user_id, delivery), time.time(), uuid.uuid4().hex
        actions = [
            DeliveryRow.leaseUntil.set(now + LEASE_SECONDS),
            DeliveryRow.claim.set(claim),
            DeliveryRow.abandoned.set((DeliveryRow.abandoned | []).append(DeliveryRow.inFlight | [])),
            DeliveryRow.inFlight.set(list(targets)),
            DeliveryRow.attempt.set((DeliveryRow.attempt | 0) + 1),
            DeliveryRow.expiresAt.set(self._expiry()),
        ]
        if has_receipts(delivery.channel):
            receipt_key = ids.delivery_id(user_id, delivery.notification_id, delivery.channel)
            actions.append(DeliveryRow.deliveryId.set(receipt_key))
        condition = DeliveryRow.leaseUntil.does_not_exist() | (DeliveryRow.leaseUntil < now)
        try:
            claimed = self._take(row, claim, actions, condition)
        except PynamoDBException:
            self._give_back(row, claim)
            raise
        after = replace(_delivery(claimed), claim=claim)
        return replace(after, in_flight=tuple(dict.fromkeys(claimed.abandoned or ())), attempt=after.attempt - 1), after

    def _take(self, row: DeliveryRow, claim: str, actions: list[Any], condition: Condition) -> DeliveryRow:
        connection = DeliveryRow._get_connection()
        try:
            answer = connection.update_item(
                row.userId, row.deliveryKey, actions=actions, condition=condition, return_values="ALL_NEW"
            )
        except UpdateError as error:
            if not is_condition_failure(error):
                raise
            return self._held_by(row, claim)
        return DeliveryRow.from_raw_data(answer["Attributes"])

    def _give_back(self, row: DeliveryRow, claim: str) -> None:
        """Undo a claim that may have been taken without anybody knowing: nothing was sent under it, and only here that is
        known. What an earlier one left in flight stays. If this fails too, the lease ends as a dead sender's.
        """
        undone: list[Action] = [
            DeliveryRow.leaseUntil.remove(),
            DeliveryRow.claim.remove(),
            DeliveryRow.inFlight.remove(),
        ]
        with suppress(PynamoDBException):
            row.update(undone, condition=DeliveryRow.claim == claim)

    def _held_by(self, row: DeliveryRow, claim: str) -> DeliveryRow:
        """The row, if `claim` holds it after all: the SDK asks again when an answer was lost, and meets its own lease.

        Raises LeaseHeld when another does.
        """
        try:
            held = DeliveryRow.get(row.userId, row.deliveryKey, consistent_read=True)
        except DoesNotExist as error:
            raise LeaseHeld(1) from error
        if held.claim != claim:
            raise LeaseHeld(max(1, math.ceil((held.leaseUntil or 0) - time.time())))
        return held

    def complete(self, user_id: str, delivery: Delivery, entries: Iterable[Entry]) -> None:
        """Write what came of a claim into the log and give the lease back. A person erased meanwhile stays erased."""
        stored = [_stored(entry) for entry in entries]
        self._settle(user_id, delivery, [DeliveryRow.entries.set((DeliveryRow.entries | []).append(stored))])

    def release(self, user_id: str, delivery: Delivery) -> None:
        """Give back a lease under which nothing happened."""
        self._settle(user_id, delivery, [])

    def record(self, delivery_id: str, receipt: Entry) -> tuple[Delivery, Entry | None]:
        """Add a provider's word to the log of a delivery: the delivery, and the line, None where it said nothing new.

        Raises NoSuchDelivery, and LeaseHeld while the sender has not written down its own word yet.
        """
        for _ in range(_TRIES):
            row = self._by_id(delivery_id)
            delivery = _delivery(row)
            if not delivery.knows(str(receipt.target)):
                raise NoSuchDelivery
            lease = (row.leaseUntil or 0) - time.time()
            if lease > 0:
                raise LeaseHeld(math.ceil(lease))
            told = delivery.told(receipt)
            if told is None or self._append(row, [told]):
                return delivery, told
        raise LeaseHeld(1)

    def _by_id(self, delivery_id: str) -> DeliveryRow:
        """The row, read consistently: the index is behind, and knows its key only."""
        for key in DeliveryRow.by_delivery_id.query(delivery_id, limit=1):
            try:
                return DeliveryRow.get(key.userId, key.deliveryKey, consistent_read=True)
            except DoesNotExist as error:
                raise NoSuchDelivery from error
        raise NoSuchDelivery

    def seen(self, keys: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], Seen]:
        """The deliveries that there are of (user id, notification id, channel). They may be a moment old: who acts on one
        does so through `finish`.
        """
        wanted = {(user_id, _key(notification_id, channel)) for user_id, notification_id, channel in keys}
        found = [_seen(row) for row in DeliveryRow.batch_get(list(wanted))]
        return {(seen.row.userId, seen.delivery.notification_id, seen.delivery.channel): seen for seen in found}

    def look(self, user_id: str, delivery: Delivery) -> Seen | None:
        """What there is of one delivery, read consistently."""
        row = self._row(user_id, delivery)
        try:
            found = DeliveryRow.get(row.userId, row.deliveryKey, consistent_read=True)
        except DoesNotExist:
            return None
        return _seen(found)

    def finish(self, user_id: str, delivery: Delivery, seen: Seen | None, endings: Sequence[Entry]) -> bool:
        """End a delivery that nobody works on, unless anything happened on it since it was `seen` (None: nothing ever did).
        Whether it was ended.
        """
        if seen is None:
            return self.skip(user_id, delivery, endings[0])
        return self._append(seen.row, endings, _claim_ends())

    def _append(self, row: DeliveryRow, entries: Sequence[Entry], more: Sequence[Action] = ()) -> bool:
        """Add lines to the log that was read, unless somebody else changed it since. Whether they were added."""
        stored: list[Any] = [_stored(each) for each in entries]
        actions = [DeliveryRow.entries.set((DeliveryRow.entries | []).append(stored)), *more]
        log, lease = DeliveryRow.entries, DeliveryRow.leaseUntil
        unchanged = size(log) == len(row.entries) if row.entries else log.does_not_exist()
        unchanged &= lease.does_not_exist() if row.leaseUntil is None else lease == row.leaseUntil
        try:
            row.update(actions, condition=(DeliveryRow.attempt == row.attempt) & unchanged)
        except UpdateError as error:
            if is_condition_failure(error):
                return False
            raise
        return True

    def of_notification(self, user_id: str, notification_id: str) -> list[Delivery]:
        """Every delivery of one notification, read consistently."""
        rows = DeliveryRow.query(
            user_id, DeliveryRow.deliveryKey.startswith(f"{notification_id}#"), consistent_read=True
        )
        return [_delivery(row) for row in rows]

    def of_notifications(self, user_id: str, keys: Iterable[tuple[str, str]]) -> list[Delivery]:
        """The deliveries of those (notification id, channel) pairs that have one."""
        wanted = [(user_id, _key(notification_id, channel)) for notification_id, channel in keys]
        return [_delivery(row) for row in DeliveryRow.batch_get(wanted, consistent_read=True)] if wanted else []

    def _settle(self, user_id: str, delivery: Delivery, actions: list[Any]) -> None:
        """End a claim, if it still stands. A row that was deleted is not brought back, and a line not written twice."""
        try:
            self._row(user_id, delivery).update(
                [*actions, *_claim_ends()], condition=DeliveryRow.claim == delivery.claim
            )
        except UpdateError as error:
            if not is_condition_failure(error):
                raise

    def _row(self, user_id: str, delivery: Delivery) -> DeliveryRow:
        return DeliveryRow(user_id, _key(delivery.notification_id, delivery.channel))

    def _expiry(self) -> int:
        return int(time.time()) + self._retention_seconds


def entry(delivery: Delivery, target: str | None, status: str, at: datetime, **fields: Any) -> Entry:
    """A log line of this attempt."""
    return Entry(target=target, status=status, at=clock.iso(at), attempt=delivery.attempt or None, **fields)


def has_receipts(channel: str) -> bool:
    """Whether the channel's provider tells later what became of a message."""
    return channel in UNKNOWN_RULES and UNKNOWN_RULES[channel].waits


def _claim_ends() -> list[Action]:
    claim = (DeliveryRow.leaseUntil, DeliveryRow.claim, DeliveryRow.inFlight, DeliveryRow.abandoned)
    return [attribute.remove() for attribute in claim]


def _key(notification_id: str, channel: str) -> str:
    return f"{notification_id}#{channel}"


def _stored(item: Entry) -> dict[str, Any]:
    fields = {name: getattr(item, name) for name in Entry.__dataclass_fields__}
    return {name: value for name, value in fields.items() if value not in (None, False)}


def _delivery(row: DeliveryRow) -> Delivery:
    notification_id, channel = row.deliveryKey.split("#", 1)
    entries = tuple(_entry(stored) for stored in row.entries or ())
    in_flight = dict.fromkeys([*(row.abandoned or ()), *(row.inFlight or ())])
    return Delivery(notification_id, channel, entries, tuple(in_flight), int(row.attempt or 0))


def _seen(row: DeliveryRow) -> Seen:
    return Seen(_delivery(row), row.leaseUntil or 0, row)


def _entry(stored: Any) -> Entry:
    fields: dict[str, Any] = {"target": None, **stored}
    return Entry(**fields)
