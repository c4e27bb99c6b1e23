"""Tickets that open one WebSocket each. Only a hash is stored, so a reader of the table cannot connect."""

from __future__ import annotations

import hashlib
import secrets
import time

from pynamodb.exceptions import DeleteError

from .conditions import is_condition_failure
from .tables import TicketRow

TICKET_LIFETIME_SECONDS = 60


class Tickets:
    """The connection tickets table."""

    def __init__(self, table_name: str) -> None:
        TicketRow.bind(table_name)

    def issue(self, user_id: str) -> str:
        """A ticket for one connection of this person, good for `TICKET_LIFETIME_SECONDS`."""
        ticket = secrets.token_urlsafe(32)
        TicketRow(_hash(ticket), userId=user_id, expiresAt=int(time.time()) + TICKET_LIFETIME_SECONDS).save()
        return ticket

    def redeem(self, ticket: str) -> str | None:
        """Whose ticket it is, once; None when it is unknown, used or expired."""
        try:
            answer = TicketRow._get_connection().delete_item(
                _hash(ticket), condition=TicketRow.expiresAt > int(time.time()), return_values="ALL_OLD"
            )
        except DeleteError as error:
            if is_condition_failure(error):
                return None
            raise
        return TicketRow.from_raw_data(answer["Attributes"]).userId


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode("utf-8", "surrogatepass")).hexdigest()
