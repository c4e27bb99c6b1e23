"""What takes a minute or more: begun before the first test, asserted by the last ones."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest

from .doors import Doors
from .eventually import eventually
from .person import Admin, Person

HIDDEN_SECONDS = 65
"""Just over the lease of whoever sends: shorter than the template's visibility timeout, for which no test waits."""
TEXTS = 10


@dataclass
class LeftUnread:
    """Somebody with an in-app notification, and what was done to it."""

    person: Person
    notification_id: str

    @property
    def address(self) -> str:
        return f"{self.person.username}@example.com"


@pytest.fixture(scope="session")
def left_unread(admin: Admin) -> dict[str, LeftUnread]:
    """In-app notifications that nobody emailed, by what became of them before the fallback fell due."""

    def made(person: Person, **fields: object) -> LeftUnread:
        return LeftUnread(person, admin.create(person, **{"type": "in-app", "title": "Waiting for you"} | fields)["id"])

    found = {name: made(admin.reachable()) for name in ("unread", "read", "read all", "deleted", "read and unread")}
    found["read"].person.ask("PATCH", f"/{found['read'].notification_id}/read")
    found["read all"].person.ask("PATCH", "/read-all")
    found["deleted"].person.ask("DELETE", f"/{found['deleted'].notification_id}")
    for mark in ("read", "unread"):
        found["read and unread"].person.ask("PATCH", f"/{found['read and unread'].notification_id}/{mark}")
    off, mandatory = admin.reachable(), admin.reachable()
    for person in (off, mandatory):
        person.prefer(emailEnabled=False)
    found["email off"] = made(off, type="all")
    found["mandatory"] = made(mandatory, mandatory=True)
    found["category off since"] = made(admin.reachable())
    found["category off since"].person.prefer(transactionAlerts=False)
    found["emailed already"] = made(admin.reachable(), type="all")
    found["not in-app"] = made(admin.reachable(), type="push")
    found["marked later"] = made(admin.reachable())
    made(found["marked later"].person)
    return found


@pytest.fixture(scope="session")
def texts_of_the_killed(admin: Admin, doors: Doors) -> list[LeftUnread]:
    """Ten texts whose sender was killed while one of them was on its way to a provider that does not answer."""
    person = Person.new(doors)
    admin.give(person, phone="+12025550177")
    person.prefer(smsEnabled=True)
    sqs, queue = doors.client("sqs"), doors.outputs["SmsQueueUrl"]
    usual = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": str(HIDDEN_SECONDS)})
    doors.outbox.fail_next("sms", "timeout", about="12025550177")
    doors.put("Ingest", *[person.request(title=f"Text {number}") for number in range(TEXTS)])
    eventually(lambda: doors.outbox.to("+12025550177"), lambda sent: len(sent) == TEXTS - 1)
    assert kill_workers(doors, "SendSmsFunction")
    sqs.set_queue_attributes(QueueUrl=queue, Attributes=usual)
    return [LeftUnread(person, item["id"]) for item in person.inbox()]


@pytest.fixture(scope="session")
def lost_between_tries(admin: Admin, doors: Doors) -> LeftUnread:
    """An email that its provider did not take at first, and whose message was lost before the next try."""
    person = admin.reachable()
    doors.outbox.fail_next("email", "error", about=f"{person.username}@example.com")
    identifier = admin.create(person, type="email")["id"]
    eventually(lambda: person.deliveries(identifier, "email")[-1]["status"] == "deferred")
    doors.purge("Email")
    return LeftUnread(person, identifier)


@pytest.fixture(scope="session")
def lost_before_it_was_taken(lost_between_tries: LeftUnread, admin: Admin, doors: Doors) -> LeftUnread:
    """A notification whose messages were lost on every channel, before a sender saw one."""
    person = admin.reachable(phone="+12025550179")
    person.prefer(smsEnabled=True)
    person.subscribe()
    senders = [f"send_{channel}" for channel in ("email", "sms", "push", "in_app")]
    for sender in senders:
        doors.switch_trigger(sender, on=False)
    identifier = admin.create(person)["id"]
    for queue in ("Email", "Sms", "Push", "InApp"):
        assert doors.waiting(queue) > 0
        doors.purge(queue)
    for sender in senders:
        doors.switch_trigger(sender, on=True)
    return LeftUnread(person, identifier)


@pytest.fixture(scope="session")
def answers(admin: Admin) -> dict[str, tuple[Person, str]]:
    """A push to an endpoint of each behaviour, all at once: who should have got it, and its notification."""
    programs = {
        "404": {"status": 404}, "410": {"status": 410}, "413": {"status": 413},
        "429": {"status": 429, "retryAfter": 1}, "503": {"status": 503, "retryAfter": 1},
    }  # fmt: skip
    made = {}
    for name, program in programs.items():
        person = Person.new(admin.doors)
        person.subscribe(**program)
        made[name] = (person, admin.create(person, type="push")["id"])
    return made


def kill_workers(doors: Doors, function: str) -> int:
    """SIGKILL the processes in which this stack's function runs; how many there were."""
    killed = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_text()
            environment = (process / "environ").read_text()
        except (OSError, UnicodeDecodeError):
            continue
        if f"-{function}-" in command and f"={doors.stack['awsEndpoint']}\0" in environment:
            os.kill(int(process.name), signal.SIGKILL)
            killed += 1
    return killed


@pytest.fixture(scope="session", autouse=True)
def begin(
    lost_before_it_was_taken: LeftUnread, left_unread: dict[str, LeftUnread], texts_of_the_killed: list[LeftUnread]
) -> None:
    """Have all of it begin with the first test; what purges queues comes before what uses them."""
