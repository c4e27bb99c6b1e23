"""A second SMS provider and a cap on texts, told to the deployed sender as an operator could: Twilio alone is the usual."""

from collections.abc import Iterator
from typing import Any

import pytest

from .doors import Doors
from .eventually import eventually
from .person import Admin, Person

SETTINGS = {
    "SMS_ORIGINATION_IDENTITY": "arn:aws:sms-voice:us-east-1:000000000000:pool/pool-1",
    "SMS_DAILY_CAP_PER_USER": "1",
}


def configure(doors: Doors, change: dict[str, str]) -> dict[str, str]:
    """Change variables of the SMS sender; what they were."""
    functions = doors.client("lambda")
    pages = functions.get_paginator("list_functions").paginate()
    names = [function["FunctionName"] for page in pages for function in page["Functions"]]
    name = next(name for name in names if "SendSmsFunction" in name)
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables | change})
    eventually(
        lambda: functions.get_function_configuration(FunctionName=name)["LastUpdateStatus"],
        lambda status: status == "Successful",
    )
    return {variable: variables[variable] for variable in change}


@pytest.fixture(scope="module", autouse=True)
def second_provider(doors: Doors) -> Iterator[None]:
    usual = configure(doors, SETTINGS)
    yield
    configure(doors, usual)


@pytest.fixture
def person(admin: Admin, number: str) -> Person:
    person = admin.reachable(phone=number)
    person.prefer(smsEnabled=True)
    return person


def statuses(log: list[dict[str, Any]]) -> list[str]:
    return [line["status"] for line in log]


@pytest.mark.parametrize("number", ["+12025550141"])
def test_what_twilio_does_not_take_leaves_through_the_other_at_once(admin: Admin, doors: Doors, person: Person):
    doors.outbox.fail_next("sms", "error")
    identifier = admin.create(person, type="sms")["id"]
    line = person.settled(identifier, "sms")
    assert (line["status"], line["provider"]) == ("sent", "aws-sms")
    assert statuses(person.deliveries(identifier)) == ["queued", "sent"]
    (text,) = doors.outbox.of(identifier)
    assert text["to"] == "+12025550141"


@pytest.mark.parametrize("number", ["+12025550142"])
def test_what_neither_takes_is_sent_later_by_twilio(admin: Admin, doors: Doors, person: Person):
    doors.outbox.fail_next("sms", "error")
    doors.outbox.fail_next("sms-voice", "throttle")
    identifier = admin.create(person, type="sms")["id"]
    line = person.settled(identifier, "sms")
    assert (line["status"], line["provider"]) == ("delivered", "twilio")
    assert statuses(person.deliveries(identifier)) == ["queued", "deferred", "sent", "delivered"]
    assert len(doors.outbox.of(identifier)) == 1


@pytest.mark.parametrize("number", ["+12025550143"])
def test_what_twilio_may_have_taken_does_not_leave_through_the_other(admin: Admin, doors: Doors, person: Person):
    doors.outbox.fail_next("sms", "cut")
    identifier = admin.create(person, type="sms")["id"]
    person.settled(identifier, "sms")
    assert {line["provider"] for line in person.deliveries(identifier, "sms")} == {None, "twilio"}
    assert len(doors.outbox.of(identifier)) == 1


@pytest.mark.bad_input(60)
@pytest.mark.parametrize("number", ["+12025550144"])
def test_a_text_over_a_cap_is_an_email(admin: Admin, doors: Doors, person: Person):
    texted, emailed = (admin.create(person, type="sms", title=title)["id"] for title in ("First", "Second"))
    lines = [person.settled(identifier, "sms") for identifier in (texted, emailed)]
    if lines[0]["status"] == "skipped":  # the queue keeps no order
        texted, emailed, lines = emailed, texted, lines[::-1]
    assert [(line["status"], line["reason"]) for line in lines] == [("delivered", None), ("skipped", "sms_cap")]
    assert person.settled(emailed, "email")["status"] == "delivered"
    assert statuses(person.deliveries(emailed, "email")) == ["queued", "sent", "delivered"]
    assert [entry["channel"] for entry in doors.outbox.of(emailed)] == ["email"]
    assert [entry["channel"] for entry in doors.outbox.of(texted)] == ["sms"]
    shown = person.get(f"/{emailed}")
    assert (shown["emailSent"], shown["smsSent"]) == (True, False)
