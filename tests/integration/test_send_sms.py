"""send_sms: Twilio's client over our transport, against a provider that speaks Twilio's form and JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from carillon import clients
from carillon.domain import clock, ids
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.provider import Answer, Provider
from tests.integration.senders import ALICE, body, log, notification, states, visibility_changes
from tests.integration.sms import sms_queue


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[LambdaQueue]:
    with sms_queue(monkeypatch) as queue:
        yield queue


def test_a_text_goes_to_the_person_with_the_accounts_credentials(queue: LambdaQueue, provider: Provider) -> None:
    item = notification()
    queue.put(body(item))

    assert queue.run() == []

    (request,) = provider.requests
    account = "AC" + "0" * 32
    assert request.path == f"/2010-04-01/Accounts/{account}/Messages.json"
    key = ids.receipt_key(ALICE, item.id, "sms", ids.target_id(ALICE, "+14155550123"))
    assert request.form == {
        "To": "+14155550123",
        "From": "+15005550006",
        "Body": "Payment received: Ten euros from Bob.",
        "StatusCallback": f"https://api.app.example/webhooks/twilio/status?delivery={key}#rc=5&rp=all",
    }
    assert base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")) == f"{account}:secret".encode()
    assert request.headers["X-Notification-Id"] == item.id
    (line,) = log(item)
    assert (line.status, line.provider, line.provider_message_id, line.segments) == ("sent", "twilio", "SM1", 1)


@pytest.mark.seed_defect(27)
@pytest.mark.parametrize("code", [21211, 21408, 21610, 21612, 21614])
def test_what_twilio_will_never_take_is_not_tried_again(queue: LambdaQueue, provider: Provider, code: int) -> None:
    item = notification()
    provider.says(Answer(400, {"code": code, "message": "no", "status": 400}))
    queue.put(body(item))

    assert queue.run() == []
    queue.put(body(item))
    assert queue.run() == []

    assert states(item) == [("failed", str(code))]
    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    ("answer", "reason", "delays"),
    [
        (Answer(429, {"code": 20429, "message": "slow", "status": 429}, {"Retry-After": "7"}), "20429", {7}),
        (Answer(429, {"code": 20429, "message": "slow", "status": 429}), "20429", {2, 3, 4}),
        (Answer(500, {"message": "oops"}), "500", {2, 3, 4}),
        (Answer(503, headers={"Retry-After": "30"}), "503", {30}),
    ],
)
def test_what_may_work_later_waits_as_twilio_asks(
    queue: LambdaQueue, provider: Provider, answer: Answer, reason: str, delays: set[int]
) -> None:
    item = notification()
    provider.says(answer)
    queue.put(body(item))
    event = queue.receive()

    with visibility_changes() as asked:
        assert len(queue.invoke(event)) == 1
    assert set(asked) <= delays
    assert states(item) == [("deferred", reason)]
    assert queue.invoke(event) == []
    assert states(item)[-1] == ("sent", None)


def test_refused_credentials_are_read_again_before_the_next_try(queue: LambdaQueue, provider: Provider) -> None:
    item = notification()
    provider.says(Answer(401, {"code": 20003, "message": "who?", "status": 401}))
    queue.put(body(item))
    event = queue.receive()
    assert len(queue.invoke(event)) == 1
    assert states(item) == [("deferred", "20003")]

    rotated = json.dumps({"accountSid": "AC" + "1" * 32, "authToken": "rotated"})
    clients.secrets().put_secret_value(SecretId="test/twilio", SecretString=rotated)
    assert queue.invoke(event) == []

    assert "1" * 32 in provider.requests[-1].path
    assert states(item)[-1] == ("sent", None)


def test_the_credentials_are_fetched_once(queue: LambdaQueue, provider: Provider) -> None:
    fetched: list[object] = []

    def note(params: object, **_: object) -> None:
        fetched.append(params)

    event = "provide-client-params.secretsmanager.GetSecretValue"
    clients.secrets().meta.events.register(event, note)
    for _ in range(3):
        queue.put(body(notification()))
        assert queue.run() == []
    clients.secrets().meta.events.unregister(event, note)

    assert len(provider.requests) == 3
    assert len(fetched) == 1


@pytest.mark.seed_defect(28)
def test_without_its_secret_nothing_is_sent_and_nothing_is_lost(queue: LambdaQueue, provider: Provider) -> None:
    item = notification()
    clients.secrets().delete_secret(SecretId="test/twilio", ForceDeleteWithoutRecovery=True)
    queue.put(body(item))

    assert len(queue.run()) == 1
    assert states(item) == [("deferred", "ResourceNotFoundException")]
    assert provider.requests == []


@pytest.mark.bad_input(79)
def test_an_answer_that_never_came_is_not_sent_again(
    queue: LambdaQueue, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = notification()
    provider.says(Answer(0, hang_up=True))
    queue.put(body(item))

    event = queue.receive()
    assert len(queue.invoke(event)) == 1
    then = clock.now() + timedelta(seconds=901)
    monkeypatch.setattr("carillon.domain.clock.now", lambda: then)
    assert queue.invoke(event) == []

    assert states(item) == [("unknown", "no_answer"), ("failed", "outcome_unknown")]
    assert len(provider.requests) == 1


def test_nobody_there_to_connect_to_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    item = notification()
    with sms_queue(monkeypatch, twilio_api_base_url="http://127.0.0.1:9") as queue:  # nobody listens there
        queue.put(body(item))

        assert len(queue.run()) == 1
        assert states(item) == [("deferred", "unreachable")]


def test_a_redirect_is_not_followed(queue: LambdaQueue, provider: Provider) -> None:
    item = notification()
    provider.says(Answer(307, headers={"Location": f"{provider.url}/elsewhere"}))
    queue.put(body(item))

    assert queue.run() == []
    assert states(item) == [("failed", "307")]
    assert len(provider.requests) == 1


@pytest.mark.bad_input(62)
@pytest.mark.seed_defect(41)
def test_a_stop_is_remembered_and_obeyed_even_by_what_is_mandatory(queue: LambdaQueue, provider: Provider) -> None:
    provider.says(Answer(400, {"code": 21610, "message": "no", "status": 400}))
    queue.put(body(notification()))
    queue.run()
    provider.reset()
    later = notification(mandatory=True)
    queue.put(body(later))

    assert queue.run() == []

    assert provider.requests == []
    assert states(later) == [("skipped", "suppressed")]
