"""Telling a person's other devices what one of them did.

Not a delivery: nothing is logged, and a lost event is made good by the next page that asks for the count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .channels.base import SendFailure
from .channels.in_app import InAppSender
from .domain import clock, reasons, retry
from .domain.user import User
from .messages import EventMessage
from .observability import logger
from .queue_records import Dead, Received, Retry, Unfinished
from .storage.users import Users
from .threads import in_parallel

_LONGEST_AGE_SECONDS = retry.longest_age_seconds("in-app", "normal")


class Broadcast:
    """Sends batches of events."""

    def __init__(self, sender: InAppSender, users: Users) -> None:
        self._sender = sender
        self._users = users

    def broadcast(self, batch: Sequence[Received[EventMessage]]) -> list[Unfinished]:
        """Tell each event's person. Those that must be received again, or are given up."""
        if not batch:
            return []
        users = self._users.get_many({item.message.user_id for item in batch})
        return [again for again in in_parallel(lambda item: self._one(item, users), batch) if again]

    def _one(self, received: Received[EventMessage], users: Mapping[str, User]) -> Unfinished | None:
        reason = reasons.INTERNAL_ERROR
        try:
            self._sender.broadcast(received.message, users[received.message.user_id])
        except SendFailure as failure:
            reason = failure.reason
            logger.warning("event not shown", reason=failure.reason, **_fields(received.message))
        except Exception:
            logger.exception("event failed", **_fields(received.message))
        else:
            logger.info("event shown", **_fields(received.message))
            return None
        delay = retry.next_delay(_LONGEST_AGE_SECONDS, received.age(clock.now()), received.receives)
        return Dead.of(received, reason) if delay is None else Retry.of(received, delay)


def _fields(message: EventMessage) -> dict[str, Any]:
    """What the log may say of an event: its name, and whose notification it is about; nothing of the person."""
    one = message.data.get("id")
    return {"event": message.event, "notification_ids": [one] if one else message.data.get("ids", [])}
