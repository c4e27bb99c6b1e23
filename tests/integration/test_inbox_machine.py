"""One inbox under everything its owner and the senders may do, beside a model of it: by turns, and all at once."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from carillon.storage.notification_table import NotificationRow
from count_stats.handler import lambda_handler as count_stats
from tests.integration.http import ADA, ADMIN, BASE, Person, notify, request_for
from tests.integration.streams import Streams
from tests.integration.ticks import ahead

CATEGORIES = ("reward", "system", "security")
RUNS = count()
"""Every run has people of its own."""

MARKS = (("/read", True), ("/unread", False))


class InboxMachine(RuleBasedStateMachine):
    """`model`: id → [category, whether read, readAt] of everything that is in the inbox, in the order it came."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        number = next(RUNS)
        self.ada, self.bob = Person(f"ada-{number}"), Person(f"bob-{number}")
        self.model: dict[str, list[Any]] = {}
        self.elsewhere = 0
        self.clock = ExitStack()
        self.streams = Streams()
        self.before = self.totals()
        self.others = notify(self.bob)

    def teardown(self) -> None:
        """Whatever Ada did, Bob has what he had, and the totals are those of the rows."""
        with self.clock:
            assert self.bob.one(self.others["id"]).json == self.others
            assert self.bob.get("/unread-count").json == {"count": 1}
            unread = sum(not is_read for _, is_read, _ in self.model.values())
            added = {name: number - self.before[name] for name, number in self.totals().items()}
            assert added == {"total": len(self.model) + self.elsewhere + 1, "unread": unread + 1}

    def totals(self) -> dict[str, int]:
        """What the streams' function has counted when it has seen everything."""
        self.streams.drain(count_stats)
        answer = ADMIN.ask(f"GET {BASE}/stats").json
        return {name: answer[name] for name in ("total", "unread")}

    @rule(target=ids, category=st.sampled_from(CATEGORIES), kind=st.sampled_from(["all", "in-app"]))
    def create(self, category: str, kind: str) -> str:
        identifier = str(notify(self.ada, category=category, type=kind)["id"])
        self.model[identifier] = [category, False, None]
        return identifier

    @rule(target=ids, category=st.sampled_from(CATEGORIES), key=st.sampled_from(["a", "b"]))
    def create_with_a_key(self, category: str, key: str) -> str:
        """Asked again, it is the notification that the key made, whatever became of that."""
        request = request_for(self.ada, category=category, idempotencyKey=f"{category}-{key}")
        answer = ADMIN.post(request)
        identifier = str(answer.json["id"])
        if "Idempotent-Replayed" not in answer.headers:
            self.model[identifier] = [category, False, None]
        return identifier

    @rule(target=ids, category=st.sampled_from(CATEGORIES))
    def create_elsewhere(self, category: str) -> Any:
        """What was not routed in-app is in no list and no count."""
        notify(self.ada, category=category, type="push")
        self.elsewhere += 1
        return multiple()

    @rule(identifier=ids, mark=st.sampled_from(MARKS))
    def mark(self, identifier: str, mark: tuple[str, bool]) -> None:
        suffix, is_read = mark
        self.totals()  # a stream tells every change of a row, also of one that is changed back
        answer = self.ada.one(identifier, "PATCH", suffix)
        if identifier not in self.model:
            assert answer.status == 404
            return
        known = self.model[identifier]
        assert (answer.status, answer.json["isRead"]) == (200, is_read)
        assert (answer.json["readAt"] is not None) == is_read
        if is_read and known[1] and known[2]:
            assert answer.json["readAt"] == known[2]
        known[1:] = [is_read, answer.json["readAt"]]

    @rule(is_later=st.booleans())
    def read_all(self, is_later: bool) -> None:
        """Later, a read mark covers what is there; at once, every row is marked by itself."""
        if is_later:
            self.clock.enter_context(ahead(seconds=11))
        self.totals()
        assert self.ada.ask(f"PATCH {BASE}/read-all").json == {"success": True}
        for known in self.model.values():
            known[1] = True

    @rule(identifier=consumes(ids))
    def delete(self, identifier: str) -> None:
        assert self.ada.one(identifier, "DELETE").status == (200 if self.model.pop(identifier, None) else 404)
        assert self.ada.one(identifier, "DELETE").status == 404

    @rule(identifier=ids, suffix=st.sampled_from(["/read", "/unread"]))
    def another_person_tries(self, identifier: str, suffix: str) -> None:
        assert self.bob.one(identifier, "PATCH", suffix).status == 404
        assert self.bob.one(identifier, "DELETE").status == 404

    @rule(category=st.sampled_from([None, *CATEGORIES]), unread_only=st.booleans(), limit=st.integers(1, 3))
    def walk(self, category: str | None, unread_only: bool, limit: int) -> None:
        only = {"category": category} if category else {}
        only |= {"unreadOnly": "true"} if unread_only else {}
        wanted = {
            identifier
            for identifier, (its_category, is_read, _) in self.model.items()
            if category in (None, its_category) and not (unread_only and is_read)
        }
        assert _walked(self.ada, limit, only) == wanted

    @invariant()
    def count_and_list_are_those_of_the_model(self) -> None:
        unread = {identifier for identifier, (_, is_read, _) in self.model.items() if not is_read}
        assert self.ada.get("/unread-count").json == {"count": len(unread)}
        listed = self.ada.get(limit=100).json
        assert [item["id"] for item in listed["notifications"]] == sorted(self.model, reverse=True)
        assert {item["id"] for item in listed["notifications"] if not item["isRead"]} == unread
        assert listed["total"] == len(self.model)


