"""`GET /api/notifications`: pages, cursors and filters."""

from itertools import pairwise
from typing import Any

import pytest

from .doors import Doors
from .eventually import eventually
from .person import Admin, Person

CATEGORIES = ("transaction", "security")
COUNT = 25


@pytest.fixture(scope="module")
def reader(doors: Doors) -> Person:
    """Somebody with 25 notifications, by turns of two categories, the five oldest read."""
    person = Person.new(doors)
    requests = [
        person.request(type="in-app", title=f"Number {number}", category=CATEGORIES[number % 2])
        for number in range(COUNT)
    ]
    for start in range(0, COUNT, 10):
        doors.put("Ingest", *requests[start : start + 10])
    oldest = eventually(person.inbox, lambda inbox: len(inbox) == COUNT)[-5:]
    for notification in oldest:
        assert person.ask("PATCH", f"/{notification['id']}/read").status_code == 200
    return person


def walk(person: Person, query: str) -> list[dict[str, Any]]:
    """Every notification that the cursors lead to."""
    page = person.get(f"?{query}")
    found = page["notifications"]
    while page["hasMore"]:
        page = person.get(
            "", params=dict(pair.split("=") for pair in query.split("&")) | {"cursor": page["nextCursor"]}
        )
        assert (page["total"], page["page"], page["totalPages"]) == (None, None, None)
        found += page["notifications"]
    assert page["nextCursor"] is None
    return list(found)


def test_an_empty_inbox_has_the_whole_shape(someone: Person):
    assert someone.get() == {
        "notifications": [], "total": 0, "page": 1, "totalPages": 0, "hasMore": False, "nextCursor": None,
    }  # fmt: skip


def test_first_page_is_the_newest_twenty(reader: Person):
    page = reader.get()
    assert len(page["notifications"]) == 20
    assert (page["total"], page["page"], page["totalPages"], page["hasMore"]) == (COUNT, 1, 2, True)
    assert page["nextCursor"]
    ids = [item["id"] for item in page["notifications"]]
    assert ids == sorted(ids, reverse=True)
    created = [item["createdAt"] for item in page["notifications"]]
    assert all(later >= earlier for later, earlier in pairwise(created))


def test_pages_and_cursors_show_each_notification_once(reader: Person):
    numbered = [item["id"] for page in (1, 2, 3) for item in reader.get(f"?limit=10&page={page}")["notifications"]]
    assert numbered == [item["id"] for item in walk(reader, "limit=7")] == [item["id"] for item in reader.inbox()]
    assert len(set(numbered)) == COUNT


def test_past_the_end_is_an_empty_page(reader: Person):
    page = reader.get("?page=3")
    assert page == {
        "notifications": [], "total": COUNT, "page": 3, "totalPages": 2, "hasMore": False, "nextCursor": None,
    }  # fmt: skip
    assert reader.get("?page=100000&limit=100")["notifications"] == []


def test_the_last_page_has_no_more(reader: Person):
    page = reader.get("?limit=25")
    assert (page["hasMore"], page["nextCursor"], page["totalPages"]) == (False, None, 1)


def test_filters_narrow_list_and_total(reader: Person):
    security = reader.get("?category=security&limit=100")
    assert {item["category"] for item in security["notifications"]} == {"security"}
    assert security["total"] == len(security["notifications"]) == 12
    unread = reader.get("?unreadOnly=true&limit=100")
    assert unread["total"] == len(unread["notifications"]) == COUNT - 5
    assert not any(item["isRead"] for item in unread["notifications"])
    both = reader.get("?unreadOnly=true&category=security&limit=100")
    assert both["total"] == len(both["notifications"])
    expected = [item["id"] for item in unread["notifications"] if item["category"] == "security"]
    assert [item["id"] for item in both["notifications"]] == expected
    assert reader.get("?unreadOnly=false")["total"] == COUNT
    assert reader.get("?category=reward")["total"] == 0


@pytest.mark.parametrize("only", ["unreadOnly=true", "category=security", "category=security&unreadOnly=true"])
def test_cursors_keep_to_their_filter(reader: Person, only: str):
    whole = reader.get(f"?limit=100&{only}")["notifications"]
    assert walk(reader, f"limit=4&{only}") == whole


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"), ("limit=-1", "limit"), ("limit=101", "limit"), ("limit=abc", "limit"), ("limit=", "limit"),
        ("limit=1e1", "limit"), ("limit=٣", "limit"), ("limit=1000000000", "limit"), ("page=0", "page"),
        ("page=-1", "page"), ("page=x", "page"), ("page=1.5", "page"), ("unreadOnly=TRUE", "unreadOnly"),
        ("unreadOnly=1", "unreadOnly"), ("category=", "category"), ("category=Security", "category"),
        ("category=other", "category"), ("sort=asc", "sort"), ("cursor=abc", "cursor"), ("cursor=", "cursor"),
        ("limit=5&limit=6", "limit"),
    ],
)  # fmt: skip
def test_anything_else_in_the_query_is_400_and_names_the_field(reader: Person, query: str, field: str):
    answer = reader.ask("GET", f"?{query}")
    assert answer.status_code == 400
    assert [detail["field"] for detail in answer.json()["details"]] == [field]


def test_a_cursor_is_good_for_its_own_list_only(reader: Person, somebody_else: Person):
    cursor = reader.get("?limit=5")["nextCursor"]
    tampered = [cursor[:-1], cursor + "A", cursor[:10] + ("A" if cursor[10] != "A" else "B") + cursor[11:], cursor * 2]
    for each in tampered:
        assert reader.ask("GET", "", params={"limit": "5", "cursor": each}).status_code == 400
    for params in ({"unreadOnly": "true"}, {"category": "security"}, {"page": "1"}, {"page": "2"}):
        assert reader.ask("GET", "", params=params | {"cursor": cursor}).status_code == 400
    assert somebody_else.ask("GET", "", params={"cursor": cursor}).status_code == 400
    assert reader.ask("GET", "", params={"cursor": cursor}).status_code == 200


def test_what_arrives_while_paging_shifts_no_cursor(doors: Doors, admin: Admin, someone: Person):
    old = [admin.create(someone, type="in-app")["id"] for _ in range(4)]
    first = someone.get("?limit=2")
    admin.create(someone, type="in-app")
    second = someone.get("", params={"limit": "2", "cursor": first["nextCursor"]})
    assert [item["id"] for item in first["notifications"] + second["notifications"]] == old[::-1]


def test_one_marked_unread_again_counts_as_new(admin: Admin, someone: Person):
    first, second = (admin.create(someone, type="in-app")["id"] for _ in range(2))
    someone.ask("PATCH", f"/{first}/read")
    someone.ask("PATCH", f"/{first}/unread")
    unread = someone.get("?unreadOnly=true")["notifications"]
    assert [item["id"] for item in unread] == [first, second]


def test_list_holds_what_was_routed_in_app_and_nothing_else(admin: Admin, someone: Person):
    kept = admin.create(someone, type="in-app")["id"]
    elsewhere = admin.create(someone, type="email")["id"]
    someone.prefer(inAppEnabled=False)
    switched_off = admin.create(someone, type="all")["id"]
    assert [item["id"] for item in someone.get()["notifications"]] == [kept]
    assert someone.unread_count() == 1
    for hidden in (elsewhere, switched_off):
        assert someone.get(f"/{hidden}")["id"] == hidden
