"""The HTTP API: the list, by page and by cursor."""

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from carillon import clients
from carillon.domain import cursors
from carillon.domain.user import User
from carillon.storage.users import Users
from tests.integration import faults
from tests.integration.http import ADA, BASE, BOB, notify


@pytest.fixture
def five():
    return [notify(ADA, title=f"t{number}", category="reward" if number % 2 else "system")["id"] for number in range(5)]


def _ids(answer):
    return [item["id"] for item in answer.json["notifications"]]


def test_an_empty_inbox():
    assert ADA.get().json == {
        "notifications": [],
        "total": 0,
        "page": 1,
        "totalPages": 0,
        "hasMore": False,
        "nextCursor": None,
    }


def test_pages_are_newest_first_and_count_everything(five):
    newest = sorted(five, reverse=True)
    first, third, beyond = (ADA.get(limit=2, page=page).json for page in (1, 3, 9))

    assert [item["id"] for item in first["notifications"]] == newest[:2]
    assert (first["total"], first["page"], first["totalPages"], first["hasMore"]) == (5, 1, 3, True)
    assert first["nextCursor"]
    assert [item["id"] for item in third["notifications"]] == newest[4:]
    assert (third["hasMore"], third["nextCursor"]) == (False, None)
    assert (beyond["notifications"], beyond["total"], beyond["hasMore"]) == ([], 5, False)


@pytest.mark.parametrize("page", ["9999999999", "00009007199254740991", "9" * 5000])
def test_a_page_past_the_end_is_empty_however_far(five, page):
    answer = ADA.get(limit=2, page=page)

    assert (answer.status, answer.json["notifications"], answer.json["total"]) == (200, [], 5)
    assert answer.json["page"] == min(int(page[:20]), 2**53 - 1)


@pytest.mark.seed_defect(6)
@pytest.mark.parametrize(
    "only", [{}, {"unreadOnly": "true"}, {"category": "system"}, {"unreadOnly": "true", "category": "reward"}]
)
def test_cursors_walk_the_whole_list_once(five, only):
    everything = _ids(ADA.get(**only))
    walked, cursor = [], None
    while True:
        answer = ADA.get(limit=1, **only, **({"cursor": cursor} if cursor else {}))
        walked += _ids(answer)
        if cursor:
            assert answer.json["total"] is answer.json["page"] is answer.json["totalPages"] is None
        cursor = answer.json["nextCursor"]
        if not answer.json["hasMore"]:
            break
    assert cursor is None
    assert walked == everything == sorted(everything, reverse=True)
    assert len(everything) == {"": 5, "system": 3, "reward": 2}[only.get("category", "")]


@pytest.mark.seed_defect(6)
def test_a_cursor_stays_put_while_new_ones_arrive(five):
    first = ADA.get(limit=2)
    notify(ADA, title="new")
    second = ADA.get(limit=10, cursor=first.json["nextCursor"])

    assert _ids(first) + _ids(second) == sorted(five, reverse=True)


@pytest.mark.bad_input(26)
def test_a_cursor_of_another_person_filter_or_hand_is_refused(five):
    for _ in range(3):
        notify(BOB)
    cursor = ADA.get(limit=1).json["nextCursor"]

    for person, query in [
        (BOB, {"cursor": cursor}),
        (ADA, {"cursor": cursor, "unreadOnly": "true"}),
        (ADA, {"cursor": cursor, "category": "reward"}),
        (ADA, {"cursor": cursor[:-1]}),
        (ADA, {"cursor": ("B" if cursor[0] == "A" else "A") + cursor[1:]}),
        (ADA, {"cursor": ""}),
        (ADA, {"cursor": cursor, "page": "1"}),
    ]:
        answer = person.get(**query)
        assert answer.status == 400, query
        assert answer.json["details"][0]["field"] == "cursor"


@pytest.mark.bad_input(26)
def test_a_cursor_that_was_overtaken_or_made_up_asks_for_no_range_that_ends_before_it_begins(five):
    """DynamoDB refuses such a BETWEEN, which Moto answers."""
    cursor = ADA.get(limit=1, unreadOnly="true").json["nextCursor"]
    made_up = [cursors.encode(f"{ADA.user_id}\nFalse\n{category}", "!", "!") for category in ("", "system")]
    Users(os.environ["PREFERENCES_TABLE"]).mark_all_read(
        ADA.user_id, User(ADA.user_id), datetime.now(UTC) + timedelta(minutes=1)
    )
    bounds: list[list[str]] = []

    def look(params: dict[str, Any], **_: Any) -> None:
        values = json.loads(params["body"])["ExpressionAttributeValues"]
        bounds.append([value["S"] for value in values.values() if "S" in value][1:3])

    with faults.before(clients.dynamodb(), "Query", look):
        answers = [
            ADA.get(cursor=cursor, unreadOnly="true"),
            ADA.get(cursor=made_up[0]),
            ADA.get(cursor=made_up[1], category="system"),
        ]

    assert [(answer.status, answer.json["notifications"]) for answer in answers] == [(200, [])] * 3
    assert all(lowest <= highest for lowest, highest in bounds)


def test_a_page_that_no_lambda_could_answer_is_shorter_and_goes_on_by_its_cursor():
    """https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB, of which Moto knows nothing."""
    made = [notify(ADA, message="😀" * 10_000, data={"a": '"' * 16_000})["id"] for _ in range(70)]

    answers = [ADA.get(limit=100)]
    while answers[-1].json["hasMore"]:
        answers.append(ADA.get(limit=100, cursor=answers[-1].json["nextCursor"]))

    assert [identifier for answer in answers for identifier in _ids(answer)] == sorted(made, reverse=True)
    assert [
        len(json.dumps({"body": answer.text}, ensure_ascii=False).encode()) < 6 * 1024 * 1024 for answer in answers
    ] == [True] * 2


@pytest.mark.bad_input(25, 85)
@pytest.mark.seed_defect(6, 7)
@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=-1", "limit=101", "limit=1000000000", "limit=abc", "limit=", "limit=1.5", "limit=٣", "page=0", "page=-1",
     "page=x", "unreadOnly=TRUE", "unreadOnly=", "unreadOnly=1", "category=",
     "category=Reward", "category=reward&category=system",
     "limit=1&limit=2", "userId=bob", "sort=asc", "category=%FF"],
)  # fmt: skip
def test_a_parameter_outside_its_range_is_refused_and_named(query):
    answer = ADA.ask(f"GET {BASE}", query=query)
    assert answer.status == 400
    assert answer.json["details"] or query == "category=%FF"


def test_one_marked_unread_again_counts_as_new(five):
    ADA.ask(f"PATCH {BASE}/read-all")
    oldest = sorted(five)[0]
    ADA.one(oldest, "PATCH", "/unread")
    newer = notify(ADA)["id"]
    ADA.one(sorted(five)[1], "PATCH", "/unread")

    assert _ids(ADA.get(unreadOnly="true")) == [sorted(five)[1], newer, oldest]


def test_a_count_never_needs_the_list(five):
    assert ADA.get("/unread-count").json == {"count": 5}
    assert BOB.get("/unread-count").json == {"count": 0}
