"""The open WebSocket connections of each person."""

from __future__ import annotations

import time

from .tables import ConnectionRow

LIFETIME_SECONDS = 2 * 3600 + 10 * 60
"""API Gateway ends a connection after two hours; a row whose `$disconnect` got lost goes ten minutes later.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
"""

MAX_PER_USER = 100
"""It bounds what one notification can set off; who has more windows open than this reads in some of them after a reload."""


class Connections:
    """The connections table."""

    def __init__(self, table_name: str) -> None:
        ConnectionRow.bind(table_name)

    def add(self, connection_id: str, user_id: str) -> None:
        """Remember an open connection."""
        ConnectionRow(connection_id, userId=user_id, expiresAt=int(time.time()) + LIFETIME_SECONDS).save()

    def remove(self, connection_id: str) -> None:
        """Forget a connection that closed; harmless when it is forgotten already."""
        ConnectionRow(connection_id).delete()

    def of_user(self, user_id: str) -> list[str]:
        """The ids of a person's connections. Some may be gone already: posting to them says so."""
        return [row.connectionId for row in ConnectionRow.of_user.query(user_id, limit=MAX_PER_USER)]
