"""record_delivery: what SES and Twilio tell of a message, whenever and as often as they like."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import Any

import pytest

from carillon import receipt_messages
from carillon.channels import twilio_webhooks
from carillon.domain import clock, ids
from carillon.domain.notification import Notification
from carillon.domain.receipt import ProviderWord
from carillon.domain.suppression import Suppress, Unsuppress
from carillon.storage.deliveries import Deliveries
from carillon.storage.suppressions import Suppressions
from record_delivery.handler import lambda_handler
from send_email.handler import lambda_handler as send_email
from tests.integration.faults import lagging
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.metrics import counted
from tests.integration.provider import Answer, Provider
from tests.integration.queued import take
from tests.integration.senders import ALICE, body, log, notification, states, users, visibility_changes

ADDRESS = "alice@example.com"
AT = "2026-01-31T12:00:00.000Z"
BOUNCE = {
    "bounceType": "Permanent",
    "bounceSubType": "General",
    "timestamp": AT,
    "bouncedRecipients": [{"emailAddress": "Alice@Example.com"}],
}
COMPLAINT = {"timestamp": AT, "complainedRecipients": [{"emailAddress": ADDRESS}]}


@pytest.fixture
def receipts() -> LambdaQueue:
    return LambdaQueue(os.environ["RECEIPT_QUEUE_URL"], lambda_handler)


@pytest.fixture
def emails() -> LambdaQueue:
    users().change_contact(ALICE, {"email": ADDRESS})
    return LambdaQueue(os.environ["EMAIL_QUEUE_URL"], send_email)


@pytest.fixture
def sent(emails: LambdaQueue, provider: Provider) -> Notification:
    """A mail that SES took."""
    item = notification()
    emails.put(body(item))
    assert emails.run() == []
    return item


def key(item: Notification) -> str:
    return ids.receipt_key(ALICE, item.id, "email", ids.target_id(ALICE, ADDRESS))


def event(item: Notification, kind: str, detail: dict[str, Any] | None = None, **mail: Any) -> str:
    """An event of a configuration set, as it lies on the queue."""
    name = kind[0].lower() + kind[1:]
    about = {"timestamp": AT, "messageId": "ses-1", "destination": [ADDRESS], "tags": {"deliveryId": [key(item)]}}
    return json.dumps({"eventType": kind, name: {"timestamp": AT, **(detail or {})}, "mail": about | mail})


def suppressed() -> set[str]:
    return Suppressions(os.environ["SUPPRESSIONS_TABLE"]).among([ADDRESS, "+14155550123"])


@pytest.mark.bad_input(81)
@pytest.mark.parametrize(
    ("kind", "detail", "state", "is_suppressed"),
    [
        ("Send", {}, ("sent", None), False),
        ("Delivery", {}, ("delivered", None), False),
        ("DeliveryDelay", {"delayType": "MailboxFull"}, ("sent", "MailboxFull"), False),
        ("Reject", {"reason": "Bad content"}, ("failed", "rejected"), False),
        ("Bounce", BOUNCE, ("bounced", "Permanent/General"), True),
        ("Bounce", BOUNCE | {"bounceType": "Transient"}, ("bounced", "Transient/General"), False),
        ("Complaint", COMPLAINT, ("delivered", "complaint"), True),
        ("Open", {}, ("sent", None), False),
    ],
)
def test_an_event_of_ses_is_the_mails_new_state(
    receipts: LambdaQueue,
    sent: Notification,
    kind: str,
    detail: dict[str, Any],
    state: tuple[str, str | None],
    is_suppressed: bool,
) -> None:
    receipts.put(event(sent, kind, detail), event(sent, kind, detail))

    assert receipts.run() == []

    assert states(sent)[-1] == state
    assert len(log(sent)) == (1 if state == ("sent", None) else 2)
    assert suppressed() == ({ADDRESS} if is_suppressed else set())


@pytest.mark.bad_input(81)
def test_a_receipt_whose_mail_the_index_does_not_show_yet_waits_for_it(
    receipts: LambdaQueue, emails: LambdaQueue, provider: Provider
) -> None:
    item = notification()
    with lagging(os.environ["DELIVERIES_TABLE"], "deliveryId"):
        emails.put(body(item))
        assert emails.run() == []
        receipts.put(event(item, "Delivery"))
        told = receipts.receive()
        assert len(receipts.invoke(told)) == 1
    assert states(item) == [("sent", None)]

    assert receipts.invoke(told) == []
    assert states(item)[-1] == ("delivered", None)


@pytest.mark.bad_input(81)
def test_a_feedback_notification_is_read_too_by_the_mails_own_header(receipts: LambdaQueue, sent: Notification) -> None:
    headers = [{"name": "X-Delivery-Id", "value": key(sent)}]
    told = json.loads(event(sent, "Bounce", BOUNCE, tags={}, headers=headers))
    told["notificationType"] = told.pop("eventType")
    receipts.put(json.dumps({"Type": "Notification", "TopicArn": "arn", "Message": json.dumps(told)}))

    assert receipts.run() == []
    assert states(sent)[-1] == ("bounced", "Permanent/General")


def test_an_address_is_suppressed_however_its_domain_is_written(receipts: LambdaQueue, sent: Notification) -> None:
    bounced = BOUNCE | {"bouncedRecipients": [{"emailAddress": "alice@xn--bcher-kva.example"}]}
    receipts.put(event(sent, "Bounce", bounced))

    assert receipts.run() == []
    assert Suppressions(os.environ["SUPPRESSIONS_TABLE"]).among(["Alice@b\u00fccher.example"])


@pytest.mark.bad_input(81)
def test_late_doubled_and_reversed_events_end_in_the_same_state(receipts: LambdaQueue, sent: Notification) -> None:
    for kind in ("Delivery", "Send", "Delivery"):
        receipts.put(event(sent, kind))
        assert receipts.run() == []

    assert states(sent) == [("sent", None), ("delivered", None)]


@pytest.mark.bad_input(79, 80)
def test_an_unknown_outcome_is_settled_by_the_providers_event(
    receipts: LambdaQueue, emails: LambdaQueue, provider: Provider
) -> None:
    item = notification()
    provider.says(Answer(0, hang_up=True))
    emails.put(body(item))
    waiting = emails.receive()
    assert len(emails.invoke(waiting)) == 1

    receipts.put(event(item, "Delivery"))
    assert receipts.run() == []
    assert emails.invoke(waiting) == []

    assert states(item) == [("unknown", "no_answer"), ("delivered", None)]
    assert len(provider.requests) == 1


@pytest.mark.bad_input(81)
def test_a_receipt_before_our_own_word_waits_for_it(
    receipts: LambdaQueue, emails: LambdaQueue, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = notification()
    emails.put(body(item))
    mails = emails.receive()
    with monkeypatch.context() as dying:
        dying.setattr(Deliveries, "complete", _killed)
        emails.invoke(mails)
    receipts.put(event(item, "Delivery"))
    early = receipts.receive()

    with visibility_changes() as delays:
        assert len(receipts.invoke(early)) == 1
    assert delays == [2]

    later = clock.now().timestamp() + 61
    monkeypatch.setattr("carillon.storage.deliveries.time.time", lambda: later)
    assert receipts.invoke(early) == []
    assert emails.invoke(mails) == []
    assert states(item) == [("delivered", None)]
    assert len(provider.requests) == 1


def _killed(*_: object) -> None:
    raise ConnectionAbortedError


@pytest.mark.bad_input(81)
@pytest.mark.parametrize("tags", [{}, {"deliveryId": ["0" * 32 + "-" + "0" * 20]}, {"deliveryId": ["' OR 1"]}])
def test_a_strangers_receipt_is_parked_after_five_minutes_without_the_address(
    receipts: LambdaQueue, sent: Notification, tags: dict[str, list[str]]
) -> None:
    receipts.put(event(sent, "Bounce", BOUNCE, tags=tags))
    young = receipts.receive()
    assert len(receipts.invoke(young)) == 1
    for record in young["Records"]:
        record["attributes"]["SentTimestamp"] = str(int(record["attributes"]["SentTimestamp"]) - 301_000)
    assert receipts.invoke(young) == []

    [letter] = take("receipt-dead-letter")
    assert letter["MessageAttributes"]["errorCode"]["StringValue"] == "unknown_delivery"
    assert "example.com" not in letter["Body"].lower()
    assert suppressed() == {ADDRESS}
    assert states(sent) == [("sent", None)]


@pytest.mark.parametrize(
    "text", ["nonsense", "[]", "{}", '{"eventType": "Bounce"}', '{"word": "receipt"}', '{"word": []}']
)
def test_what_is_no_receipt_is_a_dead_letter(receipts: LambdaQueue, sent: Notification, text: str) -> None:
    receipts.put(text, event(sent, "Delivery"))

    assert receipts.run() == []

    assert [letter["Body"] for letter in take("receipt-dead-letter")] == [text]
    assert states(sent)[-1] == ("delivered", None)


def test_stop_suppresses_and_start_lifts_it_but_nothing_else(receipts: LambdaQueue) -> None:
    number = "+14155550123"
    stop, start, refused, again = (f"2026-01-31T12:0{minute}:00.000Z" for minute in range(4))
    steps: list[tuple[ProviderWord, set[str]]] = [
        (Suppress("sms", number, "21610", stop, "SM1"), {number}),
        (Unsuppress("sms", number, start, "SM2"), set()),
        (Suppress("sms", number, "21610", stop, "SM1"), set()),
        (Suppress("sms", number, "30005", refused), {number}),
        (Unsuppress("sms", number, again, "SM3"), {number}),
    ]
    for word, expected in steps:
        receipts.put(receipt_messages.encode(word))
        assert receipts.run() == []
        assert suppressed() == expected


def test_a_stop_that_was_queued_before_words_had_a_time_is_obeyed(receipts: LambdaQueue) -> None:
    receipts.put('{"word":"suppress","channel":"sms","address":"+14155550123","reason":"21610"}')

    assert receipts.run() == []
    assert suppressed() == {"+14155550123"}


def test_a_bounce_from_before_an_administrator_lifted_it_changes_nothing(
    receipts: LambdaQueue, sent: Notification, capsys: pytest.CaptureFixture[str]
) -> None:
    bounce = event(sent, "Bounce", BOUNCE)
    receipts.put(bounce, bounce)
    assert receipts.run() == []
    assert counted(capsys.readouterr().out)["AddressesSuppressed"] == 1
    assert Suppressions(os.environ["SUPPRESSIONS_TABLE"]).remove(ADDRESS)

    receipts.put(bounce)
    assert receipts.run() == []
    assert suppressed() == set()
    receipts.put(event(sent, "Bounce", BOUNCE | {"timestamp": clock.iso(clock.now() + timedelta(days=1))}))
    assert receipts.run() == []
    assert suppressed() == {ADDRESS}


def test_twilios_word_reaches_the_same_log(receipts: LambdaQueue, sent: Notification) -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003", "To": "+14155550123"}
    for word in twilio_webhooks.of_status(form, key(sent), clock.now()):
        receipts.put(receipt_messages.encode(word))

    assert receipts.run() == []
    assert states(sent)[-1] == ("failed", "30003")
