"""`GET /stats`: right within 20 s."""

from datetime import UTC, datetime, timedelta
from typing import Any

from .begun import LeftUnread
from .doors import Doors
from .eventually import at_rest, eventually
from .person import Admin, Person

RIGHT_WITHIN_SECONDS = 20
MARK_TRAIL = timedelta(seconds=11)
"""A mark covers what is older than ten seconds; what is younger is marked one by one."""
ADDRESS = "stats@example.com"


def wait_until(admin: Admin, expected: dict[str, int]) -> dict[str, Any]:
    """The totals once they are as expected, which must be soon."""
    return eventually(
        lambda: admin.get("/stats"),
        lambda stats: {name: stats[name] for name in expected} == expected,
        RIGHT_WITHIN_SECONDS,
    )


def test_totals_are_right_within_twenty_seconds(doors: Doors, admin: Admin, someone: Person):
    def truth() -> dict[str, int]:
        active = [row for row in doors.rows("Subscriptions") if row["isActive"]["BOOL"]]
        return {"total": len(doors.rows("Notifications")), "pushSubs": len(active)}

    before = eventually(
        lambda: (admin.get("/stats"), truth()),
        lambda seen: {name: seen[0][name] for name in seen[1]} == seen[1],
        RIGHT_WITHIN_SECONDS,
    )[0]
    assert before.keys() == {"total", "unread", "pushSubs", "recent"}
    ids = [admin.create(someone, type="in-app")["id"] for _ in range(4)]
    admin.create(someone, type="push")
    endpoints = [someone.subscribe() for _ in range(3)]
    wait_until(
        admin,
        {"total": before["total"] + 5, "unread": before["unread"] + 4, "pushSubs": before["pushSubs"] + 3},
    )
    someone.ask("PATCH", f"/{ids[0]}/read")
    someone.ask("DELETE", f"/{ids[1]}")
    someone.ask("DELETE", "/unsubscribe-push", json={"endpoint": endpoints[0]})
    wait_until(
        admin,
        {"total": before["total"] + 4, "unread": before["unread"] + 2, "pushSubs": before["pushSubs"] + 2},
    )
    someone.ask("PATCH", "/read-all")
    someone.ask("PATCH", f"/{ids[2]}/unread")
    wait_until(admin, {"total": before["total"] + 4, "unread": before["unread"] + 1})


def test_what_a_mark_covers_is_taken_away_once_though_some_of_it_is_deleted_at_once(
    admin: Admin, left_unread: dict[str, LeftUnread]
):
    waiting = left_unread["marked later"]
    created = datetime.fromisoformat(waiting.person.inbox()[0]["createdAt"])
    eventually(lambda: datetime.now(UTC) - created > MARK_TRAIL)
    before = at_rest(lambda: admin.get("/stats")["unread"])
    waiting.person.ask("PATCH", "/read-all")
    waiting.person.ask("DELETE", f"/{waiting.notification_id}")
    wait_until(admin, {"unread": before - 2})
    assert at_rest(lambda: admin.get("/stats")["unread"]) == before - 2


def test_recent_is_the_last_five_without_their_texts(admin: Admin, someone: Person):
    created = [
        admin.create(someone, title=f"Recent {n}", message="A private text", data={"private": n}) for n in range(6)
    ]
    newest = [item["id"] for item in created[:0:-1]]
    answer = eventually(
        lambda: admin.ask("GET", "/stats"),
        lambda answer: [item["id"] for item in answer.json()["recent"]] == newest,
        RIGHT_WITHIN_SECONDS,
    )
    assert all(item.keys().isdisjoint({"message", "data", "email", "phone"}) for item in answer.json()["recent"])
    assert "private" not in answer.text
    assert all(item["title"] and item["createdAt"] for item in answer.json()["recent"])
