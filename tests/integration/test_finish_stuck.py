"""Whatever was accepted ends, whoever lost it: a queue, its dead letters, or the one who should have queued it."""

from __future__ import annotations

import json
import os
from types import SimpleNamespace

import pytest

from carillon import clients
from carillon.domain import clock
from carillon.domain.reasons import OUTCOME_UNKNOWN, STUCK
from carillon.erase_user import Erasure
from carillon.storage.connections import Connections
from carillon.storage.tables import DeliveryRow
from count_stats.handler import lambda_handler as count_stats
from email_fallback.handler import lambda_handler as email_fallback
from erase_user.handler import lambda_handler as erase_user
from finish_stuck.handler import lambda_handler
from send_email.handler import lambda_handler as send_email
from send_in_app.handler import lambda_handler as send_in_app
from tests.integration.conftest import TABLES
from tests.integration.faults import Call, Crash, EntryFailed, Watch, before, crash
from tests.integration.http import ADA, ADMIN, BOB, notify
from tests.integration.lambda_queue import CONTEXT, LambdaQueue
from tests.integration.metrics import counted, dimensions
from tests.integration.names import queue_url
from tests.integration.provider import Answer, Provider
from tests.integration.queued import bodies
from tests.integration.streams import Streams
from tests.integration.stuck import accepted, ended, flow, lost, notes, overtaken_by, sweep
from tests.integration.ticks import ahead

EMAIL = LambdaQueue(queue_url("email"), send_email)
IN_APP = LambdaQueue(queue_url("in-app"), send_in_app)
SOON, LATE = 6, 5 * 60
"""Minutes: after the first look; after the age of an email, its waits and what it may be late by."""


@pytest.fixture(autouse=True)
def reachable() -> None:
    for person in (ADA, BOB):
        contact = {"email": f"{person.user_id}@example.com"}
        ADMIN.ask("PUT /api/users/{userId}", path={"userId": person.user_id}, body=contact)


@pytest.fixture(autouse=True)
def streams(reachable: None) -> Streams:
    return Streams()


def test_what_was_stored_and_never_queued_is_queued_once_more_on_every_channel(
    streams: Streams, provider: Provider
) -> None:
    identifier = accepted(streams, type="all")
    lost()  # as if the request had died before queueing

    assert sweep(1) == {"requeued": 0, "finished": 0}
    assert sweep(SOON) == {"requeued": 3, "finished": 0}
    assert sweep(SOON + 2) == {"requeued": 0, "finished": 0}
    for name in ("in-app", "push"):
        assert [message["id"] for message in bodies(name)] == [identifier]
    assert EMAIL.run() == []
    assert [request.mail["Subject"] for request in provider.requests] == ["Hello"]


