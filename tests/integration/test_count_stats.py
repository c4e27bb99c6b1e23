"""Totals from the tables' streams."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from carillon.domain import clock
from carillon.storage.connections import Connections
from carillon.storage.notification_table import NotificationRow
from carillon.storage.tables import StatsRow
from count_stats.handler import lambda_handler
from tests.integration.http import ADA, ADMIN, BASE, BOB, notify
from tests.integration.keys import VAPID
from tests.integration.lambda_queue import CONTEXT
from tests.integration.provider import PROVIDER
from tests.integration.streams import Record, Streams
from tests.integration.ticks import ahead, next_millisecond


@pytest.fixture
def streams():
    return Streams()


def _flow(streams):
    streams.drain(lambda_handler)


def _stats():
    answer = ADMIN.ask(f"GET {BASE}/stats")
    assert answer.status == 200
    return {name: answer.json[name] for name in ("total", "unread", "pushSubs")}


def test_totals_follow_every_change(streams):
    assert _stats() == {"total": 0, "unread": 0, "pushSubs": 0}
    made = [notify(ADA) for _ in range(3)] + [notify(BOB, type="push")]
    _flow(streams)
    assert _stats() == {"total": 4, "unread": 3, "pushSubs": 0}

    ADA.one(made[0]["id"], "PATCH", "/read")
    ADA.one(made[1]["id"], "DELETE")
    _flow(streams)
    assert _stats() == {"total": 3, "unread": 1, "pushSubs": 0}

    ADA.one(made[0]["id"], "PATCH", "/unread")
    body = {"endpoint": f"{PROVIDER.url}/push/1", "keys": {"p256dh": VAPID["publicKey"], "auth": "A" * 22}}
    ADA.ask(f"POST {BASE}/subscribe-push", body=body)
    _flow(streams)
    assert _stats() == {"total": 3, "unread": 2, "pushSubs": 1}

    ADA.ask(f"DELETE {BASE}/unsubscribe-push", body={"endpoint": body["endpoint"]})
    _flow(streams)
    assert _stats() == {"total": 3, "unread": 2, "pushSubs": 0}


def test_read_all_counts_what_its_mark_covered_and_later_deletions_count_once(streams, monkeypatch):
    monkeypatch.setattr("carillon.domain.inbox.MARK_TRAIL", timedelta(0))
    made = [notify(ADA) for _ in range(4)]
    _flow(streams)
    next_millisecond()
    ADA.ask(f"PATCH {BASE}/read-all")
    _flow(streams)
    assert _stats()["unread"] == 0

    ADA.one(made[0]["id"], "DELETE")
    ADA.one(made[1]["id"], "PATCH", "/unread")
    _flow(streams)
    assert _stats() == {"total": 3, "unread": 1, "pushSubs": 0}


def test_what_is_deleted_right_before_read_all_is_taken_away_once(streams):
    made = [notify(ADA) for _ in range(3)]
    _flow(streams)
    with ahead(seconds=11):
        ADA.one(made[0]["id"], "DELETE")
        ADA.ask(f"PATCH {BASE}/read-all")
        _flow(streams)

    assert _stats() == {"total": 2, "unread": 0, "pushSubs": 0}


@pytest.mark.parametrize("waits", [1, 10])
def test_what_is_deleted_while_the_marked_are_counted_is_taken_away_once(streams, waits, monkeypatch):
    """`waits`: how often one more is gone when a second has just begun."""
    made = [notify(ADA) for _ in range(12)]
    _flow(streams)
    wait_until = clock.wait_until
    deleted: list[list[Record]] = []

    def wait_and_delete(instant):
        wait_until(instant.replace(microsecond=0))
        if len(deleted) < waits:
            ADA.one(made[len(deleted)]["id"], "DELETE")
            deleted.append(list(streams.records()))
        wait_until(instant)

    monkeypatch.setattr(clock, "wait_until", wait_and_delete)
    with ahead(seconds=11):
        ADA.ask(f"PATCH {BASE}/read-all")
        _flow(streams)
        for records in deleted:
            lambda_handler({"Records": records}, CONTEXT)

    # Who never pauses is counted in the end, with what went meanwhile: here one in each second.
    assert _stats() == {"total": 12 - len(deleted), "unread": 0 if waits == 1 else 1, "pushSubs": 0}


def test_what_has_expired_counts_until_it_is_removed_and_is_taken_away_once(streams):
    made = notify(ADA)
    NotificationRow("ada", made["id"]).update([NotificationRow.expiresAt.set(1)])
    _flow(streams)
    assert _stats()["unread"] == 1

    with ahead(seconds=11):
        ADA.ask(f"PATCH {BASE}/read-all")
        _flow(streams)
        NotificationRow("ada", made["id"]).delete()
        _flow(streams)

    assert _stats() == {"total": 0, "unread": 0, "pushSubs": 0}


def test_of_an_erased_person_the_totals_still_know_what_was_counted(streams):
    notify(ADA)
    with ahead(seconds=11):
        ADA.ask(f"PATCH {BASE}/read-all")
        _flow(streams)
        ADMIN.ask("DELETE /api/users/{userId}", path={"userId": "ada"})
        for row in NotificationRow.query("ada"):
            row.delete()
        _flow(streams)

    assert _stats() == {"total": 0, "unread": 0, "pushSubs": 0}


def test_a_batch_that_comes_again_is_counted_once(streams):
    notify(ADA)
    records = list(streams.records())
    for _ in range(2):
        lambda_handler({"Records": records}, CONTEXT)

    assert _stats()["total"] == 1


def test_only_what_changes_a_total_is_remembered(streams):
    """Pages open and close all the time."""
    for number in range(3):
        Connections(os.environ["PREFERENCES_TABLE"]).add(f"user-{number}", "c1")
    notify(ADA)
    _flow(streams)

    [row] = StatsRow.scan()
    assert len(row.records) == 1


@pytest.mark.bad_input(22)
@pytest.mark.seed_defect(16)
def test_the_last_five_are_shown_without_anything_private(streams):
    made = [notify(ADA, title=f"t{number}", message="private text", data={"secret": 1}) for number in range(7)]
    _flow(streams)
    ADA.one(made[6]["id"], "DELETE")
    _flow(streams)

    recent = ADMIN.ask(f"GET {BASE}/stats").json["recent"]
    assert [item["title"] for item in recent] == ["t5", "t4", "t3", "t2", "t1"]
    assert "private text" not in str(recent)
    assert "secret" not in str(recent)
    assert ADA.ask(f"GET {BASE}/stats").status == 403
