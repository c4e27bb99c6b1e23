"""The rows of an inbox on a bad day: expired and still there, deleted meanwhile, ten thousand at once."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from carillon import clients
from carillon.domain import clock
from carillon.storage.inbox import Inbox
from carillon.storage.notification_table import NotificationRow
from http_api.services import services
from send_email.handler import lambda_handler as send_email
from tests.integration.faults import before
from tests.integration.http import ADA, ADMIN, BASE, notify
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.names import queue_url


@pytest.mark.bad_input(87)
def test_what_has_expired_is_gone_though_the_table_still_has_its_row() -> None:
    made = notify(ADA)
    row = NotificationRow(ADA.user_id, made["id"])
    row.update([NotificationRow.expiresAt.set(int(time.time()) - 1)])

    asked = [ADA.one(made["id"], *rest) for rest in (("GET",), ("PATCH", "/read"), ("PATCH", "/unread"), ("DELETE",))]

    assert [answer.status for answer in asked] == [404] * 4
    assert ADA.get().json["total"] == 0
    assert ADA.get().json["notifications"] == []
    assert ADA.get("/unread-count").json == {"count": 0}


@pytest.mark.bad_input(88)
@pytest.mark.parametrize("change", ["mark_read", "mark_unread"])
def test_a_mark_never_brings_back_what_was_deleted_meanwhile(change: str) -> None:
    made = notify(ADA)
    if change == "mark_unread":
        ADA.one(made["id"], "PATCH", "/read")
    seen = services().notifications.get(ADA.user_id, made["id"])
    assert seen is not None
    ADA.one(made["id"], "DELETE")

    inbox = Inbox(services().notifications)
    assert getattr(inbox, change)(services().users.get(ADA.user_id), seen, datetime.now(UTC)) is None
    assert list(NotificationRow.scan()) == []


@pytest.mark.bad_input(88)
@pytest.mark.seed_defect(32)
def test_sending_what_was_deleted_meanwhile_brings_nothing_back(provider: Any) -> None:
    ADMIN.ask("PUT /api/users/{userId}", path={"userId": "ada"}, body={"email": "ada@example.com"})
    made = notify(ADA, type="email")
    ADA.one(made["id"], "DELETE")

    assert LambdaQueue(queue_url("email"), send_email).run() == []

    assert list(NotificationRow.scan()) == []
    assert ADA.get().json["total"] == 0


@pytest.mark.bad_input(89)
@pytest.mark.seed_defect(5)
def test_read_all_writes_as_often_for_a_thousand_as_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(60):
        notify(ADA, title=f"t{number}", type="in-app")
    later = clock.now() + timedelta(minutes=1)
    writes: list[str] = []

    def note(model: Any, **_: Any) -> None:
        writes.append(model.name)

    monkeypatch.setattr("carillon.reading.clock.now", lambda: later)
    with (
        before(clients.dynamodb(), "UpdateItem", note),
        before(clients.dynamodb(), "PutItem", note),
        before(clients.dynamodb(), "BatchWriteItem", note),
        before(clients.dynamodb(), "TransactWriteItems", note),
    ):
        ADA.ask(f"PATCH {BASE}/read-all")

    assert ADA.get("/unread-count").json == {"count": 0}
    assert writes == ["UpdateItem"]
