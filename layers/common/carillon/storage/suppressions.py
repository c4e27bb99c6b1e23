"""Addresses nothing may be sent to any more, whoever has them: their owner said STOP, or their provider refuses them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain, islice

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from ..domain import clock, email_address
from ..domain.suppression import STOPPED
from ..domain.user import CHANNEL_ADDRESSES, User
from .conditions import is_condition_failure
from .tables import SuppressionRow
from .users import Users

_LONGEST = 320
"""Characters of an address: 64 and 255 around an @ (RFC 5321, section 4.5.3.1)."""

_REMEMBERED_SECONDS = 60 * 24 * 3600
"""A word may be 23 days with SNS, and twice 14 in our queues, redriven once: 51.

https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
"""


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address, in lower case, and why nothing is sent there: a word of ours, or a provider's code."""

    address: str
    channel: str
    reason: str
    created_at: str

    def view(self) -> dict[str, str]:
        """What an administrator sees."""
        return {
            "address": self.address,
            "channel": self.channel,
            "reason": self.reason,
            "createdAt": self.created_at,
        }


class Suppressions:
    """The suppressions table, by address.

    Words about an address come late, twice and in any order: each has its time, and changes nothing when something later
    is known. So a suppression that was lifted leaves its time behind (`liftedAt`, of START `startedAt`) for as long as a
    word from before may still come.
    """

    def __init__(self, table_name: str) -> None:
        SuppressionRow.bind(table_name)

    def add(self, channel: str, address: str, reason: str, at: str | None = None, word_id: str | None = None) -> bool:
        """Suppress an address since `at` (now), unless it was lifted after that. Whether it was news.

        The first reason stays, but any other outweighs a STOP, which may end. A STOP is known by its `word_id` when it is
        said again.
        """
        row, since = SuppressionRow, _not_in_the_future(at)
        told = (row.channel.set(channel), row.reason.set(reason), row.createdAt.set(since))
        actions: list[Action] = [*told, row.expiresAt.remove()]
        is_later = row.liftedAt.does_not_exist() | (row.liftedAt < since)
        if reason != STOPPED:
            return self._update(address, actions, is_later & (row.reason.does_not_exist() | (row.reason == STOPPED)))
        is_later &= row.startedAt.does_not_exist() | (row.startedAt <= since)
        is_later &= row.reason.does_not_exist() | ((row.reason == STOPPED) & (row.createdAt < since))
        return self._update(address, actions, is_later, row.lastStop, word_id)

    def lift(self, address: str, at: str | None = None, word_id: str | None = None) -> bool:
        """Take back what STOP said before `at` (now): later than that nothing is. What a provider refuses stays suppressed,
        whatever its owner says. Whether it was news. A START is known by its `word_id` when it is said again.
        """
        row, since = SuppressionRow, _not_in_the_future(at)
        actions = [*_lifted(), row.startedAt.set(since)]
        is_stop = (row.reason == STOPPED) & (row.createdAt < since)
        is_later = row.startedAt.does_not_exist() | (row.startedAt < since)
        return self._update(
            address, actions, is_later & (row.reason.does_not_exist() | is_stop), row.lastStart, word_id
        )

    def remove(self, address: str) -> bool:
        """Lift a suppression, whatever its reason; nothing from before now brings it back. False when there was none."""
        if not _could_be_one(address):
            return False
        now = clock.iso(clock.now())
        actions = [*_lifted(), SuppressionRow.liftedAt.set(now)]
        if self._update(address, actions, SuppressionRow.reason.exists()):
            return True
        row = _row(address)  # the SDK asks again when an answer was lost, and meets what it wrote
        return row is not None and row.liftedAt == now

    def find(self, address: str) -> Suppression | None:
        """That of one address, read consistently."""
        if not _could_be_one(address):
            return None
        row = _row(address)
        return _suppression(row) if row and row.reason else None

    def page(self, limit: int, after: str | None) -> list[Suppression]:
        """Up to `limit` in the order of their addresses, from behind `after`: a query per channel, however many there are.

        From an index, so that one made or lifted a moment ago may be missing or still there.
        """
        behind = SuppressionRow.address > after if after else None
        queries = [
            SuppressionRow.of_channel.query(channel, behind, limit=limit, page_size=limit)
            for channel in CHANNEL_ADDRESSES
        ]
        rows = sorted(chain.from_iterable(queries), key=lambda row: row.address.encode())
        return [_suppression(row) for row in islice(rows, limit)]

    def among(self, addresses: Iterable[str]) -> set[str]:
        """Those of the addresses that are suppressed: one request per hundred, none for none.

        Read for half the price, since hardly any is. What is found is read again, consistently: it may just have been lifted.
        One of this very moment may be missed when a notification is accepted, and is seen by the look before it is sent.
        """
        keys = {address: _key(address) for address in addresses}
        found = _suppressed(_suppressed(keys.values(), consistent=False), consistent=True)
        return {address for address, key in keys.items() if key in found}

    def _update(
        self,
        address: str,
        actions: list[Action],
        condition: Condition,
        last_word: UnicodeAttribute | None = None,
        word_id: str | None = None,
    ) -> bool:
        """Change the row of an address under a condition. False when it did not hold, or when this word was the last one."""
        if last_word is not None and word_id is not None:
            actions = [*actions, last_word.set(word_id)]
            condition &= last_word.does_not_exist() | (last_word != word_id)
        try:
            SuppressionRow(_key(address)).update(actions, condition=condition)
        except UpdateError as error:
            if is_condition_failure(error):
                return False
            raise
        return True


