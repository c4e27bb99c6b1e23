"""What our own tables keep from being sent for its whole age is given up, and its log says so: at once, or by the sweep."""

from __future__ import annotations

import json
import os

import pytest

from carillon.domain.reasons import INTERNAL_ERROR, STUCK
from send_email.handler import lambda_handler as send_email
from send_push.handler import lambda_handler as send_push
from tests.integration.conftest import TABLES
from tests.integration.faults import Call, Cut, Refused, Watch
from tests.integration.http import ADA, ADMIN, BASE
from tests.integration.keys import VAPID
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.metrics import counted
from tests.integration.provider import Answer, Provider
from tests.integration.queued import take
from tests.integration.streams import Streams
from tests.integration.stuck import accepted, ended, sweep

PUSH = LambdaQueue(os.environ["PUSH_QUEUE_URL"], send_push)
EMAIL = LambdaQueue(os.environ["EMAIL_QUEUE_URL"], send_email)
A_DAY, FOUR_HOURS = 86_400, 4 * 3600


@pytest.fixture
def streams() -> Streams:
    return Streams()


def dead_letters(channel: str) -> list[tuple[str, str]]:
    letters = take(f"{channel}-dead-letter")
    return [(letter["MessageAttributes"]["errorCode"]["StringValue"], letter["Body"]) for letter in letters]


def test_what_is_given_up_says_so_at_once_and_a_redrive_still_sends_it(
    streams: Streams, provider: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    body = {"endpoint": f"{provider.url}/phone", "keys": {"p256dh": VAPID["publicKey"], "auth": "A" * 22}}
    ADA.ask(f"POST {BASE}/subscribe-push", body=body)
    identifier = accepted(streams, type="push", collapseKey="key")
    newest = Call("GetItem", TABLES["COLLAPSE_KEYS_TABLE"], 1)

    with Watch(newest, Refused(), lasts=True).on():
        assert PUSH.run(age=A_DAY) == []
    assert ended(identifier) == [("push", "failed", INTERNAL_ERROR)]
    assert counted(capsys.readouterr().out)["DeliveriesFailed"] == 1

    [(code, letter)] = dead_letters("push")
    assert code == INTERNAL_ERROR
    PUSH.put(letter)
    assert PUSH.run() == []
    assert ended(identifier)[1:] == [("push", "sent", None)]
    assert len(provider.requests) == 1


def test_what_was_tried_before_ends_with_what_its_provider_said_last(streams: Streams, provider: Provider) -> None:
    ADMIN.ask("PUT /api/users/{userId}", path={"userId": "ada"}, body={"email": "ada@example.com"})
    identifier = accepted(streams)
    provider.says(Answer(500, {"__type": "InternalFailure"}))
    tries = EMAIL.receive(age=FOUR_HOURS - 60)
    assert len(EMAIL.invoke(tries)) == 1

    for record in tries["Records"]:
        record["attributes"]["SentTimestamp"] = str(int(record["attributes"]["SentTimestamp"]) - 60_000)
    with Watch(Call("UpdateItem", TABLES["DELIVERIES_TABLE"], 1), Refused()).on():
        assert EMAIL.invoke(tries) == []
    assert [status for _, status, _ in ended(identifier)] == ["deferred", "failed"]
    assert len({reason for _, _, reason in ended(identifier)}) == 1
    assert len(dead_letters("email")) == 1


@pytest.mark.parametrize("operation", ["GetItem", "UpdateItem"])
def test_what_the_log_does_not_take_either_is_ended_by_the_sweep(
    streams: Streams, provider: Provider, operation: str
) -> None:
    ADMIN.ask("PUT /api/users/{userId}", path={"userId": "ada"}, body={"email": "ada@example.com"})
    identifier = accepted(streams)
    log = TABLES["DELIVERIES_TABLE"]

    with (
        Watch(Call("UpdateItem", log, 1), Refused(), lasts=True).on(),
        Watch(Call(operation, log, 1), Refused(), lasts=True).on(),
    ):
        assert EMAIL.run(age=FOUR_HOURS) == []
    assert ended(identifier) == []
    assert [(code, json.loads(letter)["id"]) for code, letter in dead_letters("email")] == [
        (INTERNAL_ERROR, identifier)
    ]

    assert sweep(6)["requeued"] == 1
    EMAIL.receive()
    assert sweep(5 * 60 + 6)["finished"] == 1
    assert ended(identifier) == [("email", "failed", STUCK)]
    assert provider.requests == []


def test_what_may_have_left_is_not_said_to_have_failed(streams: Streams, provider: Provider) -> None:
    """The provider took it, and that could not be written down: whether it left is decided when its lease is over."""
    ADMIN.ask("PUT /api/users/{userId}", path={"userId": "ada"}, body={"email": "ada@example.com"})
    identifier = accepted(streams)

    with Watch(Call("UpdateItem", TABLES["DELIVERIES_TABLE"], 2), Refused(), lasts=True).on():
        assert EMAIL.run(age=FOUR_HOURS) == []
    assert ended(identifier) == []
    assert len(provider.requests) == 1

    assert sweep(5 * 60)["finished"] == 1
    assert ended(identifier)[-1] == ("email", "failed", "outcome_unknown")


def test_a_claim_of_which_nobody_was_told_is_given_back_since_nothing_was_sent_under_it(
    streams: Streams, provider: Provider
) -> None:
    """Else its lease would end as that of a sender that died, and for a push nobody ever tells what became of it."""
    body = {"endpoint": f"{provider.url}/phone", "keys": {"p256dh": VAPID["publicKey"], "auth": "A" * 22}}
    ADA.ask(f"POST {BASE}/subscribe-push", body=body)
    identifier = accepted(streams, type="push")
    tries = PUSH.receive()

    with Watch(Call("UpdateItem", TABLES["DELIVERIES_TABLE"], 1), Cut(lost=3)).on():
        assert len(PUSH.invoke(tries)) == 1
    assert provider.requests == []

    assert PUSH.invoke(tries) == []
    assert ended(identifier) == [("push", "sent", None)]
    assert len(provider.requests) == 1
