"""A newer notification takes the place of an unread older one with the same collapse key."""

from __future__ import annotations

import json
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from carillon import accept, clients
from carillon.domain import clock
from carillon.domain.notification import NotificationRequest
from carillon.storage.connections import Connections
from carillon.storage.notification_table import NotificationRow
from carillon.storage.tables import CollapseRow
from count_stats.handler import lambda_handler as count_stats
from email_fallback.handler import lambda_handler as email_fallback
from erase_user.handler import lambda_handler as erase_user
from ingest.handler import lambda_handler as ingest
from send_email.handler import lambda_handler as send_email
from send_in_app.handler import lambda_handler as send_in_app
from tests.integration.faults import Crash, after, before, crash
from tests.integration.http import ADA, ADMIN, BASE, BOB, Person, notify, request_for
from tests.integration.lambda_queue import CONTEXT, LambdaQueue
from tests.integration.names import queue_url
from tests.integration.queued import bodies
from tests.integration.sockets import Sockets

KEY = "balance"
INGEST = LambdaQueue(queue_url("ingest"), ingest)
IN_APP = LambdaQueue(queue_url("in-app"), send_in_app)


def listed(person: Person = ADA, **query: str) -> list[str]:
    page = person.get(**query).json
    assert page["total"] == len(page["notifications"])
    return [item["id"] for item in page["notifications"]]


def unread(person: Person = ADA) -> list[str]:
    ids = listed(person, unreadOnly="true")
    assert person.get("/unread-count").json == {"count": len(ids)}
    return ids


def log(identifier: str, channel: str) -> list[tuple[str, str | None]]:
    answer = ADA.ask(f"GET {BASE}/{{id}}/deliveries", path={"id": identifier}).json["deliveries"]
    return [(line["status"], line["reason"]) for line in answer if line["channel"] == channel]


def test_the_newer_one_stands_in_the_list_and_the_count_and_the_older_one_can_still_be_asked_for():
    older, newer = (notify(ADA, collapseKey=KEY, title=title) for title in ("Ten euros", "Twelve euros"))

    assert listed() == unread() == listed(category="reward") == [newer["id"]]
    found = ADA.one(older["id"])
    assert (found.status, found.json["title"], found.json["isRead"]) == (200, "Ten euros", False)
    assert log(older["id"], "in-app") == [("queued", None)]


def test_the_pages_are_told_before_the_newer_one_is_shown():
    older, newer = (notify(ADA, collapseKey=KEY, type="in-app") for _ in range(2))

    told = [(body.get("event"), body.get("id") or body["data"]["id"]) for body in bodies("in-app")]
    assert told == [(None, older["id"]), ("deleted", older["id"]), (None, newer["id"])]


@pytest.mark.parametrize("how", ["read", "read-all"])
def test_one_that_was_read_stays(how: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("carillon.domain.inbox.MARK_TRAIL", timedelta(0))
    older = notify(ADA, collapseKey=KEY)
    ADA.ask(f"PATCH {BASE}/read-all") if how == "read-all" else ADA.one(older["id"], "PATCH", "/read")
    newer = notify(ADA, collapseKey=KEY)

    assert listed() == [newer["id"], older["id"]]
    assert unread() == [newer["id"]]


def test_other_keys_people_and_those_without_a_key_are_left_alone():
    kept = [notify(ADA, collapseKey="other"), notify(ADA), notify(ADA)]
    others = notify(BOB, collapseKey=KEY)
    made = notify(ADA, collapseKey=KEY)

    assert unread() == [made["id"], *(item["id"] for item in reversed(kept))]
    assert unread(BOB) == [others["id"]]


def test_one_that_is_not_in_the_inbox_takes_no_place_there():
    older = notify(ADA, collapseKey=KEY)
    notify(ADA, collapseKey=KEY, type="push")
    notify(ADA, collapseKey=KEY, type="email")

    assert unread() == [older["id"]]


@pytest.mark.parametrize("mark", ["/read", "/unread"])
def test_one_that_was_replaced_changes_no_count_any_more(mark: str):
    older, newer = (notify(ADA, collapseKey=KEY) for _ in range(2))
    for each in ("/read", mark):
        assert ADA.one(older["id"], "PATCH", each).status == 200

    assert listed() == unread() == [newer["id"]]
    assert ADA.one(older["id"], "DELETE").status == 200


def test_an_older_one_that_comes_late_never_takes_the_place_of_a_newer_one(sockets: Sockets):
    Connections(os.environ["PREFERENCES_TABLE"]).add(ADA.user_id, "tab=1")
    newer = notify(ADA, collapseKey=KEY, type="in-app")
    INGEST.put(json.dumps(request_for(ADA, collapseKey=KEY, title="Late", type="in-app")))
    event = INGEST.receive(age=60)
    for _ in range(2):
        assert INGEST.invoke(event) == []
        assert unread() == [newer["id"]]

    while IN_APP.left():
        IN_APP.run()
    assert [f["data"]["id"] for f in sockets.frames["tab=1"] if f["event"] == "notification"] == [newer["id"]]
    [late] = [row.id for row in NotificationRow.query(ADA.user_id) if row.title == "Late"]
    assert log(late, "in-app")[-1] == ("skipped", "replaced")


@pytest.mark.parametrize("injected", [before, after])
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_whatever_dies_in_between_is_done_by_the_redelivery(injected: Any, nth: int):
    """The updates of an acceptance are: stand under the key, replace the older one, leave the key."""
    notify(ADA, collapseKey=KEY, type="in-app")
    INGEST.put(json.dumps(request_for(ADA, collapseKey=KEY, title="Newer", type="in-app")))
    event = INGEST.receive()
    calls: list[None] = []

    def die_at_the_nth(**_: Any) -> None:
        calls.append(None)
        if len(calls) == nth:
            crash()

    with injected(clients.dynamodb(), "UpdateItem", die_at_the_nth), pytest.raises(Crash):
        INGEST.invoke(event)
    assert INGEST.invoke(event) == []

    assert [item["title"] for item in ADA.get().json["notifications"]] == ["Newer"]
    assert unread() == listed()


def test_what_a_dead_request_left_is_done_by_the_next_one():
    notify(ADA, collapseKey=KEY)
    with before(clients.dynamodb(), "UpdateItem", crash), pytest.raises(Crash):
        notify(ADA, collapseKey=KEY)
    with after(clients.dynamodb(), "UpdateItem", crash), pytest.raises(Crash):
        notify(ADA, collapseKey=KEY)
    newest = notify(ADA, collapseKey=KEY)

    assert newest["id"] == max(unread())
    assert len(unread()) == 2, "the first dead one stored its row and no more, as one without a key does"


def test_of_twenty_at_once_the_newest_is_left():
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda _: notify(ADA, collapseKey=KEY)["id"], range(20)))

    assert listed() == unread() == [max(made)]
    assert [set(row.inApp) for row in CollapseRow.query(ADA.user_id)] == [{max(made)}]


