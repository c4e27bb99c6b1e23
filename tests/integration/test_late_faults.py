"""What AWS shows late, hands over twice, or has not deleted yet: nothing is lost, nothing happens twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from carillon.domain import clock
from carillon.erase_user import Erasure
from carillon.storage.connections import Connections
from carillon.storage.notification_table import NotificationRow
from carillon.storage.tables import IdempotencyRow, SubscriptionRow, TicketRow
from count_stats.handler import lambda_handler as count_stats
from email_fallback.handler import lambda_handler as email_fallback
from erase_user.handler import lambda_handler as erase_user
from ingest.handler import lambda_handler as ingest
from send_email.handler import lambda_handler as send_email
from send_in_app.handler import lambda_handler as send_in_app
from send_push.handler import lambda_handler as send_push
from tests.integration.conftest import TABLES
from tests.integration.faults import lagging
from tests.integration.http import ADA, ADMIN, BASE, BOB, Answer, Person, notify, request_for
from tests.integration.keys import VAPID
from tests.integration.lambda_queue import CONTEXT, LambdaQueue
from tests.integration.names import queue_url
from tests.integration.paths_doors import knock
from tests.integration.provider import Provider
from tests.integration.queued import bodies
from tests.integration.sockets import Sockets
from tests.integration.streams import Streams
from tests.integration.ticks import ahead

EMAIL = LambdaQueue(queue_url("email"), send_email)
PUSH = LambdaQueue(queue_url("push"), send_push)
IN_APP = LambdaQueue(queue_url("in-app"), send_in_app)
ERASURE = LambdaQueue(queue_url("erasure"), erase_user)


@pytest.fixture(autouse=True)
def reachable() -> None:
    ADMIN.ask("PUT /api/users/{userId}", path={"userId": "ada"}, body={"email": "ada@example.com"})


def sweep(minutes: int = 11) -> None:
    with ahead(minutes=minutes):
        email_fallback({}, CONTEXT)


def subscribe(person: Person, provider: Provider, **fields: Any) -> None:
    body = {"endpoint": f"{provider.url}/phone", "keys": {"p256dh": VAPID["publicKey"], "auth": "A" * 22}, **fields}
    assert person.ask(f"POST {BASE}/subscribe-push", body=body).status == 200


def erase(at: Any) -> None:
    ERASURE.put(Erasure("ada", at).encode())
    assert ERASURE.run() == []


CHANGES: dict[str, Callable[[str], Any]] = {
    "read": lambda made: ADA.one(made, "PATCH", "/read"),
    "deleted": lambda made: ADA.one(made, "DELETE"),
    "all-read": lambda made: read_all_later(),
    "read-and-unread": lambda made: (ADA.one(made, "PATCH", "/read"), ADA.one(made, "PATCH", "/unread")),
    "all-read-and-unread": lambda made: (read_all_later(), unread_later(made)),
    "expired": lambda made: NotificationRow("ada", made).update([NotificationRow.expiresAt.set(1)]),
    "erased": lambda made: ADMIN.ask("DELETE /api/users/{userId}", path={"userId": "ada"}),
}


def read_all_later() -> Answer:
    with ahead(seconds=11):
        return ADA.ask(f"PATCH {BASE}/read-all")


def unread_later(made: str) -> Answer:
    with ahead(seconds=12):
        return ADA.one(made, "PATCH", "/unread")


@pytest.mark.parametrize("is_late", [True, False])
@pytest.mark.parametrize("change", CHANGES)
def test_a_due_index_that_is_behind_emails_nothing_that_was_read_first_or_is_gone(
    change: str, is_late: bool, provider: Provider
) -> None:
    made = notify(ADA, type="in-app")["id"]
    if is_late:
        with lagging(TABLES["NOTIFICATIONS_TABLE"], "due"):
            CHANGES[change](made)
            sweep()
    else:
        CHANGES[change](made)
        sweep()

    assert EMAIL.run() == []
    assert provider.requests == []


def test_a_due_index_that_shows_a_row_again_emails_it_once(provider: Provider) -> None:
    notify(ADA, type="in-app")
    with lagging(TABLES["NOTIFICATIONS_TABLE"], "due"):
        sweep()
        sweep()
    sweep(17)

    assert len(bodies("email")) == 1


def test_a_due_index_that_does_not_show_a_row_yet_emails_it_at_the_next_sweep() -> None:
    with lagging(TABLES["NOTIFICATIONS_TABLE"], "due"):
        made = notify(ADA, type="in-app")
        sweep()
    sweep()

    assert [message["id"] for message in bodies("email")] == [made["id"]]


def test_a_device_that_changed_hands_or_was_switched_off_meanwhile_gets_nothing(provider: Provider) -> None:
    subscribe(ADA, provider)
    notify(ADA, type="push")
    subscribe(BOB, provider)
    assert PUSH.run() == []

    notify(BOB, type="push")
    BOB.ask(f"DELETE {BASE}/unsubscribe-push", query={"endpoint": f"{provider.url}/phone"})
    assert PUSH.run() == []

    assert provider.requests == []


def test_who_seems_to_have_switched_a_channel_off_by_a_read_that_is_behind_is_read_again(provider: Provider) -> None:
    ADA.ask(f"PUT {BASE}/preferences", body={"emailEnabled": False})
    with lagging(TABLES["PREFERENCES_TABLE"]):
        ADA.ask(f"PUT {BASE}/preferences", body={"emailEnabled": True})
        notify(ADA, type="email")
        assert EMAIL.run() == []

    assert len(provider.requests) == 1


def test_a_device_or_a_page_that_a_read_does_not_show_yet_is_found(provider: Provider, sockets: Sockets) -> None:
    with lagging(TABLES["PREFERENCES_TABLE"]):
        subscribe(ADA, provider)
        Connections(TABLES["PREFERENCES_TABLE"]).add("ada", "here")
        notify(ADA, type="push")
        notify(ADA, type="in-app")
        assert PUSH.run() == IN_APP.run() == []

    assert len(provider.requests) == len(sockets.frames["here"]) == 1


def test_a_count_is_right_by_an_index_that_does_not_show_the_notification_yet_or_a_mark_that_is_behind(
    sockets: Sockets,
) -> None:
    Connections(TABLES["PREFERENCES_TABLE"]).add("ada", "here")
    for _ in range(2):
        notify(ADA, type="email")
        notify(ADA, type="in-app")
    IN_APP.run()
    with lagging(TABLES["PREFERENCES_TABLE"]), ahead(seconds=20):
        ADA.ask(f"PATCH {BASE}/read-all")
        with lagging(TABLES["NOTIFICATIONS_TABLE"], "unread"):
            made = notify(ADA, type="in-app")
            while IN_APP.left():
                IN_APP.run()

    shown = {frame["data"].get("id"): frame["unreadCount"] for frame in sockets.frames["here"]}
    assert shown[made["id"]] == 1


def test_a_count_of_more_than_is_looked_at_is_whole(sockets: Sockets) -> None:
    Connections(TABLES["PREFERENCES_TABLE"]).add("ada", "here")
    made = [notify(ADA, type="in-app") for _ in range(35)]
    while IN_APP.left():
        IN_APP.run()

    assert {frame["unreadCount"] for frame in sockets.frames["here"]} == {len(made)}


def test_an_erasure_ends_on_an_index_that_still_shows_what_it_deleted_and_finds_later_what_it_does_not_show_yet(
    provider: Provider,
) -> None:
    subscribe(ADA, provider)
    with lagging(TABLES["SUBSCRIPTIONS_TABLE"], "user"):
        subscribe(ADA, provider, endpoint=f"{provider.url}/laptop")
        at = clock.now()
        erase(at)
        erase(at)
    assert [row.endpoint for row in SubscriptionRow.scan()] == [f"{provider.url}/laptop"]

    erase(at)

    assert list(SubscriptionRow.scan()) == []


def test_an_erasure_that_comes_again_after_the_person_came_back_takes_nothing_of_the_new(provider: Provider) -> None:
    at = clock.now() - timedelta(seconds=1)
    subscribe(ADA, provider)
    made = notify(ADA)

    erase(at)

    assert [item["id"] for item in ADA.get().json["notifications"]] == [made["id"]]
    assert len(list(SubscriptionRow.scan())) == 1


@pytest.mark.parametrize("key", [{}, {"idempotencyKey": "k"}])
def test_a_message_from_before_an_erasure_that_is_accepted_after_it_leaves_nothing_of_the_person(
    key: dict[str, str],
) -> None:
    queue = LambdaQueue(queue_url("ingest"), ingest)
    queue.put(json.dumps(request_for(ADA, **key)))
    with ahead(seconds=1):
        ADMIN.ask("DELETE /api/users/{userId}", path={"userId": "ada"})

    assert queue.run() == []

    assert list(NotificationRow.scan()) == []
    assert bodies("in-app") == bodies("push") == bodies("email") == []


def test_an_expired_ticket_that_is_still_there_opens_nothing() -> None:
    ticket = ADA.ask(f"POST {BASE}/ws-ticket").json["ticket"]
    with ahead(seconds=61):
        assert knock(ticket) is None
    assert len(list(TicketRow.scan())) == 1


def test_an_expired_key_that_is_still_there_stands_for_nothing() -> None:
    first = ADMIN.post(request_for(ADA, idempotencyKey="k"))
    with ahead(hours=24, seconds=1):
        other = ADMIN.post(request_for(ADA, idempotencyKey="k", title="Other"))

    assert other.status == 201
    assert other.json["id"] != first.json["id"]
    assert len(list(IdempotencyRow.scan())) == 1


def test_an_expired_device_that_is_still_there_gets_nothing(provider: Provider) -> None:
    subscribe(ADA, provider, expirationTime=(clock.now() + timedelta(hours=1)).timestamp() * 1000)
    notify(ADA, type="push")
    with ahead(hours=2):
        assert PUSH.run() == []

    assert provider.requests == []
    assert len(list(SubscriptionRow.scan())) == 1


def test_records_that_a_stream_hands_over_again_in_another_batch_are_counted_once() -> None:
    streams = Streams()
    for _ in range(3):
        notify(ADA)
    first, second, third = streams.records()
    for batch in ([first], [first, second], [second, third], [third], [first, second, third]):
        count_stats({"Records": batch}, CONTEXT)

    assert ADMIN.ask(f"GET {BASE}/stats").json["total"] == 3
