"""Addresses nothing may be sent to any more, whoever has them: their owner said STOP, or their provider refuses them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain, islice

from pynamodb.exceptions import DeleteError, DoesNotExist, PutError
from pynamodb.expressions.condition import Condition

from ..domain import clock, email_address
from ..domain.receipt import STOPPED
from ..domain.user import CHANNEL_ADDRESSES, User
from .conditions import is_condition_failure
from .tables import SuppressionRow
from .users import Users

_LONGEST = 320
"""Characters of an address: 64 and 255 around an @ (RFC 5321, section 4.5.3.1)."""


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
    """The suppressions table, by address."""

    def __init__(self, table_name: str) -> None:
        SuppressionRow.bind(table_name)

    def add(self, channel: str, address: str, reason: str) -> None:
        """Suppress an address from now on. The first reason stays, but any other outweighs a STOP, which may end."""
        row = SuppressionRow(_key(address), channel=channel, reason=reason, createdAt=clock.iso(clock.now()))
        is_new = SuppressionRow.address.does_not_exist()
        try:
            row.save(is_new if reason == STOPPED else is_new | (SuppressionRow.reason == STOPPED))
        except PutError as error:
            if not is_condition_failure(error):
                raise

    def remove(self, address: str) -> bool:
        """Lift a suppression, whatever its reason. False when there was none."""
        return _could_be_one(address) and self._delete(address, SuppressionRow.address.exists())

    def lift(self, address: str) -> bool:
        """Take back a STOP. What a provider refuses stays suppressed, whatever its owner says; False then too."""
        return self._delete(address, SuppressionRow.reason == STOPPED)

    def find(self, address: str) -> Suppression | None:
        """That of one address, read consistently."""
        if not _could_be_one(address):
            return None
        try:
            return _suppression(SuppressionRow.get(_key(address), consistent_read=True))
        except DoesNotExist:
            return None

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
        """Those of the addresses that are suppressed, read consistently: one request per hundred, none for none."""
        keys = {address: _key(address) for address in addresses}
        rows = SuppressionRow.batch_get(set(keys.values()), consistent_read=True) if keys else ()
        found = {row.address for row in rows}
        return {address for address, key in keys.items() if key in found}

    def _delete(self, address: str, condition: Condition) -> bool:
        try:
            SuppressionRow(_key(address)).delete(condition)
        except DeleteError as error:
            if is_condition_failure(error):
                return False
            raise
        return True


class People:
    """Users as a decision needs them: with the channels whose address is suppressed."""

    def __init__(self, users: Users, suppressions: Suppressions) -> None:
        self._users = users
        self._suppressions = suppressions

    def get_many(self, user_ids: Iterable[str]) -> dict[str, User]:
        """Those people by id; one request for them, one for their addresses."""
        users = self._users.get_many(user_ids)
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


def _could_be_one(address: str) -> bool:
    """Whether a text that somebody wrote may be a key at all."""
    return 0 < len(address) <= _LONGEST and address.isprintable()


def _key(address: str) -> str:
    """Mail providers do not tell upper from lower case, and name a domain in Punycode: a suppression must not tell either."""
    return (email_address.deliverable(address) or address).lower()
