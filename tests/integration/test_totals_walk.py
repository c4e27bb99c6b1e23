"""The total of unread under everything that changes a row, with streams that hand over late, again, and in any order."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from pynamodb.exceptions import UpdateError

from carillon import clients
from carillon.domain import clock
from carillon.storage.notification_table import NotificationRow
from carillon.storage.users import Users
from count_stats.handler import lambda_handler as count_stats
from tests.integration.conftest import TABLES
from tests.integration.faults import Crash, after, before, crash
from tests.integration.http import ADA, ADMIN, BASE, BOB, Person, notify
from tests.integration.lambda_queue import CONTEXT
from tests.integration.streams import Record, Streams

STREAMS = ("notifications", "preferences")
FAULTS: dict[str, Callable[[], Any]] = {
    "none": nullcontext,
    "answer is lost": nullcontext,
    "dies before it counts": lambda: before(clients.dynamodb(), "Query", crash),
    "dies before it writes": lambda: before(clients.dynamodb(), "UpdateItem", crash),
    "dies when it has written": lambda: after(clients.dynamodb(), "UpdateItem", crash),
}
FAULT_WEIGHTS = (6, 1, 1, 1, 1)
ACTS = ("accept", "read all", "read", "unread", "delete", "expire", "remove")
ACT_WEIGHTS = (6, 2, 1, 2, 2, 1, 1)


class Walk:
    """`waiting`: what each stream has yet to hand over. `meanwhile`: how much is done while the function waits."""

    def __init__(self, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.chance = random.Random(seed)
        self.rows: list[tuple[Person, str]] = []
        self.streams = Streams()
        self.waiting: dict[str, list[Record]] = {stream: [] for stream in STREAMS}
        self.meanwhile = 0
        self.now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: self.now)
        monkeypatch.setattr(time, "time", lambda: clock.now().timestamp())
        monkeypatch.setattr(clock, "wait_until", self.wait_until)

    def turn(self) -> None:
        """Something is done, or a batch is handed over; time passes, now and then enough for a mark to cover all."""
        self.now += timedelta(milliseconds=self.chance.choice([1, 300, 11_000]))
        if self.chance.random() < 0.6:
            self.do(*self.chance.choices(ACTS, ACT_WEIGHTS))
            return
        [fault] = self.chance.choices(list(FAULTS), FAULT_WEIGHTS)
        self.meanwhile = self.chance.randrange(3) if fault == "none" else 0
        self.hand_over(self.chance.choice(STREAMS), self.chance.choice([1, 100]), fault)

    def end(self) -> None:
        """All that changed is told."""
        self.meanwhile = 0
        while any(self.waiting.values()):
            for stream in self.waiting:
                self.hand_over(stream)

    def do(self, act: str) -> None:
        if act == "accept" or not self.rows:
            person = self.chance.choice([ADA, ADA, BOB])
            with self.told():
                self.rows.append((person, notify(person, type="in-app")["id"]))
            return
        row = self.chance.choice(self.rows)
        with self.told():
            _change(act, *row)
        if act in ("delete", "remove"):
            self.rows.remove(row)

    def hand_over(self, stream: str, size: int = 100, fault: str = "none") -> None:
        """The first of what waits. It comes again, perhaps with others, where the function died or its answer was lost."""
        batch = self.waiting[stream][:size]
        if not batch:
            return
        with self.told():
            try:
                with FAULTS[fault]():
                    count_stats({"Records": batch}, CONTEXT)
            except Crash:
                return
        if fault != "answer is lost":
            del self.waiting[stream][: len(batch)]

    def wait_until(self, instant: datetime) -> None:
        """Rows are changed, the other stream hands over, and so does this one, for the second time at once."""
        moments = sorted(self.chance.random() for _ in range(self.meanwhile))
        self.meanwhile, begun = 0, self.now
        for moment in moments:
            self.now = max(self.now, begun + (instant - begun) * moment)
            [act] = self.chance.choices([*ACTS, *STREAMS], [*ACT_WEIGHTS, 2, 2])
            if act in STREAMS:
                self.hand_over(act, fault="answer is lost")
            else:
                self.do(act)
        self.now = max(self.now, instant)

    @contextmanager
    def told(self) -> Iterator[None]:
        """A moment in which something changes, which the streams tell of."""
        self.now += timedelta(milliseconds=1)
        try:
            yield
        finally:
            for record in self.streams.records():
                self.waiting[STREAMS["id" not in record["dynamodb"]["Keys"]]].append(record)


def _change(act: str, person: Person, identifier: str) -> None:
    row = NotificationRow(person.user_id, identifier)
    if act == "delete":
        person.one(identifier, "DELETE")
    elif act == "remove":
        row.delete()
    elif act == "expire":
        with suppress(UpdateError):
            row.update([NotificationRow.expiresAt.set(1)], condition=NotificationRow.id.exists())
    elif act == "read all":
        person.ask(f"PATCH {BASE}/read-all")
    else:
        person.one(identifier, "PATCH", f"/{act}")


def _unread(person: Person) -> int:
    mark = Users(TABLES["PREFERENCES_TABLE"]).get(person.user_id).read_up_to
    return sum((row.unreadKey or "") > mark for row in NotificationRow.query(person.user_id))


@pytest.mark.parametrize("seed", range(4))
def test_the_total_of_unread_is_that_of_the_rows_when_all_was_told(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = Walk(seed, monkeypatch)
    for _ in range(5):
        for _ in range(30):
            walk.turn()
        walk.end()
        assert ADMIN.ask(f"GET {BASE}/stats").json["unread"] == _unread(ADA) + _unread(BOB)