def test_what_is_lost_twice_ends_when_its_age_is_over_and_a_redrive_can_still_send_it(
    streams: Streams, provider: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    identifier = accepted(streams)
    [letter] = bodies("email")
    sweep(SOON)
    lost()

    assert sweep(LATE - 60) == {"requeued": 0, "finished": 0}
    assert counted(capsys.readouterr().out)["DeliveriesStuck"] == 0
    assert sweep(LATE + 10) == {"requeued": 0, "finished": 1}
    printed = capsys.readouterr().out
    assert counted(printed)["DeliveriesStuck"] == counted(printed)["DeliveriesFailed"] == 1
    assert dimensions(printed) == {"DeliveriesStuck": {"service"}, "DeliveriesFailed": {"channel", "service"}}
    assert ended(identifier) == [("email", "failed", STUCK)]
    assert notes() == []
    EMAIL.put(json.dumps(letter))
    with ahead(minutes=LATE + 20):
        assert EMAIL.run(age=-60 * (LATE + 20)) == []
    assert ended(identifier)[-1] == ("email", "sent", None)
    assert len(provider.requests) == 1


def test_what_has_ended_is_forgotten_at_the_first_look(streams: Streams, provider: Provider) -> None:
    accepted(streams)
    EMAIL.run()

    assert [len(note.watched) for note in notes()] == [1]
    with Watch().on() as watch:
        assert sweep(SOON) == {"requeued": 0, "finished": 0}
    assert sorted(call.operation for call in watch.calls) == ["BatchGetItem", "DeleteItem", "Query"]
    assert notes() == []


def test_what_only_waited_is_sent_once_although_it_was_queued_again(streams: Streams, provider: Provider) -> None:
    identifier = accepted(streams)
    assert sweep(SOON)["requeued"] == 1
    first, second = EMAIL.receive()["Records"]

    for record in (first, second):
        assert EMAIL.invoke({"Records": [record]}) == []
    assert len(provider.requests) == 1
    assert sweep(LATE + 10) == {"requeued": 0, "finished": 0}
    assert ended(identifier) == [("email", "sent", None)]


def test_a_message_lost_between_two_tries_ends_with_the_last_reason(streams: Streams, provider: Provider) -> None:
    identifier = accepted(streams)
    provider.says(Answer(500, {"__type": "InternalFailure"}))
    assert len(EMAIL.run()) == 1
    lost()

    assert sweep(SOON) == {"requeued": 0, "finished": 0}
    assert sweep(LATE) == {"requeued": 0, "finished": 1}
    [(_, _, reason), end] = ended(identifier)
    assert end == ("email", "failed", reason)


@pytest.mark.parametrize("is_lost", [True, False])
def test_a_sender_that_died_while_sending_ends_as_unknown_and_nothing_is_sent_again(
    streams: Streams, provider: Provider, is_lost: bool
) -> None:
    identifier = accepted(streams)
    event = EMAIL.receive()
    with before(clients.ses(), "SendEmail", crash), pytest.raises(Crash):
        EMAIL.invoke(event)

    assert sweep(0.5) == sweep(SOON) == {"requeued": 0, "finished": 0}
    assert sweep(LATE) == {"requeued": 0, "finished": 1}
    if not is_lost:
        with ahead(minutes=LATE):
            assert EMAIL.invoke(event) == []
    assert ended(identifier) == [("email", "unknown", "no_answer"), ("email", "failed", OUTCOME_UNKNOWN)]
    assert provider.requests == []


def test_a_try_whose_answer_was_cut_and_whose_message_was_lost_ends_as_unknown(
    streams: Streams, provider: Provider
) -> None:
    identifier = accepted(streams)
    provider.says(Answer(200, hang_up=True))
    assert len(EMAIL.run()) == 1
    lost()

    assert sweep(LATE)["finished"] == 1
    assert [line[1:] for line in ended(identifier)] == [("unknown", "no_answer"), ("failed", OUTCOME_UNKNOWN)]


def test_a_frame_whose_sender_died_ends_too(streams: Streams) -> None:
    Connections(TABLES["PREFERENCES_TABLE"]).add("ada", "tab")
    identifier = accepted(streams, type="in-app")
    api = clients.connections(os.environ["WEBSOCKET_API_ID"], os.environ["WEBSOCKET_STAGE"])
    with before(api, "PostToConnection", crash), pytest.raises(Crash):
        IN_APP.run()
    lost()

    assert sweep(SOON)["finished"] == 0
    assert sweep(11)["finished"] == 1
    assert ended(identifier)[-1] == ("in-app", "failed", STUCK)


def test_a_fallback_that_was_claimed_and_never_queued_is_queued_as_what_it_is(
    streams: Streams, provider: Provider
) -> None:
    identifier = accepted(streams, type="in-app")
    IN_APP.run()
    with ahead(minutes=11):
        email_fallback({}, CONTEXT)
        flow(streams)
    lost()

    assert sweep(11 + SOON)["requeued"] == 1
    assert EMAIL.run() == []
    [request] = provider.requests
    assert request.mail["Subject"] == "Unread: Hello"
    assert sweep(LATE + 30) == {"requeued": 0, "finished": 0}
    assert ended(identifier) == [("email", "sent", None)]


@pytest.mark.parametrize("minutes", [SOON, LATE])
@pytest.mark.parametrize("how", ["deleted", "erased"])
def test_what_is_deleted_or_belonged_to_somebody_erased_leaves_nothing(
    streams: Streams, how: str, minutes: int
) -> None:
    identifier = accepted(streams)
    lost()
    if how == "deleted":
        ADA.one(identifier, "DELETE")
    else:
        erase_user({"Records": [{"messageId": "m", "body": Erasure("ada", clock.now()).encode()}]}, CONTEXT)

    assert sweep(minutes) == {"requeued": 0, "finished": 0}
    assert (notes(), list(DeliveryRow.scan()), bodies("email")) == ([], [], [])


def test_a_batch_that_comes_again_is_noted_once_and_one_that_comes_late_changes_nothing(
    streams: Streams, provider: Provider
) -> None:
    notify(ADA, type="email")
    records = flow(streams)
    count_stats({"Records": records}, CONTEXT)
    assert len(notes()) == 1
    EMAIL.run()
    sweep(SOON)

    count_stats({"Records": records}, CONTEXT)
    assert sweep(LATE) == {"requeued": 0, "finished": 0}
    assert notes() == []


def test_two_sweeps_at_once_end_it_once(streams: Streams) -> None:
    identifier = accepted(streams)
    lost()
    other: list[dict[str, int]] = []

    with overtaken_by(lambda: other.append(lambda_handler({}, CONTEXT))):
        assert sweep(LATE)["finished"] == 0
    assert other == [{"requeued": 0, "finished": 1}]
    assert sweep(LATE + 10) == {"requeued": 0, "finished": 0}
    assert ended(identifier) == [("email", "failed", STUCK)]
    assert notes() == []


def test_a_sender_that_was_faster_is_right(streams: Streams, provider: Provider) -> None:
    identifier = accepted(streams)
    provider.says(Answer(500, {"__type": "InternalFailure"}))
    event = EMAIL.receive(age=-60 * LATE)
    EMAIL.invoke(event)

    with overtaken_by(lambda: EMAIL.invoke(event)):
        assert sweep(LATE)["finished"] == 0
    assert sweep(LATE + 10)["finished"] == 0
    assert [status for _, status, _ in ended(identifier)] == ["deferred", "sent"]
    assert notes() == []


def test_what_a_queue_did_not_take_is_queued_by_a_later_sweep(streams: Streams) -> None:
    accepted(streams, type="all")
    lost()
    queue = Call("SendMessageBatch", "test-push", 1)

    with Watch(queue, EntryFailed()).on():
        assert sweep(SOON) == {"requeued": 2, "finished": 0}
    assert bodies("push") == []
    assert sweep(SOON + 2) == {"requeued": 1, "finished": 0}
    assert len(bodies("push")) == 1


def test_many_notes_are_looked_at_in_pages_while_there_is_time(streams: Streams) -> None:
    for number in range(20):
        accepted(streams, title=f"t{number}")
    lost()
    no_time = SimpleNamespace(**vars(CONTEXT) | {"get_remaining_time_in_millis": lambda: 1_000})
    with ahead(minutes=SOON):
        first = lambda_handler({}, no_time)["requeued"]
    assert 0 < first < 20
    assert first + sweep(SOON)["requeued"] == 20
    assert len({message["id"] for message in bodies("email")}) == 20


def test_a_hundred_at_once_are_one_note(streams: Streams) -> None:
    made = [notify(ADA, type="email", title=f"t{number}")["id"] for number in range(60)]
    flow(streams)
    lost()

    assert len(notes()) == 1
    assert sweep(SOON)["requeued"] == 60
    assert {message["id"] for message in bodies("email")} == set(made)
    assert sweep(LATE + 10)["finished"] == 60


def test_age_goes_by_when_it_was_stored_and_not_by_when_it_was_asked_for(streams: Streams) -> None:
    """A message may have waited in the ingest queue for hours."""
    with ahead(hours=-6):
        notify(ADA, type="email")
    flow(streams)
    lost()

    assert sweep(SOON) == {"requeued": 1, "finished": 0}
