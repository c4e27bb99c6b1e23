"""twilio_webhook: only what Twilio signed comes in, and nothing it says gets lost."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError

from carillon import clients
from carillon.channels import twilio_webhooks
from carillon.domain import clock
from tests.integration import faults
from tests.integration.lambda_queue import CONTEXT
from tests.integration.queued import bodies
from tests.integration.twilio_calls import ACCOUNT, INBOUND, STATUS, callback
from twilio_webhook import handler
from twilio_webhook.handler import lambda_handler

KEY = "0" * 32 + "-" + "1" * 20
DELIVERED = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+14155550123"}


@pytest.fixture(autouse=True)
def _fresh_secret() -> None:
    handler._secret.cache_clear()


def call(event: dict[str, Any]) -> int:
    return int(lambda_handler(event, CONTEXT)["statusCode"])


def test_a_signed_status_is_queued_for_the_delivery_its_address_names() -> None:
    assert call(callback(STATUS, DELIVERED, f"delivery={KEY}")) == 200

    [word] = bodies("receipt")
    assert (word["word"], word["key"]) == ("receipt", KEY)
    assert (word["entry"]["status"], word["entry"]["provider_message_id"]) == ("delivered", "SM1")
    assert "+14155550123" not in str(word)


@pytest.mark.bad_input(83)
@pytest.mark.parametrize(
    "changed",
    [
        {"headers": {}},
        {"headers": {"x-twilio-signature": ""}},
        {"headers": {"x-twilio-signature": "bm9wZQ=="}},
        {"headers": {"x-twilio-signature": "ünïcode"}},
        {"rawQueryString": "delivery=" + "9" * 32 + "-" + "1" * 20},
        {"routeKey": f"POST {INBOUND}"},
        {"body": base64.b64encode(b"MessageSid=SM1&MessageStatus=failed").decode()},
        {"body": ""},
        {"body": None},
    ],
)
def test_what_twilio_did_not_sign_is_forbidden_and_changes_nothing(changed: dict[str, Any]) -> None:
    assert call(callback(STATUS, DELIVERED, f"delivery={KEY}", **changed)) == 403
    assert bodies("receipt") == []


@pytest.mark.bad_input(83)
@pytest.mark.parametrize("account", ["AC" + "1" * 32, ""])
def test_what_twilio_signed_about_another_account_is_forbidden(account: str) -> None:
    assert call(callback(STATUS, DELIVERED | {"AccountSid": account}, f"delivery={KEY}")) == 403
    assert bodies("receipt") == []


@pytest.mark.parametrize(
    "form", [{}, {"MessageStatus": "delivered"}, {"MessageSid": "SM1"}, {"MessageSid": "SM1", "MessageStatus": "new"}]
)
def test_a_signed_callback_that_says_nothing_is_refused(form: dict[str, str]) -> None:
    assert call(callback(STATUS, form)) == 400
    assert call(callback(INBOUND, {"Body": "STOP"})) == 400
    assert bodies("receipt") == []


@pytest.mark.parametrize("text", [b"\xff\xfe=1", "Ünïcode".encode("latin-1"), b"&".join([b"a=1"] * 201)])
def test_a_body_that_is_no_form_is_refused(text: bytes) -> None:
    assert call(callback(STATUS, {}, body=base64.b64encode(text).decode(), headers={})) == 403
    assert call(callback(STATUS, {}, body=base64.b64encode(text).decode())) == 400


def test_what_a_person_texts_has_its_time_before_it_is_queued_and_is_known_again() -> None:
    before = clock.iso(clock.now())
    assert call(callback(INBOUND, {"From": "+14155550123", "Body": "STOP", "MessageSid": "SM1"})) == 200

    [word] = bodies("receipt")
    assert before <= word["at"] <= clock.iso(clock.now())
    assert word["word_id"] == "SM1"


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ({"Body": " stop "}, "suppress"),
        ({"Body": "hello", "OptOutType": "STOP"}, "suppress"),
        ({"Body": "Start"}, "unsuppress"),
        ({"Body": "please stop"}, None),
        ({"Body": ""}, None),
    ],
)
def test_stop_and_start_are_obeyed_and_other_texts_are_not(form: dict[str, str], word: str | None) -> None:
    assert call(callback(INBOUND, {"From": "+14155550123", **form})) == 200
    assert [said["word"] for said in bodies("receipt")] == ([word] if word else [])


def test_a_queue_that_does_not_take_it_has_twilio_call_again() -> None:
    def closed(**_: object) -> None:
        raise ConnectionClosedError(endpoint_url="https://sqs.example")

    with faults.before(clients.sqs(), "SendMessageBatch", closed):
        assert call(callback(STATUS, DELIVERED)) == 503


def test_without_the_secret_twilio_is_asked_to_call_again() -> None:
    clients.secrets().delete_secret(SecretId="test/twilio", ForceDeleteWithoutRecovery=True)

    assert call(callback(STATUS, DELIVERED)) == 503


def test_a_rotated_token_is_read_again_but_not_for_every_forgery(monkeypatch: pytest.MonkeyPatch) -> None:
    assert call(callback(STATUS, DELIVERED)) == 200
    rotated = {"accountSid": ACCOUNT, "authToken": "rotated"}
    clients.secrets().put_secret_value(SecretId="test/twilio", SecretString=json.dumps(rotated))
    with monkeypatch.context() as now:
        now.setattr("tests.integration.twilio_calls.TOKEN", "rotated")
        event = callback(STATUS, DELIVERED)
    assert call(event) == 403

    later = time.monotonic() + 61
    monkeypatch.setattr("carillon.stored_secret.time.monotonic", lambda: later)
    assert call(event) == 200


def test_a_code_that_says_stop_suppresses_the_number() -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": "21610", "To": "+14155550123"}

    assert call(callback(STATUS, form, f"delivery={KEY}")) == 200
    assert sorted(word["word"] for word in bodies("receipt")) == ["receipt", "suppress"]


def test_the_address_that_twilio_is_given_comes_back_as_the_key() -> None:
    address = twilio_webhooks.status_callback("https://api.app.example/", KEY)

    assert address.startswith(f"https://api.app.example{STATUS}?delivery={KEY}#")
