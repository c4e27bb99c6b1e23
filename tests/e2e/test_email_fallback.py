"""The email for what stayed unread: once, on time, and never for what was read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from .begun import LeftUnread
from .doors import Doors
from .eventually import eventually
from .person import Admin

DELAY = timedelta(seconds=5)
WITHIN = timedelta(seconds=180)
"""The promise is a minute; this machine may be starting a stack and running every other test."""
MAILED = ("unread", "mandatory")


@pytest.fixture(scope="module")
def mails(doors: Doors, left_unread: dict[str, LeftUnread]) -> dict[str, dict[str, Any]]:
    """The fallback mails that the schedule sent by itself."""
    return {name: doors.outbox.wait_for(left_unread[name].notification_id, "email", within=70) for name in MAILED}


@pytest.mark.parametrize("name", MAILED)
def test_what_stays_unread_is_emailed_within_a_minute_of_falling_due(
    mails: dict[str, dict[str, Any]], left_unread: dict[str, LeftUnread], name: str
):
    mail, waiting = mails[name], left_unread[name]
    assert mail["subject"] == "Unread: Waiting for you"
    assert mail["to"] == waiting.address
    created = waiting.person.get(f"/{waiting.notification_id}")["createdAt"]
    due = datetime.fromisoformat(created) + DELAY
    assert due <= datetime.fromisoformat(mail["at"]) <= due + WITHIN


def test_its_delivery_is_in_the_log_like_any_other(
    mails: dict[str, dict[str, Any]], left_unread: dict[str, LeftUnread]
):
    waiting = left_unread["unread"]
    assert waiting.person.settled(waiting.notification_id, "email")["status"] == "delivered"
    log = waiting.person.deliveries(waiting.notification_id)
    assert [line["status"] for line in log if line["channel"] == "email"] == ["queued", "sent", "delivered"]
    assert [line["at"] for line in log] == sorted(line["at"] for line in log)
    assert waiting.person.get(f"/{waiting.notification_id}")["emailSent"] is True


@pytest.mark.parametrize(
    "name", ["read", "read and unread", "read all", "deleted", "email off", "category off since", "not in-app"]
)
def test_what_was_read_or_is_not_wanted_is_never_emailed(
    mails: dict[str, dict[str, Any]], left_unread: dict[str, LeftUnread], doors: Doors, name: str
):
    """Those that were emailed fell due later than this one: its time is over."""
    assert doors.outbox.of(left_unread[name].notification_id, "email") == []
    assert doors.outbox.to(left_unread[name].address) == []


def test_what_was_emailed_already_is_not_emailed_again(
    mails: dict[str, dict[str, Any]], left_unread: dict[str, LeftUnread], doors: Doors
):
    (mail,) = doors.outbox.of(left_unread["emailed already"].notification_id, "email")
    assert mail["subject"] == "Waiting for you"


def test_sweeps_at_once_send_one_mail(mails: dict[str, dict[str, Any]], doors: Doors, admin: Admin):
    """The schedule's ticks come twice, and late: whoever is due gets one mail."""
    people = [admin.reachable() for _ in range(3)]
    ids = [admin.create(person, type="in-app")["id"] for person in people]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: doors.invoke(doors.outputs["EmailFallbackFunctionName"]), range(4)))
    for identifier in ids:
        doors.outbox.wait_for(identifier, "email")
    doors.invoke(doors.outputs["EmailFallbackFunctionName"])
    for identifier in [*ids, *[mail["notificationId"] for mail in mails.values()]]:
        assert len(doors.outbox.of(identifier, "email")) == 1


def test_what_is_read_just_before_its_mail_is_not_emailed(mails: dict[str, dict[str, Any]], doors: Doors, admin: Admin):
    """The sweep has queued the mail already, to leave when it is due; its sender looks once more."""
    person = admin.reachable()
    doors.switch_trigger("send_email", on=False)
    try:
        identifier = admin.create(person, type="in-app")["id"]
        doors.invoke(doors.outputs["EmailFallbackFunctionName"])
        person.ask("PATCH", f"/{identifier}/read")
    finally:
        doors.switch_trigger("send_email", on=True)
    line = person.settled(identifier, "email")
    assert (line["status"], line["reason"]) == ("skipped", "read_first")
    assert eventually(lambda: doors.outbox.of(identifier), lambda sent: sent == []) == []