def _walked(person: Person, limit: int, only: dict[str, str]) -> set[str]:
    """Every id of a list, by cursor; none comes twice."""
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = person.get(limit=limit, **only, **cursor).json
        found += [item["id"] for item in page["notifications"]]
        if not page["hasMore"]:
            assert len(found) == len(set(found))
            return set(found)
        cursor = {"cursor": page["nextCursor"]}


@pytest.mark.bad_input(24, 26, 87, 90)
@pytest.mark.seed_defect(3, 4, 6, 24)
def test_an_inbox_is_what_its_model_says_after_any_turns() -> None:
    few = settings(
        max_examples=10,
        phases=[Phase.generate],
        stateful_step_count=20,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(InboxMachine, settings=few)


@pytest.mark.bad_input(90)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_hundred_changes_at_once_end_with_the_count_of_the_rows(seed: int) -> None:
    chance = random.Random(seed)
    made = [notify(ADA, type="in-app")["id"] for _ in range(10)]
    turns = ["create"] * 25 + ["read"] * 25 + ["unread"] * 25 + ["delete"] * 15 + ["read-all"] * 10
    chance.shuffle(turns)

    def take(turn: str, identifier: str) -> int:
        if turn == "create":
            return 200 if notify(ADA, type="in-app") else 0
        if turn == "read-all":
            return ADA.ask(f"PATCH {BASE}/read-all").status
        if turn == "delete":
            return ADA.one(identifier, "DELETE").status
        return ADA.one(identifier, "PATCH", f"/{turn}").status

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(take, turns, [chance.choice(made) for _ in turns]))

    assert set(statuses) <= {200, 404}
    rows = [row for row in NotificationRow.query(ADA.user_id) if row.inboxKey]
    listed = ADA.get(limit=100).json
    assert listed["total"] == len(rows) == len(listed["notifications"])
    unread = [item["id"] for item in listed["notifications"] if not item["isRead"]]
    assert ADA.get("/unread-count").json == {"count": len(unread)}
    assert {item["id"] for item in ADA.get(limit=100, unreadOnly="true").json["notifications"]} == set(unread)
