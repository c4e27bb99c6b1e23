"""Email: what a reader gets, and what no value in it can do."""

from typing import Any

import pytest

from .doors import Doors
from .eventually import eventually
from .person import Admin, Person

MARKUP = "<script>alert(1)</script> & \"quotes\" {{7*7}} {% raw %} ${x} <a href='https://phish.example'>"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt; &amp;"
SIMULATOR = [f"{name}@simulator.amazonses.com" for name in ("success", "bounce", "complaint", "suppressionlist")]


@pytest.fixture(scope="module")
def mails(admin: Admin, doors: Doors) -> dict[str, dict[str, Any]]:
    """The mails of a few notifications, by the name of what is particular about them."""
    person = admin.reachable(username="Zoë <z@evil.example>")
    requests: dict[str, dict[str, Any]] = {
        "plain": {"title": "Your parcel", "message": "First line.\nSecond line.", "data": {"url": "/orders/7"}},
        "markup": {"title": MARKUP, "message": MARKUP},
        "unicode": {"title": "Grüße 👨‍👩‍👧‍👦 " + "é" * 180, "message": "日本語\u202e مرحبا\n\tindented"},
        "long": {"message": "word " * 2_000},
        "script link": {"data": {"url": "javascript:alert(1)"}},
    }
    ids = {name: admin.create(person, type="email", **fields)["id"] for name, fields in requests.items()}
    return {name: doors.outbox.wait_for(identifier, "email") for name, identifier in ids.items()}


def test_a_mail_has_subject_and_both_parts(mails: dict[str, dict[str, Any]], doors: Doors):
    mail = mails["plain"]
    assert mail["subject"] == "Your parcel"
    for part in ("text", "html"):
        assert all(words in mail[part] for words in ("Your parcel", "First line.", "Second line."))
    assert mail["headers"]["Content-Type"].startswith("multipart/alternative")
    assert mail["html"].lstrip().lower().startswith("<!doctype html>")


def test_a_mail_leads_to_the_application(mails: dict[str, dict[str, Any]], doors: Doors):
    for part in ("text", "html"):
        assert f"{doors.stack['webUrl']}/orders/7" in mails["plain"][part]
        assert doors.stack["webUrl"] in mails["script link"][part]
        assert "javascript:" not in mails["script link"][part]


def test_every_value_is_escaped_and_none_is_evaluated(mails: dict[str, dict[str, Any]]):
    html = mails["markup"]["html"]
    assert ESCAPED in html
    assert "<script" not in html
    assert "phish.example'>" not in html
    assert "{{7*7}}" in html
    assert MARKUP in mails["markup"]["text"]
    assert mails["markup"]["subject"] == MARKUP


def test_characters_of_every_script_arrive(mails: dict[str, dict[str, Any]]):
    mail = mails["unicode"]
    assert mail["subject"] == "Grüße 👨‍👩‍👧‍👦 " + "é" * 180
    assert "日本語\u202e مرحبا" in mail["text"]
    assert "日本語" in mail["html"]
    assert mails["long"]["text"].count("word") == 2_000


def test_a_mail_has_one_recipient_and_no_foreign_header(mails: dict[str, dict[str, Any]]):
    for mail in mails.values():
        headers = {name.lower(): value for name, value in mail["headers"].items()}
        assert headers["to"].strip("<>").endswith(mail["to"])
        assert headers.keys().isdisjoint({"cc", "bcc", "reply-to"})
        assert "evil.example" not in str(headers)
        assert headers["from"]


def test_addresses_of_the_simulator_are_ordinary_ones(admin: Admin, doors: Doors):
    for address in SIMULATOR:
        person = admin.reachable(email=address)
        identifier = admin.create(person, type="email")["id"]
        assert doors.outbox.wait_for(identifier, "email")["to"] == address


def test_a_mail_counts_as_sent_only_once_the_provider_took_it(admin: Admin, doors: Doors):
    """An error at first: it is deferred, and sent in the end."""
    person = admin.reachable()
    doors.outbox.fail_next("email", "error", about=f"{person.username}@example.com")
    created = admin.create(person, type="email")
    assert (created["emailSent"], created["emailSentAt"]) == (False, None)
    assert person.settled(created["id"], "email")["status"] == "delivered"
    log = person.deliveries(created["id"], "email")[:-1]
    assert [line["status"] for line in log] == ["queued", "deferred", "sent"]
    assert [line["attempt"] for line in log][1:] == [1, 2]
    notification = person.get(f"/{created['id']}")
    assert (notification["emailSent"], notification["emailSentAt"]) == (True, log[-1]["at"])
    assert len(doors.outbox.of(created["id"])) == 1


def test_a_mail_whose_answer_was_lost_is_settled_by_the_providers_event(admin: Admin, doors: Doors):
    """The provider took it and the connection broke: nobody knows, so nobody sends again, and SES says what became of it."""
    person = admin.reachable()
    doors.outbox.fail_next("email", "cut", about=f"{person.username}@example.com")
    identifier = admin.create(person, type="email")["id"]
    assert person.settled(identifier, "email")["status"] == "delivered"
    assert [line["status"] for line in person.deliveries(identifier)][:2] == ["queued", "unknown"]
    assert person.get(f"/{identifier}")["emailSent"] is True
    assert len(doors.outbox.of(identifier)) == 1


def test_mail_goes_out_side_by_side_and_to_everybody_once(admin: Admin, doors: Doors):
    people = [admin.reachable() for _ in range(10)]
    doors.put("Ingest", *[person.request(type="email", title=f"For {person.username}") for person in people])
    assert len({one_mail(doors, person) for person in people}) == 10


def one_mail(doors: Doors, person: Person) -> str:
    """The notification of the one mail somebody got."""
    (mail,) = eventually(lambda: doors.outbox.to(f"{person.username}@example.com"))
    assert mail["subject"] == f"For {person.username}"
    return str(mail["notificationId"])
