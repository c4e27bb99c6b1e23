"""What providers tell of a message after they took it, seen through the public doors."""

import secrets
from typing import Any
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from .doors import Doors
from .eventually import at_rest, eventually
from .person import Admin, Person

SIMULATOR = "simulator.amazonses.com"
STOPPER = "+12025550161"


def states(person: Person, identifier: str, channel: str) -> list[tuple[str, str | None]]:
    return [(line["status"], line["reason"]) for line in person.deliveries(identifier, channel)]


@pytest.mark.parametrize(
    ("name", "end", "is_suppressed"),
    [
        ("success", ("delivered", None), False),
        ("bounce", ("bounced", "Permanent/General"), True),
        ("suppressionlist", ("bounced", "Permanent/OnAccountSuppressionList"), True),
        ("complaint", ("delivered", "complaint"), True),
        ("transient", ("bounced", "Transient/MailboxFull"), False),
    ],
)
def test_a_mail_ends_as_ses_says_and_a_bad_address_gets_no_second_one(
    admin: Admin, doors: Doors, name: str, end: tuple[str, str | None], is_suppressed: bool
):
    person = admin.reachable(email=f"{name}+{Person.new(doors).username}@{SIMULATOR}")
    first = admin.create(person, type="email")["id"]
    eventually(lambda: states(person, first, "email"), lambda log: log and log[-1] == end)
    assert person.get(f"/{first}")["emailSent"] is True

    again = admin.create(person, type="email", mandatory=True)["id"]
    assert (person.settled(again, "email")["reason"] == "suppressed") is is_suppressed
    assert len(doors.outbox.of(again)) == (0 if is_suppressed else 1)


@pytest.mark.parametrize("mode", ["late", "double", "reverse"])
def test_events_as_they_like_end_in_the_same_state(admin: Admin, doors: Doors, mode: str):
    person = admin.reachable()
    doors.outbox.tell_next("email", mode)
    identifier = admin.create(person, type="email")["id"]
    assert person.settled(identifier, "email")["status"] == "delivered"
    assert at_rest(lambda: states(person, identifier, "email"), 2)[-1] == ("delivered", None)


@pytest.mark.parametrize(
    ("phone", "end"), [("+12025550162", ("delivered", None)), ("+15005550010", ("failed", "30003"))]
)
def test_a_text_is_delivered_or_not_as_its_carrier_says(admin: Admin, phone: str, end: tuple[str, str | None]):
    person = admin.reachable(phone=phone)
    person.prefer(smsEnabled=True)
    identifier = admin.create(person, type="sms")["id"]
    eventually(lambda: states(person, identifier, "sms"), lambda log: log and log[-1] == end)


def test_stop_suppresses_a_number_and_start_lifts_it_and_an_old_stop_changes_nothing(admin: Admin, doors: Doors):
    person = admin.reachable(phone=STOPPER)
    person.prefer(smsEnabled=True)

    def text(word: str, **sid: str) -> None:
        answer = doors.http.post(f"{doors.stack['webUrl']}/inbound-sms", json={"from": STOPPER, "body": word, **sid})
        assert answer.status_code == 204, answer.text

    def reason() -> Any:
        return person.settled(admin.create(person, type="sms", mandatory=True)["id"], "sms")["reason"]

    stop = {"sid": f"SM{secrets.token_hex(16)}"}
    text("Stop", **stop)
    eventually(reason, lambda seen: seen == "suppressed")
    text("START")
    eventually(reason, lambda seen: seen is None)
    text("Stop", **stop)
    assert at_rest(reason, 2) is None


@pytest.mark.parametrize("path", ["status", "inbound"])
def test_what_twilio_did_not_sign_is_forbidden(doors: Doors, path: str):
    address = f"{doors.stack['httpApiUrl']}/webhooks/twilio/{path}"
    form = {"MessageSid": "SM1", "MessageStatus": "delivered", "From": STOPPER, "Body": "STOP"}
    forged = RequestValidator("another").compute_signature(
        f"{doors.outputs['HttpApiUrl']}/webhooks/twilio/{path}", form
    )
    for headers in ({}, {"X-Twilio-Signature": forged}):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = doors.http.post(address, content=urlencode(form), headers=kind | headers)
        assert answer.status_code == 403
