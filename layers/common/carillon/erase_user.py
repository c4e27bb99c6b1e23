"""Erasing a person: their rows go, a page at a time, while there is time.

The person's item was emptied and stamped when the erasure was asked for (`Users.erase`); senders and the inbox go by that
stamp at once. A second message comes a little later for what was being accepted at that very moment.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from . import queues
from .domain import clock
from .storage.erasable import Erasable

SECOND_PASS_SECONDS = 15
"""Longer than accepting a notification takes, and well within the 30 seconds the contract promises."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """Erase what there was of a person at an instant; what came after it stays."""

    user_id: str
    at: datetime

    def encode(self) -> str:
        """The text of the queue's message."""
        return json.dumps({"userId": self.user_id, "erasedAt": clock.iso(self.at)})

    @classmethod
    def decode(cls, text: str) -> Erasure:
        """The erasure of a message's text."""
        body = json.loads(text)
        return cls(body["userId"], clock.from_iso(body["erasedAt"]))


def request_erasure(erasure: Erasure, erasure_queue_url: str) -> None:
    """Queue both passes. Raises QueueingFailed when not even one was queued."""
    body = erasure.encode()
    passes = [queues.Outgoing(erasure_queue_url, body, str(delay), delay) for delay in (0, SECOND_PASS_SECONDS)]
    if len(queues.send_all(passes)) == len(passes):
        raise queues.QueueingFailed("the erasure was not queued")


def erase(erasure: Erasure, tables: list[Erasable], may_go_on: Callable[[], bool]) -> bool:
    """Delete page by page from every table. False when the time ran out first: the message must come again."""
    for table in tables:
        while table.erase_page(erasure.user_id, erasure.at):
            if not may_go_on():
                return False
    return True
