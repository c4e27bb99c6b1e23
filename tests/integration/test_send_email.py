"""send_email: what leaves through SES, what does not, and what the queue is told."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pynamodb.exceptions import UpdateError

from carillon.domain.delivery import Delivery
from carillon.storage.deliveries import Deliveries
from send_email.handler import lambda_handler
from tests.integration.faults import Call, Cut, Watch
from tests.integration.lambda_queue import CONTEXT, LambdaQueue
from tests.integration.provider import Answer, Provider, Request
from tests.integration.queued import take
from tests.integration.senders import ALICE, body, log, notification, states, users, visibility_changes


@pytest.fixture
def queue() -> LambdaQueue:
    users().change_contact(ALICE, {"email": "alice@example.com", "locale": "ar"})
    return LambdaQueue(os.environ["EMAIL_QUEUE_URL"], lambda_handler)


@pytest.mark.bad_input(52)
@pytest.mark.seed_defect(30, 36, 37)
def test_a_mail_has_both_parts_and_one_recipient(queue: LambdaQueue, provider: Provider) -> None:
    item = notification(title="Paid <now>", data={"url": "javascript:alert(1)"})
    queue.put(body(item))

    assert queue.run() == []

    (mail,) = (request.mail for request in provider.requests)
    assert mail["Subject"] == "Paid <now>"
    assert mail["To"] == "alice@example.com"
    assert mail["X-Notification-Id"] == item.id
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert "Ten euros from Bob." in text.get_content()
    assert "Paid &lt;now&gt;" in html.get_content()
    assert '<html lang="ar" dir="rtl">' in html.get_content()
    assert 'href="https://app.example"' in html.get_content()
    assert "javascript:" not in html.get_content() + text.get_content()
    (line,) = log(item)
    assert (line.status, line.provider, line.provider_message_id, line.attempt) == ("sent", "ses", "ses-1", 1)
    assert line.target
    assert "alice" not in line.target


@pytest.mark.bad_input(75)
def test_a_redelivery_sends_nothing_and_leaves_the_queue(queue: LambdaQueue, provider: Provider) -> None:
    item = notification()
    for _ in range(3):
        queue.put(body(item))
        assert queue.run() == []

    assert len(provider.requests) == 1
    assert states(item) == [("sent", None)]


@pytest.mark.bad_input(75)
def test_a_message_twice_in_one_batch_is_sent_once(queue: LambdaQueue, provider: Provider) -> None:
    item = notification()
    queue.put(body(item), body(item))
    event = queue.receive()
    assert len(event["Records"]) == 2

    queue.invoke(event)

    assert len(provider.requests) == 1
    assert states(item) == [("sent", None)]


def test_a_changed_address_does_not_get_what_the_old_one_got(queue: LambdaQueue, provider: Provider) -> None:
    item = notification()
    queue.put(body(item))
    queue.run()
    users().change_contact(ALICE, {"email": "new@example.com"})
    queue.put(body(item))

    assert queue.run() == []
    assert len(provider.requests) == 1


@pytest.mark.bad_input(75)
def test_two_deliveries_at_once_send_once(queue: LambdaQueue, provider: Provider) -> None:
    item = notification()
    queue.put(body(item))
    event = queue.receive()
    may_answer = threading.Event()

    def answer_late(_request: Request) -> Answer:
        may_answer.wait(9)  # less than a sender waits
        return Answer(200, {"MessageId": "ses-1"})

    provider.answer = answer_late
    first = threading.Thread(target=lambda_handler, args=(event, CONTEXT))
    first.start()
    assert provider.called.wait(30)

    second = lambda_handler(event, CONTEXT)
    may_answer.set()
    first.join()

    assert len(second["batchItemFailures"]) == 1
    assert len(provider.requests) == 1
    assert states(item) == [("sent", None)]


@pytest.mark.bad_input(79)
@pytest.mark.seed_defect(31)
def test_a_sender_killed_after_the_provider_accepted_never_sends_again(
    queue: LambdaQueue, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = notification()
    queue.put(body(item))
    event = queue.receive()
    with monkeypatch.context() as killed:
        killed.setattr(Deliveries, "complete", _killed)
        assert len(queue.invoke(event)) == 1

    assert len(queue.invoke(event)) == 1  # its lease still holds
    now = time.time()
    monkeypatch.setattr("carillon.storage.deliveries.time.time", lambda: now + 61)
    assert len(queue.invoke(event)) == 1  # it waits for SES's word

    assert len(provider.requests) == 1
    assert states(item) == [("unknown", "no_answer")]


@pytest.mark.parametrize("number", [1, 2])
def test_a_lost_answer_of_our_own_claim_or_log_is_no_neighbour(
    queue: LambdaQueue, provider: Provider, number: int
) -> None:
    """The SDK asks again, and meets the lease, or the log line, that it wrote itself."""
    item = notification()
    queue.put(body(item))

    with Watch(Call("UpdateItem", os.environ["DELIVERIES_TABLE"], number), Cut()).on():
        assert queue.run() == []

    assert len(provider.requests) == 1
    assert states(item) == [("sent", None)]


def test_what_the_provider_said_outlives_a_table_that_is_busy(
    queue: LambdaQueue, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = notification()
    queue.put(body(item))
    busy, complete = [UpdateError(), UpdateError()], Deliveries.complete

    def throttled(*arguments: Any) -> None:
        if busy:
            raise busy.pop()
        complete(*arguments)

    monkeypatch.setattr(Deliveries, "complete", throttled)
    assert queue.run() == []

    assert len(provider.requests) == 1
    assert states(item) == [("sent", None)]


def test_what_comes_far_too_late_is_not_sent_but_a_redrive_is(queue: LambdaQueue, provider: Provider) -> None:
    item = notification()
    queue.put(body(item))

    assert queue.run(age=5 * 3600) == []
    assert states(item) == [("failed", "expired")]
    assert provider.requests == []

    [letter] = take("email-dead-letter")
    queue.put(letter["Body"])
    assert queue.run() == []
    assert states(item)[-1] == ("sent", None)


def test_two_senders_that_died_leave_both_their_targets_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    deliveries, delivery = Deliveries(os.environ["DELIVERIES_TABLE"], 1), Delivery("n", "push")
    now = time.time()
    for number, target in enumerate(["a", "b"]):
        monkeypatch.setattr("carillon.storage.deliveries.time.time", lambda after=61 * number: now + after)
        deliveries.claim(ALICE, delivery, [target])
    monkeypatch.setattr("carillon.storage.deliveries.time.time", lambda: now + 122)

    before, _ = deliveries.claim(ALICE, delivery, ["a"])

    assert before.in_flight == ("a", "b")


def _killed(*_: object) -> None:
    raise ConnectionAbortedError


@pytest.mark.bad_input(74)
def test_a_poison_message_takes_nobody_along(queue: LambdaQueue, provider: Provider) -> None:
    items = [notification(title=f"Number {number}") for number in range(9)]
    queue.put('{"not": "ours"}', *(body(item) for item in items))

    event = queue.receive()
    with visibility_changes() as delays:
        failed = queue.invoke(event)

    assert (failed, delays) == ([], [])
    [letter] = take("email-dead-letter")
    assert letter["Body"] == '{"not": "ours"}'
    assert letter["MessageAttributes"]["errorCode"]["StringValue"] == "invalid_message"
    assert sorted(request.mail["Subject"] for request in provider.requests) == [f"Number {n}" for n in range(9)]
    assert queue.left() == 0


def test_what_may_work_later_goes_back_with_a_delay(queue: LambdaQueue, provider: Provider) -> None:
    item = notification()
    provider.says(_ses_error(429, "TooManyRequestsException"))
    queue.put(body(item))
    event = queue.receive()

    with visibility_changes() as delays:
        assert len(queue.invoke(event)) == 1
    assert len(delays) == 1
    assert 2 <= delays[0] <= 4
    assert states(item) == [("deferred", "TooManyRequestsException")]

    assert queue.invoke(event) == []
    assert states(item) == [("deferred", "TooManyRequestsException"), ("sent", None)]
    assert [entry.attempt for entry in log(item)] == [1, 2]


def test_after_four_hours_the_last_try_fails_for_good_and_a_redrive_tries_again(
    queue: LambdaQueue, provider: Provider
) -> None:
    item = notification()
    provider.says(_ses_error(400, "SendingPausedException"))
    queue.put(body(item))

    assert queue.run(age=4 * 3600) == []
    [letter] = take("email-dead-letter")
    assert letter["MessageAttributes"]["errorCode"]["StringValue"] == "SendingPausedException"
    assert states(item) == [("failed", "SendingPausedException")]

    queue.put(letter["Body"])  # the redrive: a new message
    assert queue.run() == []
    assert states(item)[-1] == ("sent", None)


def test_a_refused_mail_is_not_tried_again(queue: LambdaQueue, provider: Provider) -> None:
    item = notification()
    provider.says(_ses_error(400, "MessageRejected"))
    queue.put(body(item))

    assert queue.run() == []
    assert states(item) == [("failed", "MessageRejected")]
    queue.put(body(item))
    assert queue.run() == []
    assert len(provider.requests) == 1


@pytest.mark.bad_input(79)
def test_a_connection_that_broke_waits_for_the_providers_word(
    queue: LambdaQueue, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SES tells of every mail it took. No word within the time: it took none, and the mail is sent again, once."""
    item = notification()
    provider.says(Answer(0, hang_up=True), Answer(0, hang_up=True))
    queue.put(body(item))
    event = queue.receive()

    with visibility_changes() as delays:
        assert len(queue.invoke(event)) == 1
        assert len(queue.invoke(event)) == 1
    assert all(890 <= delay <= 900 for delay in delays)
    assert len(provider.requests) == 1
    assert states(item) == [("unknown", "no_answer")]

    _later(monkeypatch, 901)
    assert len(queue.invoke(event)) == 1
    assert len(provider.requests) == 2
    _later(monkeypatch, 1802)
    assert queue.invoke(event) == []

    assert len(provider.requests) == 2
    again = [("unknown", "no_answer"), ("deferred", "outcome_unknown"), ("unknown", "no_answer")]
    assert states(item) == [*again, ("failed", "outcome_unknown")]


def _later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    then = datetime.now(UTC) + timedelta(seconds=seconds)
    monkeypatch.setattr("carillon.domain.clock.now", lambda: then)


def _ses_error(status: int, code: str) -> Answer:
    return Answer(status, {"message": "no"}, {"x-amzn-ErrorType": code})
