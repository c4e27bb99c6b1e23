"""The open WebSocket connections of each person, in their own item: whoever reads the person has found them."""

from __future__ import annotations

import math
import time
from collections.abc import Set as AbstractSet

from pynamodb.exceptions import DoesNotExist

from .tables import UserRow

LIFETIME_SECONDS = 2 * 3600 + 10 * 60
"""API Gateway ends a connection after two hours; one whose `$disconnect` got lost counts as closed ten minutes later.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
"""

OPENING_SECONDS = 30
"""A connection cannot be posted to before its `$connect` is answered, which may take 29 seconds (the same page)."""

MAX_PER_USER = 100
"""It bounds what one notification can set off; who has more windows open than this reads in some of them after a reload."""


class Connections:
    """What the preferences table knows of connections: when each was opened, and its id."""

    def __init__(self, table_name: str) -> None:
        UserRow.bind(table_name)

    def add(self, user_id: str, connection_id: str) -> None:
        """Remember an open connection, and forget those that ended long ago or are too many."""
        row = UserRow(user_id)
        row.update([UserRow.connections.add({f"{int(time.time())}#{connection_id}"})])
        superfluous = set(row.connections or ()) - set(_open(row.connections))
        if superfluous:
            row.update([UserRow.connections.delete(superfluous)])

    def remove(self, user_id: str, connection_id: str, *, opened_before: float = math.inf) -> bool:
        """Forget a connection that closed; harmless when it is forgotten already. False, and it stays, when it was not opened
        before that (epoch seconds).
        """
        try:
            row = UserRow.get(user_id, consistent_read=True)
        except DoesNotExist:
            return True
        closed = {entry for entry in row.connections or () if _id(entry) == connection_id}
        if any(_opened_at(entry) >= opened_before for entry in closed):
            return False
        if closed:
            row.update([UserRow.connections.delete(closed)])
        return True


def open_connections(entries: AbstractSet[str] | None) -> tuple[str, ...]:
    """The ids among a person's connections, the newest first. Some may be gone already: posting to them says so."""
    return tuple(_id(entry) for entry in _open(entries))


def _open(entries: AbstractSet[str] | None) -> list[str]:
    oldest = str(int(time.time()) - LIFETIME_SECONDS)
    return sorted((entry for entry in entries or () if entry > oldest), reverse=True)[:MAX_PER_USER]


def _opened_at(entry: str) -> int:
    return int(entry.partition("#")[0])


def _id(entry: str) -> str:
    return entry.partition("#")[2]