class People:
    """Users as a decision needs them: with the channels whose address is suppressed."""

    def __init__(self, users: Users, suppressions: Suppressions) -> None:
        self._users = users
        self._suppressions = suppressions

    def get_many(self, user_ids: Iterable[str], *, consistent: bool = True) -> dict[str, User]:
        """Those people by id; one request for them, one for their addresses. `consistent`: see `Users.get_many`."""
        users = self._users.get_many(user_ids, consistent=consistent)
        suppressed = self._suppressions.among(
            address for user in users.values() for address in user.contact.addresses.values()
        )
        if not suppressed:
            return users
        return {user_id: _with(user, suppressed) for user_id, user in users.items()}


def _with(user: User, suppressed: set[str]) -> User:
    channels = frozenset(channel for channel, address in user.contact.addresses.items() if address in suppressed)
    return replace(user, suppressed=channels)


def _suppression(row: SuppressionRow) -> Suppression:
    return Suppression(row.address, row.channel, row.reason, row.createdAt)


def _suppressed(keys: Iterable[str], *, consistent: bool) -> set[str]:
    wanted = set(keys)
    rows = SuppressionRow.batch_get(wanted, consistent_read=consistent) if wanted else ()
    return {row.address for row in rows if row.reason}


def _row(address: str) -> SuppressionRow | None:
    try:
        return SuppressionRow.get(_key(address), consistent_read=True)
    except DoesNotExist:
        return None


def _lifted() -> list[Action]:
    """Without a reason nothing is suppressed, and without a channel it is not listed."""
    row = SuppressionRow
    expiry = int(time.time()) + _REMEMBERED_SECONDS
    return [row.channel.remove(), row.reason.remove(), row.createdAt.remove(), row.expiresAt.set(expiry)]


def _not_in_the_future(at: str | None) -> str:
    """The time of a word; now without one. By another's clock it may be still to come, and nobody could lift it now."""
    now = clock.iso(clock.now())
    return min(at or now, now)


def _could_be_one(address: str) -> bool:
    """Whether a text that somebody wrote may be a key at all."""
    return 0 < len(address) <= _LONGEST and address.isprintable()


def _key(address: str) -> str:
    """Mail providers do not tell upper from lower case, and name a domain in Punycode: a suppression must not tell either."""
    return (email_address.deliverable(address) or address).lower()
