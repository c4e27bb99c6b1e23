"""Two SMS providers: the second takes what the first surely did not, and nothing leaves through both."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from carillon.domain import clock
from carillon.domain.circuit import FAILURES_TO_OPEN, REST_SECONDS
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.provider import Answer, Provider
from tests.integration.senders import body, log, notification, states, visibility_changes
from tests.integration.sms import IDENTITY, NUMBER, answers, asked, sms_queue

TWILIO_DOWN = Answer(503, {"code": 20503, "message": "down", "status": 503})
AWS_DOWN = Answer(500, {"__type": "InternalServerException"})


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[LambdaQueue]:
    with sms_queue(monkeypatch, sms_origination_identity=IDENTITY) as queue:
        yield queue


def sent(queue: LambdaQueue) -> list[tuple[str, str | None]]:
    """One text; how its log ends and who is named."""
    item = notification()
    queue.put(body(item))
    queue.run()
    return [(entry.status, entry.provider) for entry in log(item)]


def test_as_long_as_twilio_takes_texts_nobody_else_is_asked(queue: LambdaQueue, provider: Provider) -> None:
    assert [sent(queue) for _ in range(3)] == [[("sent", "twilio")]] * 3
    assert asked(provider) == ["twilio"] * 3


@pytest.mark.parametrize(
    "answer",
    [
        TWILIO_DOWN,
        Answer(500),
        Answer(429, {"code": 20429, "message": "slow", "status": 429}, {"Retry-After": "60"}),
        Answer(401, {"code": 20003, "message": "who?", "status": 401}),
    ],
)
def test_what_twilio_surely_did_not_take_leaves_through_aws_at_once(
    queue: LambdaQueue, provider: Provider, answer: Answer
) -> None:
    item = notification()
    answers(provider, twilio=answer)
    queue.put(body(item), body(item))

    while event := queue.receive()["Records"]:
        queue.invoke({"Records": event})

    assert asked(provider) == ["twilio", "aws-sms"]
    assert json.loads(provider.requests[1].body) == {
        "DestinationPhoneNumber": NUMBER,
        "OriginationIdentity": IDENTITY,
        "MessageBody": "Payment received: Ten euros from Bob.",
        "Context": {"notificationId": item.id},
    }
    (line,) = log(item)
    assert (line.status, line.provider, line.provider_message_id) == ("sent", "aws-sms", "aws-1")


def test_with_twilio_unreachable_aws_takes_it(monkeypatch: pytest.MonkeyPatch, provider: Provider) -> None:
    nobody = "http://127.0.0.1:9"
    with sms_queue(monkeypatch, sms_origination_identity=IDENTITY, twilio_api_base_url=nobody) as queue:
        assert sent(queue) == [("sent", "aws-sms")]
    assert asked(provider) == ["aws-sms"]


@pytest.mark.parametrize("code", [21211, 21408, 21610, 21612, 21614])
def test_what_twilio_refuses_for_good_nobody_else_is_asked(queue: LambdaQueue, provider: Provider, code: int) -> None:
    answers(provider, twilio=Answer(400, {"code": code, "message": "no", "status": 400}))

    assert sent(queue) == [("failed", "twilio")]
    assert asked(provider) == ["twilio"]


@pytest.mark.parametrize("answer", [Answer(0, hang_up=True), Answer(504), Answer(201, {"nothing": "known"})])
def test_what_twilio_may_have_taken_never_leaves_through_aws(
    queue: LambdaQueue, provider: Provider, answer: Answer
) -> None:
    item = notification()
    answers(provider, twilio=answer)
    for _ in range(2):
        queue.put(body(item))
        queue.run()

    assert asked(provider) == ["twilio"]


def test_what_neither_takes_waits_as_long_as_the_one_that_says_how_long(queue: LambdaQueue, provider: Provider) -> None:
    item = notification()
    answers(provider, twilio=Answer(503, headers={"Retry-After": "300"}), aws=AWS_DOWN)
    queue.put(body(item))
    event = queue.receive()

    with visibility_changes() as delays:
        assert len(queue.invoke(event)) == 1
    assert delays == [300]
    assert states(item) == [("deferred", "503")]
    answers(provider, aws=AWS_DOWN)
    assert queue.invoke(event) == []
    assert log(item)[-1].provider == "twilio"


def test_a_stop_that_aws_knows_of_is_remembered(queue: LambdaQueue, provider: Provider) -> None:
    opted_out = {"__type": "ConflictException", "Reason": "DESTINATION_PHONE_NUMBER_OPTED_OUT", "Message": "no"}
    answers(provider, twilio=TWILIO_DOWN, aws=Answer(400, dict(opted_out)))
    assert sent(queue) == [("failed", "aws-sms")]
    answers(provider)

    later = notification(mandatory=True)
    queue.put(body(later))
    queue.run()

    assert states(later) == [("skipped", "suppressed")]
    assert asked(provider) == []


def test_a_provider_that_keeps_failing_is_left_alone_and_then_asked_once(
    queue: LambdaQueue, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(provider, twilio=TWILIO_DOWN)
    for _ in range(FAILURES_TO_OPEN + 2):
        assert sent(queue) == [("sent", "aws-sms")]
    assert asked(provider) == ["twilio", "aws-sms"] * FAILURES_TO_OPEN + ["aws-sms"] * 2

    later = clock.now().timestamp() + REST_SECONDS
    monkeypatch.setattr("carillon.channels.sms.time.time", lambda: later)
    answers(provider, twilio=TWILIO_DOWN)
    assert [sent(queue) for _ in range(2)] == [[("sent", "aws-sms")]] * 2
    assert asked(provider) == ["twilio", "aws-sms", "aws-sms"]

    monkeypatch.setattr("carillon.channels.sms.time.time", lambda: later + REST_SECONDS)
    answers(provider)
    assert [sent(queue) for _ in range(2)] == [[("sent", "twilio")]] * 2


def test_when_everybody_keeps_failing_everybody_is_still_asked(queue: LambdaQueue, provider: Provider) -> None:
    answers(provider, twilio=TWILIO_DOWN, aws=AWS_DOWN)
    for _ in range(FAILURES_TO_OPEN):
        sent(queue)
    answers(provider)

    assert sent(queue) == [("sent", "twilio")]
