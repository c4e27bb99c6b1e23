"""How many texts may leave in a day (UTC): to one number, for one user, from the whole stack.

A text is counted against all three or none, and once, whoever asks how often: one transaction writes down what was decided
of the text and raises the counters. The stack's counter is one item, which every text of the day touches; that is a few
writes a second at the rates providers let texts out (one to a hundred a second), where a partition takes a thousand.
Two that meet there are told so, and try again.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime

from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError
from pynamodb.transactions import TransactWrite

from . import transactions
from .conditions import is_condition_failure
from .tables import SmsCapRow

COUNTED = "counted"

_COUNTER_SECONDS = 2 * 24 * 3600
_TEXT_SECONDS = 19 * 24 * 3600
"""Longer than a queue (4 days) and its dead-letter queue (14 days) can hold a text back."""


@dataclass(frozen=True, slots=True)
class Caps:
    """Texts a day."""

    number: int
    user: int
    stack: int


class SmsCaps:
    """The caps table."""

    def __init__(self, table_name: str, caps: Caps) -> None:
        SmsCapRow.bind(table_name)
        self._caps = caps

    def decide(self, notification_id: str, user_id: str, phone: str, at: datetime) -> tuple[str, bool]:
        """COUNTED, or the cap that was reached (`number`, `user`, `stack`); and whether it was decided now or long ago.

        The first decision lasts. Raises pynamodb's errors when none could be made.
        """
        counters = self._counters(user_id, phone, at)
        for tried in range(1, transactions.TRIES + 1):
            try:
                self._count(notification_id, counters)
            except TransactWriteError as error:
                codes = transactions.codes(error)
                if transactions.CONDITION in codes[:1]:
                    return self._decided(notification_id), False
                if transactions.CONDITION in codes:
                    reached = [
                        cap for cap, code in zip(counters, codes[1:], strict=True) if code == transactions.CONDITION
                    ]
                    return self._refuse(notification_id, reached[-1])
                if not codes or tried == transactions.TRIES:
                    raise
                transactions.pause(tried)
            else:
                break
        return COUNTED, True

    def _counters(self, user_id: str, phone: str, at: datetime) -> dict[str, tuple[str, int]]:
        """Key and limit by cap, the widest last. Neither a number nor a user can be read from a key."""
        day = at.date().isoformat()
        return {
            "number": (f"{day}#number#{_hash(phone)}", self._caps.number),
            "user": (f"{day}#user#{_hash(user_id)}", self._caps.user),
            "stack": (f"{day}#stack", self._caps.stack),
        }

    def _count(self, notification_id: str, counters: dict[str, tuple[str, int]]) -> None:
        expires = SmsCapRow.expiresAt.set(int(time.time()) + _COUNTER_SECONDS)
        with TransactWrite(connection=SmsCapRow._get_connection().connection) as transaction:
            transaction.save(_decision(notification_id, COUNTED), condition=SmsCapRow.key.does_not_exist())
            for key, limit in counters.values():
                has_room = SmsCapRow.used < limit
                transaction.update(
                    SmsCapRow(key),
                    actions=[SmsCapRow.used.add(1), expires],
                    condition=(SmsCapRow.used.does_not_exist() | has_room) if limit else has_room,
                )

    def _refuse(self, notification_id: str, cap: str) -> tuple[str, bool]:
        """Write down that a text is not sent: a redelivery after midnight must not send it beside its email."""
        try:
            _decision(notification_id, cap).save(condition=SmsCapRow.key.does_not_exist())
        except PutError as error:
            if is_condition_failure(error):
                return self._decided(notification_id), False
            raise
        return cap, True

    def _decided(self, notification_id: str) -> str:
        try:
            return str(SmsCapRow.get(_text_key(notification_id), consistent_read=True).verdict)
        except DoesNotExist:  # expired in this moment, so nineteen days old
            return COUNTED


def _decision(notification_id: str, verdict: str) -> SmsCapRow:
    return SmsCapRow(_text_key(notification_id), verdict=verdict, expiresAt=int(time.time()) + _TEXT_SECONDS)


def _text_key(notification_id: str) -> str:
    return f"text#{notification_id}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
