"""The delivery log: every channel that was asked for, with its state and the reason of what did not leave."""

from collections import defaultdict
from typing import Any

import pytest

from .doors import Doors
from .person import Admin, Person

FIELDS = {"channel", "target", "status", "reason", "provider", "providerMessageId", "attempt", "at"}
PHONE = "+12025550144"


@pytest.fixture(scope="module")
def reached(admin: Admin) -> tuple[Person, str]:
    """Somebody who got a notification on all four channels, push on two devices, and its id."""
    person = admin.reachable(phone=PHONE)
    person.prefer(smsEnabled=True)
    person.subscribe(), person.subscribe()
    person.connect()
    identifier = admin.create(person)["id"]
    for channel in ("in-app", "email", "sms", "push"):
        assert person.settled(identifier, channel)["status"] in ("sent", "delivered")
    return person, identifier


def states(log: list[dict[str, Any]]) -> dict[tuple[str, str | None], list[str]]:
    """The statuses of each channel and target, in their order."""
    found: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for line in log:
        found[line["channel"], line["target"]].append(line["status"])
    return dict(found)


def test_every_line_has_the_contracts_fields_and_they_come_oldest_first(reached: tuple[Person, str]):
    person, identifier = reached
    log = person.deliveries(identifier)
    assert all(line.keys() == FIELDS for line in log)
    assert [line["at"] for line in log] == sorted(line["at"] for line in log)


def test_each_target_was_queued_and_sent_and_delivered_where_the_provider_tells(reached: tuple[Person, str]):
    person, identifier = reached
    found = [(channel, lines) for (channel, _), lines in states(person.deliveries(identifier)).items()]
    told, untold = ["queued", "sent", "delivered"], ["queued", "sent"]
    ways = {"email": told, "sms": told, "in-app": untold, "push": untold}
    assert sorted(found) == sorted([*ways.items(), ("push", untold)])


def test_what_was_sent_names_provider_message_and_attempt_but_no_address(reached: tuple[Person, str]):
    person, identifier = reached
    sent = [line for line in person.deliveries(identifier) if line["status"] == "sent"]
    assert all(line["provider"] and line["attempt"] == 1 and line["reason"] is None for line in sent)
    assert all(line["providerMessageId"] for line in sent if line["channel"] in ("email", "sms"))
    assert not any(
        word in str(line) for line in sent for word in (PHONE, f"{person.username}@example.com", "/push/", "http")
    )


def test_sent_fields_of_the_notification_follow(reached: tuple[Person, str]):
    person, identifier = reached
    notification = person.get(f"/{identifier}")
    for channel in ("email", "sms", "push"):
        assert notification[f"{channel}Sent"] is True
        first = next(line for line in person.deliveries(identifier, channel) if line["status"] == "sent")
        assert notification[f"{channel}SentAt"] == first["at"]


def test_a_channel_that_was_not_asked_for_has_none(admin: Admin, someone: Person):
    for channel in ("in-app", "email", "sms", "push"):
        log = someone.deliveries(admin.create(someone, type=channel)["id"])
        assert {line["channel"] for line in log} == {channel}


def test_what_was_not_sent_says_why(admin: Admin, someone: Person):
    """No address, no device, no connection, and a channel switched off, all in one notification."""
    identifier = admin.create(someone)["id"]
    reasons = {channel: someone.settled(identifier, channel) for channel in ("in-app", "email", "sms", "push")}
    assert {channel: line["reason"] for channel, line in reasons.items()} == {
        "in-app": "no_connection", "email": "no_address", "sms": "preference_off", "push": "no_subscription",
    }  # fmt: skip
    assert all(line["status"] == "skipped" and line["target"] is None for line in reasons.values())
    notification = someone.get(f"/{identifier}")
    assert not any(notification[f"{channel}Sent"] for channel in ("email", "sms", "push"))
    assert not any(notification[f"{channel}SentAt"] for channel in ("email", "sms", "push"))
    assert [item["id"] for item in someone.inbox()] == [identifier]


