"""The quicker queries find what Moto's own find, in pages of index entries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from bench import queries, seeded
from bench.recorder import record
from carillon.domain import clock
from carillon.storage.due import Due
from tests.integration.conftest import TABLES, empty_account
from tests.integration.http import Person

OWNER = Person("ada")
NUMBER, DUE = 45, 8


@pytest.fixture(autouse=True)
def inbox() -> Iterator[list[str]]:
    with empty_account():
        yield seeded.inbox("ada", NUMBER, DUE)


def _walk(**filters: str) -> list[list[str]]:
    """The ids of each page, to the end."""
    pages: list[list[str]] = []
    cursor: dict[str, str] = {}
    while True:
        page = OWNER.get(limit=7, **filters, **cursor).json
        pages.append([item["id"] for item in page["notifications"]])
        if page["nextCursor"] is None:
            return pages
        cursor = {"cursor": page["nextCursor"]}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [({}, NUMBER), ({"unreadOnly": "true"}, NUMBER - 3), ({"category": "reward"}, NUMBER), ({"category": "system"}, 0)],
)
def test_pages_are_those_of_moto(inbox: list[str], filters: dict[str, str], expected: int) -> None:
    for number in (3, 20, 44):
        OWNER.one(inbox[number], "PATCH", "/read")
    found = []
    for queried in (nullcontext(), queries.by_index()):
        with queried:
            found.append(_walk(**filters))
    assert found[0] == found[1]
    assert sum(map(len, found[1])) == expected


def test_a_page_ends_where_its_index_entries_are_a_megabyte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE_BYTES", 2048)
    counted: list[int] = []
    recording = record(lambda: counted.append(OWNER.get("/unread-count").json["count"]))

    pages = [call for call in recording.calls if call.operation == "Query"]
    assert counted == [NUMBER]
    assert len(pages) == 3
    assert [page.reads for page in pages] == [1, 1, 1]


def test_what_falls_due_is_found_by_shard(inbox: list[str]) -> None:
    due = {*seeded.due(30), *inbox[:DUE]}
    index = Due(TABLES["NOTIFICATIONS_TABLE"])

    def found() -> set[str]:
        pages = (page for shard in index.shards() for page in index.pages(shard, clock.now(), 5))
        return {row.notification_id for page in pages for row in page}

    assert found() == due
    with queries.by_index():
        assert found() == due
