"""The ingest queue: envelopes, and messages that can never succeed."""

import json
from typing import Any
from uuid import uuid4

import pytest

from .doors import Doors
from .eventually import eventually
from .person import Admin, Person
from .requests import BAD, changed


def sns(request: dict[str, Any]) -> dict[str, Any]:
    """An SNS notification that carries the request."""
    return {
        "Type": "Notification",
        "MessageId": str(uuid4()),
        "TopicArn": "arn:aws:sns:us-east-1:000000000000:orders",
        "Subject": "Order",
        "Message": json.dumps(request),
        "Timestamp": "2026-01-01T12:00:00.000Z",
        "SignatureVersion": "1",
        "Signature": "c2lnbmF0dXJl",
        "SigningCertURL": "https://sns.us-east-1.amazonaws.com/certificate.pem",
        "UnsubscribeURL": "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe",
    }


def event_bridge(request: dict[str, Any]) -> dict[str, Any]:
    """An EventBridge event that carries the request."""
    return {
        "version": "0",
        "id": str(uuid4()),
        "detail-type": "OrderShipped",
        "source": "shop.orders",
        "account": "000000000000",
        "time": "2026-01-01T12:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": request,
    }


def test_bare_sns_and_eventbridge_are_all_taken(doors: Doors, someone: Person):
    requests = [someone.request(type="in-app", title=title, data={"n": title}) for title in ("bare", "sns", "event")]
    doors.put("Ingest", requests[0], sns(requests[1]), event_bridge(requests[2]))
    inbox = eventually(someone.inbox, lambda inbox: len(inbox) == 3)
    assert {item["title"]: item["data"] for item in inbox} == {
        title: {"n": title} for title in ("bare", "sns", "event")
    }


def test_two_messages_without_a_key_are_two_notifications(doors: Doors, someone: Person):
    request = someone.request(type="in-app")
    doors.put("Ingest", request, request)
    eventually(someone.inbox, lambda inbox: len(inbox) == 2)


def test_the_same_message_again_changes_nothing(doors: Doors, admin: Admin):
    person = admin.reachable()
    request = person.request(idempotencyKey="order-7")
    doors.put("Ingest", request, request)
    (made,) = eventually(person.inbox)
    doors.put("Ingest", sns(request), event_bridge(request))
    doors.outbox.wait_for(made["id"], "email")
    doors.wait_until_empty("Ingest")
    assert [item["id"] for item in person.inbox()] == [made["id"]]
    assert len(doors.outbox.of(made["id"], "email")) == 1


def test_a_poison_message_among_ten_keeps_nobody_waiting(doors: Doors, someone: Person):
    bodies: list[str | dict[str, Any]] = [someone.request(type="in-app", title=f"Number {n}") for n in range(9)]
    poison = f"{{ this is not JSON {uuid4()}"
    doors.put("Ingest", *bodies[:4], poison, *bodies[4:])
    inbox = eventually(someone.inbox, lambda inbox: len(inbox) == 9)
    assert {item["title"] for item in inbox} == {f"Number {n}" for n in range(9)}
    assert doors.dead_letter("Ingest", poison)["MessageAttributes"]["errorCode"]["StringValue"] == "invalid_json"
    doors.wait_until_empty("Ingest")


@pytest.fixture(scope="module")
def poisons(doors: Doors) -> dict[str, tuple[str, str]]:
    """Bodies that can never succeed, all put on the queue: the expected code and the body, by name."""
    person = Person.new(doors)
    request = person.request(type="in-app", title=f"Poison {uuid4()}")
    text = json.dumps(request)[:-1]
    found = {
        "not JSON": ("invalid_json", f"{text}"),
        "two values of a name": ("invalid_json", f'{text}, "userId": "other"}}'),
        "two values of a name inside": ("invalid_json", f'{text}, "data": {{"a": 1, "a": 2}}}}'),
        "NaN": ("invalid_json", f'{text}, "data": {{"a": NaN}}}}'),
        "Infinity": ("invalid_json", f'{text}, "data": {{"a": -Infinity}}}}'),
        "a lone surrogate": ("invalid_json", f'{text}, "data": {{"a": "\\ud800"}}}}'),
        "not JSON in SNS": ("invalid_json", json.dumps(sns(request) | {"Message": text})),
        "a list": ("invalid_request", json.dumps([request])),
        "a text": ("invalid_request", f'"{uuid4()}"'),
        "spaced as its producer did": ("invalid_request", f'{{ "userId" :  "é{uuid4()}" }}'),
        "detail that is no request": ("invalid_request", json.dumps(event_bridge({"order": 7}))),
        "a bad request in SNS": ("invalid_request", json.dumps(sns(request | {"title": ""}))),
        **{
            name: ("invalid_request", json.dumps(changed(request, change)))
            for name, (_, change) in BAD.items()
        },
    }  # fmt: skip
    bodies = [body for _, body in found.values()]
    for start in range(0, len(bodies), 5):
        doors.put("Ingest", *bodies[start : start + 5])
    doors.wait_until_empty("Ingest")
    assert person.get()["total"] == 0
    return found


def test_what_can_never_succeed_is_dead_at_once_untouched_and_says_why(
    doors: Doors, poisons: dict[str, tuple[str, str]]
):
    wanted = {body for _, body in poisons.values()}
    letters = eventually(
        lambda: [letter for letter in doors.dead_letters("Ingest") if letter["Body"] in wanted],
        lambda found: len(found) >= len(wanted),
    )
    assert len(letters) == len(wanted), "a message was put aside twice"
    codes = {letter["Body"]: letter["MessageAttributes"]["errorCode"]["StringValue"] for letter in letters}
    assert codes == {body: code for code, body in poisons.values()}
    assert all(letter["MessageAttributes"]["errorMessage"]["StringValue"] for letter in letters)


def test_error_message_names_the_field(doors: Doors, poisons: dict[str, tuple[str, str]]):
    for name in ("title empty", "category unknown", "unknown field"):
        field = BAD[name][0]
        letter = doors.dead_letter("Ingest", poisons[name][1])
        assert field in letter["MessageAttributes"]["errorMessage"]["StringValue"]


def test_another_request_with_a_used_key_is_a_dead_letter(doors: Doors, someone: Person):
    request = someone.request(type="in-app", idempotencyKey="order-8")
    doors.put("Ingest", request)
    eventually(someone.inbox)
    other = json.dumps(request | {"title": f"Other {uuid4()}"})
    doors.put("Ingest", other)
    letter = doors.dead_letter("Ingest", other)
    assert letter["MessageAttributes"]["errorCode"]["StringValue"] == "idempotency_conflict"
    assert someone.get()["total"] == 1
