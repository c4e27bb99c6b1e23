"""Contacts, and erasing a person."""

from typing import Any

import pytest

from .doors import Doors
from .eventually import eventually
from .person import Admin, Person

ERASED_WITHIN_SECONDS = 30
EMPTY = dict.fromkeys(("email", "phone", "username", "locale", "timezone"))
FULL = {
    "email": "Ann.O'Neil+x@example.com", "phone": "+12025550166", "username": "Ann Ö", "locale": "de-CH",
    "timezone": "Europe/Zurich",
}  # fmt: skip


def test_put_sets_what_is_given_null_clears_and_all_five_come_back(admin: Admin, someone: Person):
    assert admin.give(someone, **FULL) == FULL
    assert admin.give(someone, phone=None, locale="en") == FULL | {"phone": None, "locale": "en"}
    assert admin.give(someone) == FULL | {"phone": None, "locale": "en"}
    assert admin.call("GET", f"/users/{someone.user_id}").json() == FULL | {"phone": None, "locale": "en"}
    assert admin.give(someone, **EMPTY) == EMPTY


def test_an_unknown_user_is_404(admin: Admin):
    for method in ("GET", "DELETE"):
        answer = admin.call(method, "/users/nobody-at-all")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


BAD: list[tuple[str, Any]] = [
    ("email", "a"), ("email", "a@b"), ("email", '"a b"@x.example'), ("email", "a@[127.0.0.1]"), ("email", "a@x.example\n"),
    ("email", "a@x.example, b@x.example"), ("email", "a" * 250 + "@x.example"), ("email", ""), ("email", 5),
    ("email", "a@x.example\r\nBcc: b@x.example"), ("phone", "0777"), ("phone", "+1 (415)"), ("phone", "+"),
    ("phone", "+1234567890123456"), ("phone", "+0123456789"), ("phone", "+1202555016٦"), ("phone", "+12025550166\n"),
    ("username", ""), ("username", "a\nb"), ("locale", "english please"), ("timezone", "Mars/Olympus"),
    ("timezone", "../etc/passwd"), ("role", "admin"), ("userId", "x"),
]  # fmt: skip


def test_what_is_no_contact_is_400_names_the_field_and_changes_nothing(admin: Admin, someone: Person):
    admin.give(someone, **FULL)
    for field, value in BAD:
        answer = admin.call("PUT", f"/users/{someone.user_id}", json={"username": "Changed", field: value})
        assert answer.status_code == 400, (field, value)
        assert [detail["field"] for detail in answer.json()["details"]] == [field]
    assert admin.call("GET", f"/users/{someone.user_id}").json() == FULL


@pytest.mark.parametrize("user_id", ["a b", "a%23b", "*", "u" * 129, "%0a"])
def test_a_user_id_that_is_none_is_400(admin: Admin, user_id: str):
    assert admin.call("PUT", f"/users/{user_id}", json={}).status_code in (400, 404)


def test_a_user_nobody_described_gets_no_email_and_no_sms(admin: Admin, someone: Person):
    someone.prefer(smsEnabled=True)
    created = admin.create(someone)["id"]
    assert someone.settled(created, "email")["reason"] == "no_address"
    assert someone.settled(created, "sms")["reason"] == "no_address"


def test_an_erased_person_is_gone_within_thirty_seconds_and_their_neighbour_is_not(
    doors: Doors, admin: Admin, somebody_else: Person
):
    person = admin.reachable(phone="+12025550167")
    person.prefer(smsEnabled=True, promotionalEmails=True)
    endpoint = person.subscribe()
    person.connect()
    doors.put("Ingest", *[person.request(type="in-app", collapseKey=f"k{n}") for n in range(9)])
    mailed = admin.create(person, type="email")["id"]
    doors.outbox.wait_for(mailed, "email")
    eventually(lambda: person.get()["total"], lambda total: total == 9)
    kept = admin.create(somebody_else, type="in-app")["id"]

    answer = admin.call("DELETE", f"/users/{person.user_id}")
    assert (answer.status_code, answer.json()) == (200, {"success": True})

    def left() -> list[str]:
        tables = ("Notifications", "Subscriptions")
        return [table for table in tables for row in doors.rows(table) if row["userId"]["S"] == person.user_id]

    eventually(left, lambda found: found == [], ERASED_WITHIN_SECONDS)
    assert admin.call("GET", f"/users/{person.user_id}").status_code == 404
    assert admin.call("DELETE", f"/users/{person.user_id}").status_code == 404
    assert person.get()["total"] == person.unread_count() == 0
    assert person.ask("GET", f"/{mailed}").status_code == 404
    assert person.get("/preferences")["promotionalEmails"] is False
    assert "@example.com" not in str([row for row in doors.rows("Preferences") if row["userId"]["S"] == person.user_id])
    assert somebody_else.get(f"/{kept}")["id"] == kept

    later = admin.create(person, type="push")["id"]
    assert person.settled(later, "push")["reason"] == "no_subscription"
    assert all(entry["notificationId"] != later for entry in doors.outbox.to(endpoint))
