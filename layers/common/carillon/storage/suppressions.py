"""Addresses nothing may be sent to any more, whoever has them: their owner said STOP, or their provider refuses them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pynamodb.exceptions import DeleteError

from ..domain import clock
from ..domain.receipt import STOPPED
from ..domain.user import User
from .conditions import is_condition_failure
from .tables import SuppressionRow
from .users import Users


class Suppressions:
    """The suppressions table, by address."""

    def __init__(self, table_name: str) -> None:
        SuppressionRow.bind(table_name)

    def add(self, channel: str, address: str, reason: str) -> None:
        """Suppress an address from now on."""
        SuppressionRow(_key(address), channel=channel, reason=reason, createdAt=clock.iso(clock.now())).save()

    def lift(self, address: str) -> None:
        """Take back a STOP. What a provider refuses stays suppressed, whatever its owner says."""
        try:
            SuppressionRow(_key(address)).delete(condition=SuppressionRow.reason == STOPPED)
        except DeleteError as error:
            if not is_condition_failure(error):
                raise

    def among(self, addresses: Iterable[str]) -> set[str]:
        """Those of the addresses that are suppressed, read consistently: one request per hundred, none for none."""
        by_key = {_key(address): address for address in addresses}
        return (
            {by_key[row.address] for row in SuppressionRow.batch_get(by_key, consistent_read=True)} if by_key else set()
        )


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


def _key(address: str) -> str:
    """Mail providers do not tell upper from lower case, and a suppression must not either."""
    return address.lower()
