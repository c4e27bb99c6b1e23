"""The schemas of the documents against the code that they describe: validators of what comes in, views of what goes out."""

import json
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carillon import contracts
from carillon.count_stats import _recent
from carillon.domain import frames, ids
from carillon.domain.delivery import Delivery, Entry
from carillon.domain.delivery_log import log_view
from carillon.domain.notification import Notification, NotificationRequest
from carillon.domain.user import Contact, Preferences, User
from carillon.domain.views import contact_view, notification_view, preferences_view
from carillon.errors import InvalidInput
from carillon.storage.subscriptions import Subscription
from carillon.storage.suppressions import Suppression
from carillon.storage.tickets import TICKET_LIFETIME_SECONDS
from local.api_docs import examples
from local.api_docs.requests import NAMES, ONE_LINE, PRINTABLE, USER_ID, schemas
from tests.unit.documents import EVENTS, HTTP, of_schema

USER = User("someone")
REQUEST = NotificationRequest("someone", "system", "Title", "Message", data={"url": "https://example.com"})
NOTIFICATION = Notification(
    examples.ID, REQUEST, channels=("in-app", "email"), skipped={"sms": "preference_off"}, fallback_at=None
)
DELIVERY = Delivery(
    examples.ID,
    "email",
    (
        Entry(ids.target_id("someone", "an address"), "unknown", examples.CREATED, "no_answer", attempt=1),
        Entry(ids.target_id("someone", "an address"), "sent", examples.CREATED, None, "ses", "1", 1, segments=2),
    ),
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)


def takes(model: type[contracts.Contract], value: dict[str, Any]) -> bool:
    try:
        contracts.validated(model, value)
    except InvalidInput:
        return False
    return True


def matches(pattern: str, text: str) -> bool:
    """As ECMA-262 reads the pattern, whose `$` is the end and nothing before it."""
    return re.search(pattern.removesuffix("$") + r"\Z", text) is not None


@given(TEXTS)
@example("\u2028")
@example("\x1c")
@example("\u00a0")
@example("a\n")
def test_patterns_of_texts_are_what_the_validators_check(text: str):
    request = examples.REQUEST
    for field, pattern in (("title", ONE_LINE), ("idempotencyKey", ONE_LINE), ("message", PRINTABLE)):
        assert takes(contracts.NotificationContract, request | {field: text}) == (
            bool(text) and matches(pattern, text)
        ), field
    assert takes(contracts.NotificationContract, request | {"userId": text}) == (bool(text) and matches(USER_ID, text))
    assert takes(contracts.ContactContract, {"username": text}) == (bool(text) and matches(ONE_LINE, text))


def test_patterns_know_every_space_and_control_character():
    for character in map(chr, [*range(0x3100), 0xFEFF, 0xFFFD, 0x1F600]):
        for text in (character, f"a{character}"):
            assert takes(contracts.ContactContract, {"username": text}) == matches(ONE_LINE, text), ascii(text)
            assert takes(contracts.NotificationContract, examples.REQUEST | {"userId": text}) == matches(
                USER_ID, text
            ), ascii(text)


@pytest.mark.parametrize("model", [model for model in NAMES if NAMES[model] in examples.OF_SCHEMAS])
def test_models_take_the_examples(model: type[contracts.Contract]):
    assert takes(model, examples.OF_SCHEMAS[NAMES[model]])


def test_a_change_shows_no_defaults():
    for name in ("PreferencesChange", "ContactChange"):
        assert not any("default" in found for found in schemas()[name]["properties"].values())


def test_views_have_their_schemas():
    sent = notification_view(NOTIFICATION, USER, {"email": examples.CREATED})
    of_schema(HTTP, "Notification").validate(sent)
    of_schema(HTTP, "Notification").validate(notification_view(NOTIFICATION, USER, {}))
    of_schema(HTTP, "Preferences").validate(preferences_view(USER))
    chosen = Preferences(category_channels={"reward": {"in-app": False}}, email_muted_until=examples.CREATED)
    of_schema(HTTP, "Preferences").validate(preferences_view(User("someone", chosen)))
    suppression = Suppression("ann@example.com", "email", "bounced", examples.CREATED)
    of_schema(HTTP, "Suppression").validate(suppression.view())
    of_schema(HTTP, "Contact").validate(contact_view(Contact()))
    of_schema(HTTP, "DeliveryLog").validate({"deliveries": log_view(NOTIFICATION, [DELIVERY])})
    device = Subscription("someone", examples.ENDPOINT, "key", "secret", created_at=examples.CREATED)
    of_schema(HTTP, "Subscription").validate(device.view())
    row = sent | {"unreadKey": "x", "expiresAt": 1}
    of_schema(HTTP, "RecentNotification").validate(_recent(row))


def test_a_ticket_lives_as_long_as_documented():
    lifetime = HTTP["components"]["schemas"]["Ticket"]["properties"]["expiresIn"]
    assert lifetime["minimum"] <= TICKET_LIFETIME_SECONDS <= lifetime["maximum"]


@pytest.mark.parametrize(
    ("schema", "frame"),
    [
        ("NotificationFrame", frames.notification_frame(NOTIFICATION, 1)),
        (
            "NotificationFrame",
            frames.notification_frame(
                Notification(examples.ID, NotificationRequest("someone", "system", "Title", "é" * 20_000)), 1
            ),
        ),
        ("ReadFrame", frames.event_frame("read", {"ids": [examples.ID]}, 0)),
        ("ReadFrame", frames.event_frame("read", {"all": True}, 0)),
        ("UnreadFrame", frames.event_frame("unread", {"ids": [examples.ID]}, 1)),
        ("DeletedFrame", frames.event_frame("deleted", {"id": examples.ID}, 0)),
        ("PongFrame", frames.reply_frame("pong")),
        ("UnreadCountFrame", frames.reply_frame("unread-count", unreadCount=2)),
        ("ErrorFrame", frames.reply_frame("error", error="say something else")),
    ],
)
def test_frames_have_their_schemas(schema: str, frame: bytes | str):
    of_schema(EVENTS, schema).validate(json.loads(frame))
