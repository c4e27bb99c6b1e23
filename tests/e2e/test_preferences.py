"""A person's choices: defaults, changes, and what they switch."""

import pytest

from .doors import Doors
from .person import Admin, Person

DEFAULTS = {
    "emailEnabled": True, "smsEnabled": False, "inAppEnabled": True, "pushEnabled": True, "transactionAlerts": True,
    "securityAlerts": True, "systemAlerts": True, "rewardAlerts": True, "adminAlerts": True, "promotionalEmails": False,
    "enableDigest": False, "digestFrequency": "daily", "categoryChannels": {}, "emailMutedUntil": None,
    "updatedAt": None,
}  # fmt: skip
SWITCHES = {
    "transaction": "transactionAlerts", "security": "securityAlerts", "system": "systemAlerts",
    "reward": "rewardAlerts", "admin": "adminAlerts", "promotional": "promotionalEmails",
}  # fmt: skip


def test_whoever_chose_nothing_has_the_defaults_and_get_writes_nothing(doors: Doors, someone: Person):
    assert someone.get("/preferences") == DEFAULTS
    key = {"userId": {"S": someone.user_id}}
    assert "Item" not in doors.client("dynamodb").get_item(TableName=doors.outputs["PreferencesTableName"], Key=key)


def test_put_changes_what_is_given_and_leaves_the_rest(someone: Person):
    first = someone.ask("PUT", "/preferences", json={"smsEnabled": True, "digestFrequency": "weekly"})
    assert first.status_code == 200
    changed = DEFAULTS | {"smsEnabled": True, "digestFrequency": "weekly"}
    assert first.json() == changed | {"updatedAt": first.json()["updatedAt"]}
    assert first.json()["updatedAt"].endswith("Z")
    second = someone.ask("PUT", "/preferences", json={"emailEnabled": False})
    assert second.json() == first.json() | {"emailEnabled": False, "updatedAt": second.json()["updatedAt"]}
    assert someone.get("/preferences") == second.json()


def test_put_takes_a_whole_get_answer_back(someone: Person):
    assert someone.ask("PUT", "/preferences", json=someone.get("/preferences")).status_code == 200
    whole = someone.get("/preferences") | {"rewardAlerts": False, "updatedAt": "2001-01-01T00:00:00.000Z"}
    answer = someone.ask("PUT", "/preferences", json=whole)
    assert answer.status_code == 200
    assert answer.json()["rewardAlerts"] is False
    assert answer.json()["updatedAt"] != "2001-01-01T00:00:00.000Z"


def test_an_empty_put_is_200_and_answers_the_whole(someone: Person):
    answer = someone.ask("PUT", "/preferences", json={})
    assert answer.status_code == 200
    assert answer.json() == DEFAULTS


@pytest.mark.parametrize("frequency", ["hourly", "daily", "weekly"])
def test_digest_choices_are_kept(someone: Person, frequency: str):
    someone.prefer(enableDigest=True, digestFrequency=frequency)
    kept = someone.get("/preferences")
    assert (kept["enableDigest"], kept["digestFrequency"]) == (True, frequency)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("emailEnabled", "true"), ("emailEnabled", 1), ("emailEnabled", None), ("digestFrequency", "monthly"),
        ("digestFrequency", None), ("unknown", True), ("userId", "other"), ("email", "a@example.com"), ("role", "admin"),
    ],
)  # fmt: skip
def test_anything_else_is_400_and_changes_nothing(someone: Person, field: str, value: object):
    answer = someone.ask("PUT", "/preferences", json={"smsEnabled": True, field: value})
    assert answer.status_code == 400
    assert [detail["field"] for detail in answer.json()["details"]] == [field]
    assert someone.get("/preferences") == DEFAULTS


@pytest.mark.parametrize(("category", "switch"), SWITCHES.items())
def test_a_category_is_switched_on_every_channel(admin: Admin, someone: Person, category: str, switch: str):
    someone.prefer(**{switch: False}, smsEnabled=True)
    created = admin.create(someone, category=category)
    log = someone.deliveries(created["id"])
    assert {(line["channel"], line["status"], line["reason"]) for line in log} == {
        (channel, "skipped", "category_off") for channel in ("in-app", "email", "sms", "push")
    }
    assert someone.unread_count() == 0
    someone.prefer(**{switch: True})
    admin.create(someone, category=category, type="in-app")
    assert someone.unread_count() == 1


@pytest.mark.parametrize(
    ("channel", "switch"),
    [("email", "emailEnabled"), ("sms", "smsEnabled"), ("in-app", "inAppEnabled"), ("push", "pushEnabled")],
)
def test_a_channel_that_is_off_is_off_though_asked_for(admin: Admin, someone: Person, channel: str, switch: str):
    someone.prefer(**{switch: False})
    created = admin.create(someone, type=channel)
    (line,) = someone.deliveries(created["id"])
    assert (line["channel"], line["status"], line["reason"]) == (channel, "skipped", "preference_off")
    assert line["target"] is None


def test_mandatory_passes_every_choice_but_needs_an_address(admin: Admin, doors: Doors):
    person = admin.reachable()
    person.prefer(**dict.fromkeys(SWITCHES.values(), False))
    person.prefer(emailEnabled=False, inAppEnabled=False, pushEnabled=False)
    created = admin.create(person, category="security", mandatory=True)
    assert doors.outbox.wait_for(created["id"], "email")["to"] == f"{person.username}@example.com"
    assert person.unread_count() == 1
    assert person.settled(created["id"], "sms")["reason"] == "no_address"
    assert person.settled(created["id"], "push")["reason"] == "no_subscription"
    assert person.settled(created["id"], "in-app")["reason"] == "no_connection"


def test_a_category_is_off_on_one_channel_until_null_takes_that_back(admin: Admin, doors: Doors):
    person = admin.reachable()
    person.prefer(categoryChannels={"reward": {"email": False}})
    assert person.get("/preferences")["categoryChannels"] == {"reward": {"email": False}}
    created = admin.create(person, category="reward")["id"]
    assert person.settled(created, "email")["reason"] == "category_off"
    assert person.unread_count() == 1

    person.prefer(categoryChannels={"reward": None})
    again = admin.create(person, category="reward")["id"]
    assert doors.outbox.wait_for(again, "email")


def test_muted_emails_are_skipped(admin: Admin):
    person = admin.reachable()
    person.prefer(emailMutedUntil="2099-01-01T00:00:00+00:00")
    assert person.get("/preferences")["emailMutedUntil"] == "2099-01-01T00:00:00.000Z"
    assert person.settled(admin.create(person, type="email")["id"], "email")["reason"] == "preference_off"
