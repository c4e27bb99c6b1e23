"""One notification: its fields, read, unread, read all, delete, and the count that is always exact."""

import re
from concurrent.futures import ThreadPoolExecutor

from .doors import Doors
from .eventually import eventually
from .person import Admin, Person

FIELDS = {
    "id", "userId", "type", "priority", "category", "title", "message", "data", "isRead", "readAt", "emailSent",
    "emailSentAt", "smsSent", "smsSentAt", "pushSent", "pushSentAt", "createdAt", "updatedAt",
}  # fmt: skip
MILLISECONDS = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
UNKNOWN = "01M81P7FXF6XVDXTWFZ7JEM9TV"


def test_a_notification_has_exactly_the_contracts_fields(admin: Admin, someone: Person):
    data = {"url": "/orders/7", "__proto__": {"a": [1, 2.5, None, True, {"deep": "é😀"}]}}
    created = admin.create(someone, type="in-app", title="Tïtle 👨‍👩‍👧", message="a\n\tb", priority="high", data=data)
    assert created.keys() == FIELDS
    assert created["userId"] == someone.user_id
    assert (created["type"], created["priority"], created["category"]) == ("in-app", "high", "transaction")
    assert (created["title"], created["message"], created["data"]) == ("Tïtle 👨‍👩‍👧", "a\n\tb", data)
    assert (created["isRead"], created["readAt"]) == (False, None)
    assert re.fullmatch(MILLISECONDS, created["createdAt"])
    assert someone.get(f"/{created['id']}") == created
    assert someone.get()["notifications"] == [created]


def test_ids_sort_by_creation_time(admin: Admin, someone: Person):
    created = [admin.create(someone, type="in-app") for _ in range(5)]
    assert [item["id"] for item in created] == sorted(item["id"] for item in created)
    assert [item["createdAt"] for item in created] == sorted(item["createdAt"] for item in created)


def test_a_second_read_keeps_the_first_time(admin: Admin, someone: Person):
    identifier = admin.create(someone, type="in-app")["id"]
    first = someone.ask("PATCH", f"/{identifier}/read")
    second = someone.ask("PATCH", f"/{identifier}/read")
    assert first.status_code == second.status_code == 200
    assert first.json()["isRead"] is True
    assert first.json()["readAt"] == second.json()["readAt"] == someone.get(f"/{identifier}")["readAt"]
    assert someone.unread_count() == 0


def test_unread_takes_the_read_time_back(admin: Admin, someone: Person):
    identifier = admin.create(someone, type="in-app")["id"]
    someone.ask("PATCH", f"/{identifier}/read")
    for _ in range(2):
        answer = someone.ask("PATCH", f"/{identifier}/unread")
        assert answer.status_code == 200
        assert (answer.json()["isRead"], answer.json()["readAt"]) == (False, None)
        assert someone.unread_count() == 1


def test_what_is_not_in_the_inbox_changes_no_count(admin: Admin, someone: Person):
    elsewhere = admin.create(someone, type="push")["id"]
    admin.create(someone, type="in-app")
    for mark in ("read", "unread", "read"):
        assert someone.ask("PATCH", f"/{elsewhere}/{mark}").status_code == 200
        assert someone.unread_count() == 1
    assert someone.ask("DELETE", f"/{elsewhere}").json() == {"success": True}
    assert someone.unread_count() == 1


def test_read_all_reads_all_there_is_and_nothing_later(admin: Admin, someone: Person):
    before = [admin.create(someone, type="in-app")["id"] for _ in range(3)]
    read_at = someone.ask("PATCH", f"/{before[0]}/read").json()["readAt"]
    assert someone.ask("PATCH", "/read-all").json() == {"success": True}
    assert someone.unread_count() == 0
    after = admin.create(someone, type="in-app")["id"]
    inbox = {item["id"]: item for item in someone.inbox()}
    assert all(inbox[each]["isRead"] and inbox[each]["readAt"] for each in before)
    assert inbox[before[0]]["readAt"] == read_at
    assert (inbox[after]["isRead"], inbox[after]["readAt"]) == (False, None)
    assert someone.unread_count() == 1
    assert [item["id"] for item in someone.get("?unreadOnly=true")["notifications"]] == [after]
    assert someone.ask("PATCH", "/read-all").json() == {"success": True}
    assert someone.unread_count() == 0


def test_unread_after_read_all_is_unread(admin: Admin, someone: Person):
    first, _ = (admin.create(someone, type="in-app")["id"] for _ in range(2))
    someone.ask("PATCH", "/read-all")
    assert someone.ask("PATCH", f"/{first}/unread").json()["isRead"] is False
    assert someone.unread_count() == 1
    assert [item["id"] for item in someone.get("?unreadOnly=true")["notifications"]] == [first]


def test_delete_is_for_good(admin: Admin, someone: Person):
    identifier = admin.create(someone, type="in-app")["id"]
    assert someone.ask("DELETE", f"/{identifier}").json() == {"success": True}
    for method, path in [("DELETE", ""), ("GET", ""), ("PATCH", "/read"), ("PATCH", "/unread"), ("GET", "/deliveries")]:
        assert someone.ask(method, f"/{identifier}{path}").status_code == 404
    assert someone.ask("DELETE", f"/{UNKNOWN}").status_code == 404
    assert someone.get()["total"] == someone.unread_count() == 0


def test_count_is_exact_under_changes_at_once(doors: Doors, admin: Admin, someone: Person):
    """Creations, marks and deletions side by side: the count is what the list shows, never less than nothing."""
    doors.put("Ingest", *[someone.request(type="in-app") for _ in range(10)])
    ids = [item["id"] for item in eventually(someone.inbox, lambda inbox: len(inbox) == 10)]
    changes = [
        *[("PATCH", f"/{each}/read") for each in ids[:6]],
        *[("PATCH", f"/{each}/unread") for each in ids[3:9]],
        *[("DELETE", f"/{each}") for each in ids[8:]],
        ("PATCH", "/read-all"),
    ]
    with ThreadPoolExecutor(4) as pool:
        creating = [pool.submit(admin.create, someone, type="in-app") for _ in range(5)]
        changing = [pool.submit(someone.ask, *change) for change in changes]
        assert all(answer.result().status_code in (200, 404) for answer in changing)
        assert all(created.result() for created in creating)
    inbox = someone.inbox()
    assert someone.unread_count() == sum(not item["isRead"] for item in inbox)
    assert someone.get("?unreadOnly=true")["total"] == someone.unread_count()
