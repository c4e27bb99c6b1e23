"""Text messages: what arrives, and what Twilio refuses for good."""

from typing import Any

import pytest

from .doors import Doors
from .eventually import eventually
from .person import Admin, Person

MAGIC = {
    "+15005550001": "21211",
    "+15005550002": "21612",
    "+15005550003": "21408",
    "+15005550004": "21610",
    "+15005550009": "21614",
}


def with_phone(admin: Admin, number: str) -> Person:
    person = Person.new(admin.doors)
    admin.give(person, phone=number)
    person.prefer(smsEnabled=True)
    return person


@pytest.fixture(scope="module")
def refused(admin: Admin) -> dict[str, tuple[Person, str]]:
    """A text to each of Twilio's magic numbers: who should have got it, and its notification."""
    people = {number: with_phone(admin, number) for number in MAGIC}
    return {number: (person, admin.create(person, type="sms")["id"]) for number, person in people.items()}


def test_a_text_goes_to_the_users_number(admin: Admin, doors: Doors):
    person = with_phone(admin, "+12025550155")
    created = admin.create(person, type="sms", title="Code 123", message="Do not tell it.\nTo nobody 😀")
    text = doors.outbox.wait_for(created["id"], "sms")
    assert text["to"] == "+12025550155"
    assert "Code 123" in text["text"]
    assert "To nobody 😀" in text["text"]
    line = person.settled(created["id"], "sms")
    assert line["provider"] == "twilio"
    assert line["providerMessageId"].startswith("SM")


def test_a_text_that_is_too_long_is_cut_and_sent(admin: Admin, doors: Doors):
    person = with_phone(admin, "+12025550156")
    created = admin.create(person, type="sms", title="Long", message="👨‍👩‍👧‍👦" * 800)
    text: str = doors.outbox.wait_for(created["id"], "sms")["text"]
    assert len(text.encode("utf-16-le")) // 2 <= 1_600
    assert text.removeprefix("Long").strip(" :.…\n").replace("👨‍👩‍👧‍👦", "") == ""


@pytest.mark.parametrize("number", MAGIC)
def test_what_twilio_refuses_failed_with_its_code_and_is_not_tried_again(
    refused: dict[str, tuple[Person, str]], doors: Doors, number: str
):
    person, identifier = refused[number]
    line = person.settled(identifier, "sms")
    assert (line["status"], line["reason"]) == ("failed", MAGIC[number])
    log: list[dict[str, Any]] = person.deliveries(identifier, "sms")
    assert [item["status"] for item in log] == ["queued", "failed"]
    assert person.get(f"/{identifier}")["smsSent"] is False
    assert doors.outbox.of(identifier) == []


def test_what_was_refused_for_good_is_no_dead_letter(refused: dict[str, tuple[Person, str]], doors: Doors):
    for person, identifier in refused.values():
        person.settled(identifier, "sms")
    ids = [identifier for _, identifier in refused.values()]
    assert not any(identifier in letter["Body"] for letter in doors.dead_letters("Sms") for identifier in ids)


def test_who_said_stop_is_never_texted_again_not_even_what_is_mandatory(
    refused: dict[str, tuple[Person, str]], admin: Admin
):
    person, first = refused["+15005550004"]
    assert person.settled(first, "sms")["reason"] == "21610"
    again = admin.create(person, type="sms", mandatory=True)["id"]
    line = person.settled(again, "sms")
    assert (line["status"], line["reason"], line["target"]) == ("skipped", "suppressed", None)
    assert person.deliveries(again, "sms")[-1]["attempt"] is None


def test_a_throttled_text_is_sent_later(admin: Admin, doors: Doors):
    person = with_phone(admin, "+12025550157")
    doors.outbox.fail_next("sms", "throttle")
    identifier = admin.create(person, type="sms")["id"]
    assert person.settled(identifier, "sms")["status"] == "delivered"
    assert [line["status"] for line in person.deliveries(identifier)] == ["queued", "deferred", "sent", "delivered"]
    assert len(doors.outbox.of(identifier)) == 1


def test_a_message_twice_on_a_channel_queue_is_sent_once(admin: Admin, doors: Doors):
    """The queue hands a message over twice at once, and again after it was sent. (The last test of all looks again.)"""
    person = with_phone(admin, "+12025550158")
    identifier = admin.create(person, type="in-app")["id"]
    base = person.request(type="sms", priority="normal", data={}, mandatory=False)
    body = base | {"id": identifier, "fallback": False}
    doors.put("Sms", body, body)
    eventually(lambda: doors.outbox.of(identifier))
    doors.put("Sms", body)
    after = admin.create(person, type="sms")["id"]
    assert person.settled(after, "sms")["status"] == "delivered"
    assert len(doors.outbox.of(identifier)) == 1


def test_a_foreign_message_on_a_channel_queue_is_a_dead_letter_and_its_neighbours_are_sent(admin: Admin, doors: Doors):
    person = with_phone(admin, "+12025550159")
    foreign = '{"from": "somebody else"}'
    doors.put("Ingest", person.request(type="sms"))
    doors.put("Sms", foreign)
    eventually(lambda: doors.outbox.to("+12025550159"))
    assert doors.dead_letter("Sms", foreign)
