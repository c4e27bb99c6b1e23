"""The HTTP API: choices for a category on a channel, and emails muted for a while."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from carillon.domain import clock
from tests.integration.http import ADA, BASE, BOB, notify
from tests.integration.senders import users

PREFERENCES = f"{BASE}/preferences"


def _put(**fields):
    answer = ADA.ask(f"PUT {PREFERENCES}", body=fields)
    assert answer.status == 200, answer.json
    return answer.json


def _skipped(**fields):
    made = notify(ADA, **fields)
    log = ADA.ask(f"GET {BASE}/{{id}}/deliveries", path={"id": made["id"]}).json["deliveries"]
    return {line["channel"]: line["reason"] for line in log if line["status"] == "skipped"}


def test_choices_are_merged_and_null_takes_back_at_every_level():
    assert _put(categoryChannels={"reward": {"email": False, "in-app": True}})["categoryChannels"] == {
        "reward": {"email": False, "in-app": True}
    }
    merged = _put(categoryChannels={"reward": {"push": False}, "system": {"sms": False}})
    assert merged["categoryChannels"] == {
        "reward": {"email": False, "in-app": True, "push": False},
        "system": {"sms": False},
    }
    assert ADA.ask(f"GET {PREFERENCES}").json == merged
    assert _put(**merged) | {"updatedAt": None} == merged | {"updatedAt": None}

    assert _put(categoryChannels={"reward": {"email": None}})["categoryChannels"]["reward"] == {
        "in-app": True,
        "push": False,
    }
    assert _put(categoryChannels={"reward": None, "admin": {}})["categoryChannels"] == {"system": {"sms": False}}
    assert _put(categoryChannels=None)["categoryChannels"] == {}
    assert BOB.ask(f"GET {PREFERENCES}").json["categoryChannels"] == {}


def test_many_changes_at_once_all_last():
    """Every choice is an attribute of its own, so no writer reads first what another one changes."""
    changes: list[dict[str, Any]] = [
        {"categoryChannels": {category: {channel: False}}}
        for category in ("reward", "system")
        for channel in ("email", "sms", "in-app", "push")
    ]
    writers = [threading.Thread(target=_put, kwargs=change) for change in [*changes, {"emailEnabled": False}]]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    found = ADA.ask(f"GET {PREFERENCES}").json
    everything = dict.fromkeys(("email", "sms", "in-app", "push"), False)
    assert found["categoryChannels"] == {"reward": everything, "system": everything}
    assert found["emailEnabled"] is False


@pytest.mark.bad_input(91)
def test_a_category_is_off_on_the_channel_it_was_turned_off_on_unless_it_is_mandatory():
    users().change_contact("ada", {"email": "ada@example.com"})
    _put(categoryChannels={"reward": {"email": False, "push": False}})

    assert _skipped() == {"email": "category_off", "push": "category_off", "sms": "preference_off"}
    assert _skipped(category="system") == {"sms": "preference_off"}
    assert _skipped(mandatory=True) == {"sms": "no_address"}


def test_muted_emails_are_skipped_until_the_time_has_come_unless_they_are_mandatory():
    users().change_contact("ada", {"email": "ada@example.com"})
    later, earlier = (clock.iso(clock.now() + timedelta(hours=hours)) for hours in (1, -1))

    assert _put(emailMutedUntil=later)["emailMutedUntil"] == later
    assert _skipped(type="email") == {"email": "preference_off"}
    assert _skipped(type="email", mandatory=True) == _skipped(type="push") == {}
    _put(emailMutedUntil=earlier)
    assert _skipped(type="email") == {}
    assert _put(emailMutedUntil=None)["emailMutedUntil"] is None


def test_choices_go_with_the_person():
    _put(categoryChannels={"reward": {"email": False}}, emailMutedUntil="2099-01-01T00:00:00Z")
    users().erase("ada", clock.now())

    assert not users().get("ada").is_known
    found = ADA.ask(f"GET {PREFERENCES}").json
    assert (found["categoryChannels"], found["emailMutedUntil"]) == ({}, None)