def test_of_several_reasons_the_first_of_the_contract_stands(admin: Admin, someone: Person):
    someone.prefer(emailEnabled=False, smsEnabled=True)
    off = admin.create(someone, category="promotional")["id"]
    assert {line["reason"] for line in someone.deliveries(off)} == {"category_off"}
    on = admin.create(someone)["id"]
    assert someone.settled(on, "email")["reason"] == "preference_off"
    assert someone.settled(on, "sms")["reason"] == "no_address"


def test_log_is_for_its_owner_and_for_administrators_with_the_user_named(
    admin: Admin, reached: tuple[Person, str], somebody_else: Person
):
    person, identifier = reached
    path = f"/{identifier}/deliveries"
    assert admin.get(path, params={"userId": person.user_id}) == person.get(path)
    assert admin.ask("GET", path).status_code == 404
    assert admin.ask("GET", path, params={"userId": somebody_else.user_id}).status_code == 404
    assert somebody_else.ask("GET", path).status_code == 404
    for user_id in (person.user_id, somebody_else.user_id):
        assert somebody_else.ask("GET", path, params={"userId": user_id}).status_code == 403


def test_a_choice_made_after_accepting_counts_when_sending(doors: Doors, admin: Admin):
    """A throttled mail waits for another try; by then its reader does not want it any more."""
    person = admin.reachable()
    doors.outbox.fail_next("email", "throttle", about=f"{person.username}@example.com")
    identifier = admin.create(person, type="email")["id"]
    person.prefer(emailEnabled=False)
    line = person.settled(identifier, "email")
    assert (line["status"], line["reason"]) == ("skipped", "preference_off")
    assert doors.outbox.of(identifier) == []


def test_a_provider_that_does_not_answer_slows_no_other_channel(doors: Doors, admin: Admin):
    """Not even for the same notifications: their mails still wait for an answer when all else of them has arrived."""
    person = admin.reachable(phone="+12025550145")
    person.prefer(smsEnabled=True)
    person.subscribe()
    page = person.connect()
    doors.outbox.fail_next("email", "timeout", times=3, about=f"{person.username}@example.com")
    made = [admin.create(person)["id"] for _ in range(3)]

    page.wait_for_frames(len(made))
    assert sorted(frame["data"]["id"] for frame in page.frames) == sorted(made)
    for identifier in made:
        assert person.settled(identifier, "sms")["status"] == "delivered"
        assert person.settled(identifier, "push")["status"] == "sent"
        mail = person.deliveries(identifier, "email")
        assert mail[-1]["status"] in ("queued", "deferred", "unknown"), mail


def test_a_claim_whose_answer_was_lost_is_held_by_who_made_it(doors: Doors, admin: Admin):
    """The SDK asks again and meets a lease: its own. Nobody waits for it to run out, and each message leaves once."""
    person = admin.reachable(phone="+12025550146")
    person.prefer(smsEnabled=True)
    person.subscribe()
    page = person.connect()
    for channel in ("in-app", "email", "sms", "push"):
        about = [person.user_id, f"#{channel}", "ALL_NEW"]
        order = {"channel": "UpdateItem", "mode": "cut", "times": 1, "about": about}
        doors.http.post(f"{doors.stack['awsEndpoint']}/_faults", json=order).raise_for_status()
    identifier = admin.create(person)["id"]

    page.wait_for_frames(1)
    for channel in ("email", "sms", "push"):
        assert person.settled(identifier, channel)["status"] in ("sent", "delivered")
        assert len(doors.outbox.of(identifier, channel)) == 1


def test_a_frame_that_is_refused_for_the_moment_is_shown_a_little_later(doors: Doors, admin: Admin, someone: Person):
    page = someone.connect()
    title = f"For {someone.username}"
    order = {"channel": "PostToConnection", "mode": "throttle", "times": 1, "about": [title]}
    doors.http.post(f"{doors.stack['awsEndpoint']}/_faults", json=order).raise_for_status()
    identifier = admin.create(someone, type="in-app", title=title)["id"]

    page.wait_for_frames(1)
    assert someone.settled(identifier, "in-app")["status"] == "sent"
    assert "deferred" in [line["status"] for line in someone.deliveries(identifier, "in-app")]