def test_totals_count_the_older_one_as_not_unread():
    made = [notify(ADA, collapseKey=KEY)["id"] for _ in range(2)]
    images = {row["id"]["S"]: row for row in NotificationRow._get_connection().scan()["Items"]}
    unread_key = {"unreadKey": {"S": made[0]}}
    records = [
        {"eventID": "1", "dynamodb": _change(None, images[made[0]] | unread_key)},
        {"eventID": "2", "dynamodb": _change(None, images[made[1]])},
        {"eventID": "3", "dynamodb": _change(images[made[0]] | unread_key, images[made[0]])},
    ]
    count_stats({"Records": records}, CONTEXT)

    stats = ADMIN.ask(f"GET {BASE}/stats").json
    assert (stats["total"], stats["unread"]) == (2, 1)


def _change(old: dict[str, Any] | None, new: dict[str, Any]) -> dict[str, Any]:
    keys = {name: new[name] for name in ("userId", "id")}
    return {"Keys": keys, "NewImage": new} | ({} if old is None else {"OldImage": old})


@pytest.mark.parametrize("is_swept", [False, True])
def test_the_older_one_is_not_emailed(is_swept: bool, provider: Any, monkeypatch: pytest.MonkeyPatch):
    ADMIN.ask("PUT /api/users/{userId}", path={"userId": ADA.user_id}, body={"email": "ada@example.com"})
    older = notify(ADA, collapseKey=KEY, type="in-app")
    newer = [] if is_swept else [notify(ADA, collapseKey=KEY, type="in-app")]
    later = clock.now() + timedelta(minutes=11)
    with monkeypatch.context() as then:
        then.setattr("carillon.email_fallback.clock.now", lambda: later)
        assert email_fallback({}, CONTEXT)["queued"] == 1
    newer = newer or [notify(ADA, collapseKey=KEY, type="in-app")]
    LambdaQueue(queue_url("email"), send_email).run()

    assert len(provider.requests) == (0 if is_swept else 1)
    assert set(log(older["id"], "email")) == ({("queued", None), ("skipped", "replaced")} if is_swept else set())
    assert unread() == [newer[0]["id"]]


def test_a_key_costs_three_updates_and_none_costs_none():
    def updates(**fields: Any) -> Counter[str]:
        calls: Counter[str] = Counter()

        def note(params: dict[str, Any], **_: Any) -> None:
            calls[json.loads(params["body"])["TableName"]] += 1

        with before(clients.dynamodb(), "UpdateItem", note):
            notify(ADA, **fields)
        return calls

    for _ in range(5):
        notify(ADA, collapseKey=KEY)
    assert updates(collapseKey=KEY) == {"test-collapse-keys": 2, "test-notifications": 1}
    assert updates() == {}


def test_who_is_erased_leaves_no_key_and_whoever_comes_back_keeps_theirs():
    notify(ADA, collapseKey=KEY)
    ADMIN.ask("DELETE /api/users/{userId}", path={"userId": ADA.user_id})
    erasure = LambdaQueue(queue_url("erasure"), erase_user)
    event = erasure.receive()
    erasure.invoke(event)
    assert list(CollapseRow.scan()) == []

    newer = notify(ADA, collapseKey=KEY)
    erasure.invoke(event)
    assert [set(row.inApp) for row in CollapseRow.scan()] == [{newer["id"]}]


def test_a_replay_is_the_first_one_and_brings_nothing_back():
    first = notify(ADA, collapseKey=KEY, idempotencyKey="k")
    newer = notify(ADA, collapseKey=KEY)
    assert notify(ADA, collapseKey=KEY, idempotencyKey="k")["id"] == first["id"]
    assert ADMIN.post(request_for(ADA, collapseKey="other", idempotencyKey="k")).status == 422
    assert unread() == [newer["id"]]


def test_a_request_without_a_key_is_hashed_as_before_there_were_keys():
    """Else every replay of the 24 hours before a deployment would be a conflict."""
    hashed = accept.request_hash(NotificationRequest("ada", "reward", "Hello", "World"))
    assert hashed == "58b6a30a990336da9aa000ebc4735ecb4718b2fc9d581a63055076ad4dc9ec56"
