"""Pushes that are tried again: what waits for the tries of those that were sent long before."""

import pytest

from .doors import Doors
from .eventually import eventually
from .person import Admin, Person


@pytest.mark.parametrize("status", ["429", "503"])
def test_what_runs_out_of_tries_lies_in_the_dead_letter_queue(
    answers: dict[str, tuple[Person, str]], doors: Doors, status: str
):
    person, identifier = answers[status]
    line = person.settled(identifier, "push", within=60)
    assert (line["status"], line["reason"]) == ("failed", status)
    log = person.deliveries(identifier)
    assert [item["status"] for item in log] == ["queued", *["deferred"] * (len(log) - 2), "failed"]
    assert len(log) > 3
    eventually(lambda: any(identifier in letter["Body"] for letter in doors.dead_letters("Push")))


def test_a_push_service_that_says_later_is_asked_later(
    admin: Admin, doors: Doors, someone: Person, answers: dict[str, tuple[Person, str]]
):
    for person, identifier in answers.values():  # no other push takes the faults that are ordered here
        person.settled(identifier, "push", within=60)
    someone.subscribe()
    doors.outbox.fail_next("push", "throttle")
    doors.outbox.fail_next("push", "error")
    created = admin.create(someone, type="push")
    assert someone.settled(created["id"], "push")["status"] == "sent"
    log = someone.deliveries(created["id"])
    assert [(line["status"], line["reason"]) for line in log] == [
        ("queued", None),
        ("deferred", "429"),
        ("deferred", "500"),
        ("sent", None),
    ]
    assert len(doors.outbox.of(created["id"])) == 1
