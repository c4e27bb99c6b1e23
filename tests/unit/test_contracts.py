"""What the doors let in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carillon import contracts
from carillon.errors import InvalidInput

REQUEST = {"userId": "ada", "category": "reward", "title": "Hello", "message": "World"}


def _fields(model, value):
    with pytest.raises(InvalidInput) as refused:
        contracts.validated(model, value)
    return {detail.field.split(".")[0] for detail in refused.value.details}


def test_defaults_spelled_out_are_the_same_request():
    spelled_out = REQUEST | {"type": "all", "priority": "normal", "data": {}, "mandatory": False}
    short = contracts.validated(contracts.NotificationContract, REQUEST).to_request()
    assert contracts.validated(contracts.NotificationContract, spelled_out).to_request() == short


@pytest.mark.parametrize("field", ["userId", "category", "title", "message"])
def test_a_missing_field_is_named(field):
    assert _fields(contracts.NotificationContract, {k: v for k, v in REQUEST.items() if k != field}) == {field}


@pytest.mark.bad_input(44, 45, 46, 53, 54, 55, 78)
@pytest.mark.seed_defect(7)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("userId", ""), ("userId", "u" * 129), ("userId", "a b"), ("userId", "a#b"), ("userId", "*"), ("userId", "a\nb"),
        ("userId", 7), ("userId", None),
        ("category", "Reward"), ("category", ["reward"]), ("category", None), ("category", "unknown"),
        ("title", ""), ("title", "   "), ("title", "t" * 201), ("title", "a\r\nBcc: x@y"), ("title", "a\u2028b"),
        ("title", "a\u0085b"), ("title", "a\x0bb"), ("title", "a\x00b"), ("title", 1),
        ("message", ""), ("message", "m" * 10_001), ("message", "a\x00b"), ("message", "a\rb"), ("message", {}),
        ("type", "fax"), ("type", "EMAIL"), ("type", ["sms"]), ("type", None), ("type", "in_app"),
        ("priority", "critical"), ("priority", None), ("priority", 1),
        ("data", []), ("data", "x"), ("data", None), ("data", {"a": "x" * 32_768}),
        ("mandatory", "true"), ("mandatory", 1), ("mandatory", None),
        ("idempotencyKey", ""), ("idempotencyKey", "k" * 256), ("idempotencyKey", 1),
        ("collapseKey", ""), ("collapseKey", " "), ("collapseKey", "k" * 129), ("collapseKey", "a\nb"), ("collapseKey", 1),
    ],
)  # fmt: skip
def test_a_wrong_field_is_refused_and_named(field, value):
    assert _fields(contracts.NotificationContract, REQUEST | {field: value}) == {field}


@pytest.mark.bad_input(42)
@pytest.mark.parametrize("field", ["id", "createdAt", "isRead", "emailSent", "ttl", "pk", "user_id", "expiresAt", ""])
def test_an_unknown_field_is_refused_and_named(field):
    assert _fields(contracts.NotificationContract, REQUEST | {field: "x"}) == {field}


@pytest.mark.bad_input(43, 44, 48)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "t" * 200), ("title", "👨‍👩‍👧‍👦" * 28),
        ("title", "a\u202eb"), ("message", "a\n\tb"), ("message", "m" * 10_000),
        ("userId", "auth0|5f7c"), ("userId", "https://idp.example/42"), ("userId", "u" * 128), ("idempotencyKey", "k" * 255),
        ("collapseKey", "k" * 128), ("collapseKey", "order 42 \u2708"),
        ("data", {"__proto__": {"polluted": True}, "constructor": 1}), ("data", {"a": "x" * 32_760}),
    ],
)  # fmt: skip
def test_what_the_contract_allows_is_taken_as_it_is(field, value):
    body = contracts.validated(contracts.NotificationContract, REQUEST | {field: value})
    assert body.model_dump(by_alias=True)[field] == value


@pytest.mark.parametrize(("levels", "is_taken"), [(32, True), (33, False)])
def test_data_may_nest_32_levels_itself_the_first(levels, is_taken):
    data: dict[str, Any] = {}
    for _ in range(levels - 1):
        data = {"a": data}
    if is_taken:
        contracts.validated(contracts.NotificationContract, REQUEST | {"data": data})
    else:
        assert _fields(contracts.NotificationContract, REQUEST | {"data": data}) == {"data"}


@pytest.mark.bad_input(33)
@pytest.mark.parametrize("body", [None, [], "x", 1, True])
def test_a_body_that_is_no_object_is_refused(body):
    with pytest.raises(InvalidInput):
        contracts.validated(contracts.NotificationContract, body)


json_values = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)


@given(st.dictionaries(st.sampled_from([*REQUEST, "type", "data", "role", "userid"]), json_values))
def test_anything_is_either_a_request_or_refused_with_details(value):
    try:
        contracts.validated(contracts.NotificationContract, value)
    except InvalidInput as error:
        refused = error
    else:
        return
    assert refused.details


@pytest.mark.bad_input(57)
@pytest.mark.parametrize(
    "email",
    ["a@b", '"a b"@example.com', "a@[127.0.0.1]", "a@example.com\n", "a@" + "x" * 250 + ".com", "a@x.com,b@x.com", "a"],
)
def test_an_address_mail_cannot_go_to_is_refused(email):
    assert _fields(contracts.ContactContract, {"email": email}) == {"email"}


@pytest.mark.bad_input(57)
def test_an_international_domain_is_kept_in_ascii():
    assert (
        contracts.validated(contracts.ContactContract, {"email": "a@bücher.example"}).email == "a@xn--bcher-kva.example"
    )


@pytest.mark.seed_defect(41)
@pytest.mark.parametrize(
    "phone", ["0777", "+1 (415)", "+", "+1234567890123456", "15005550001", "+0123456789", "+15005550001\n"]
)
def test_a_number_that_is_not_e164_is_refused(phone):
    assert _fields(contracts.ContactContract, {"phone": phone}) == {"phone"}


def test_null_clears_a_contact_field_and_what_is_left_out_is_no_change():
    body = contracts.validated(contracts.ContactContract, {"phone": None, "timezone": "Europe/Berlin"})
    assert body.changes() == {"phone": None, "timezone": "Europe/Berlin"}


@pytest.mark.parametrize("timezone", ["Mars/Olympus", "../../etc/passwd", "", "/etc/localtime"])
def test_a_time_zone_nobody_knows_is_refused(timezone):
    assert _fields(contracts.ContactContract, {"timezone": timezone}) == {"timezone"}


@pytest.mark.bad_input(23)
@pytest.mark.seed_defect(10)
def test_preferences_take_a_whole_answer_back_and_nothing_else():
    assert _fields(contracts.PreferencesContract, {"role": "admin"}) == {"role"}
    assert _fields(contracts.PreferencesContract, {"digestFrequency": "monthly"}) == {"digestFrequency"}
    assert _fields(contracts.PreferencesContract, {"emailEnabled": "yes"}) == {"emailEnabled"}
    assert contracts.validated(contracts.PreferencesContract, {"updatedAt": None, "smsEnabled": True}).changes() == {
        "updated_at": None,
        "sms_enabled": True,
    }


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("categoryChannels", [], "categoryChannels"),
        ("categoryChannels", {"billing": {"email": False}}, "categoryChannels.billing"),
        ("categoryChannels", {"reward": {"fax": False}}, "categoryChannels.reward.fax"),
        ("categoryChannels", {"reward": {"email": "no"}}, "categoryChannels.reward.email"),
        ("categoryChannels", {"reward": False}, "categoryChannels.reward"),
        ("emailMutedUntil", 7, "emailMutedUntil"),
        ("emailMutedUntil", "", "emailMutedUntil"),
        ("emailMutedUntil", "tomorrow", "emailMutedUntil"),
        ("emailMutedUntil", "2026-02-30T00:00:00Z", "emailMutedUntil"),
        ("emailMutedUntil", "2026-01-31T12:00:00", "emailMutedUntil"),
        ("emailMutedUntil", "20260131T120000Z", "emailMutedUntil"),
        ("emailMutedUntil", "9999-12-31T23:59:59-01:00", "emailMutedUntil"),
        ("emailMutedUntil", "0001-01-01T00:00:00Z", "emailMutedUntil"),
        ("emailMutedUntil", "2026-01-31T12:00:00Z\n", "emailMutedUntil"),
    ],
)
def test_a_wrong_choice_is_refused_and_named(field, value, named):
    with pytest.raises(InvalidInput) as refused:
        contracts.validated(contracts.PreferencesContract, {field: value})
    assert {detail.field for detail in refused.value.details} == {named}


@pytest.mark.parametrize("written", ["2026-01-31T12:00:00Z", "2026-01-31T14:00:00.0004+02:00"])
def test_a_time_is_kept_as_the_contract_writes_it(written):
    body = contracts.validated(contracts.PreferencesContract, {"emailMutedUntil": written})
    assert body.email_muted_until == "2026-01-31T12:00:00.000Z"


@pytest.mark.parametrize(
    "email", ["ada@carillon.test", "ada@host.local", "ada@shop.example", "ada+tag@sub.example.com"]
)
def test_an_address_of_a_test_system_is_an_address(email):
    assert contracts.validated(contracts.ContactContract, {"email": email}).email == email
