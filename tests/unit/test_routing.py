"""Which channels a notification takes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carillon.domain import clock, routing
from carillon.domain.notification import CATEGORIES, CHANNELS, TYPES, NotificationRequest
from carillon.domain.user import CATEGORY_SWITCHES, CHANNEL_ADDRESSES, CHANNEL_SWITCHES, Contact, Preferences, User

switches = [*CATEGORY_SWITCHES.values(), *CHANNEL_SWITCHES.values()]
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
BEFORE, AFTER = "2026-01-31T11:59:59.999Z", "2026-01-31T12:00:00.001Z"
category_channels = st.dictionaries(
    st.sampled_from(CATEGORIES), st.dictionaries(st.sampled_from(CHANNELS), st.booleans())
)
preferences = st.builds(
    Preferences,
    **{name: st.booleans() for name in switches},
    category_channels=category_channels,
    email_muted_until=st.sampled_from([None, BEFORE, clock.iso(NOW), AFTER]),
)
contacts = st.builds(
    Contact, email=st.sampled_from([None, "ada@example.com"]), phone=st.sampled_from([None, "+15005550006"])
)
users = st.builds(User, user_id=st.just("ada"), preferences=preferences, contact=contacts)
requests = st.builds(
    NotificationRequest,
    user_id=st.just("ada"),
    category=st.sampled_from(CATEGORIES),
    title=st.just("t"),
    message=st.just("m"),
    type=st.sampled_from(TYPES),
    mandatory=st.booleans(),
)


@given(requests, users)
def test_every_channel_asked_for_is_either_taken_or_skipped_with_a_reason(request, user):
    decision = routing.route(request, user)

    assert set(decision.channels) | set(decision.skipped) == set(request.channels)
    assert not set(decision.channels) & set(decision.skipped)
    assert set(decision.skipped.values()) <= {"category_off", "preference_off", "no_address"}


@pytest.mark.bad_input(91)
@pytest.mark.seed_defect(19, 20)
@given(requests, users)
def test_preferences_also_apply_to_a_channel_that_is_asked_for_by_name(request, user):
    request = replace(request, mandatory=False)

    for channel in request.channels:
        chosen = user.preferences
        is_category_on = getattr(chosen, CATEGORY_SWITCHES[request.category])
        is_category_on &= chosen.category_channels.get(request.category, {}).get(channel, True)
        is_muted = channel == "email" and chosen.email_muted_until == AFTER
        is_channel_on = getattr(chosen, CHANNEL_SWITCHES[channel]) and not is_muted
        expected = None if is_category_on and is_channel_on else "preference_off" if is_category_on else "category_off"
        reason = routing.skip_reason(channel, request, user, NOW)
        assert reason == expected or (expected is None and reason == "no_address")


@pytest.mark.bad_input(91)
@pytest.mark.seed_defect(23)
@given(requests, users)
def test_mandatory_passes_every_choice_but_needs_an_address(request, user):
    request = replace(request, mandatory=True)
    unreachable = {
        channel
        for channel in set(CHANNEL_ADDRESSES) & set(request.channels)
        if getattr(user.contact, CHANNEL_ADDRESSES[channel]) is None
    }

    assert routing.route(request, user).skipped == dict.fromkeys(unreachable, "no_address")


@pytest.mark.seed_defect(18, 20)
def test_somebody_who_chose_nothing_gets_everything_but_texts_and_promotions():
    stranger = User("nobody-knows", contact=Contact(email="ada@example.com", phone="+15005550006"))
    ordinary = NotificationRequest("nobody-knows", "reward", "t", "m")

    assert routing.route(ordinary, stranger) == routing.Routing(("in-app", "email", "push"), {"sms": "preference_off"})
    promotion = replace(ordinary, category="promotional")
    assert routing.route(promotion, stranger).skipped == dict.fromkeys(CHANNELS, "category_off")


def test_of_several_reasons_the_category_is_named_first_and_the_address_last():
    request = NotificationRequest("ada", "reward", "t", "m", type="sms")
    no_phone = User("ada")

    assert routing.skip_reason("sms", request, no_phone) == "preference_off"
    category_off = replace(no_phone, preferences=Preferences(reward_alerts=False))
    assert routing.skip_reason("sms", request, category_off) == "category_off"
    allowed = replace(no_phone, preferences=Preferences(sms_enabled=True))
    assert routing.skip_reason("sms", request, allowed) == "no_address"


@pytest.mark.seed_defect(44)
def test_a_fallback_is_possible_only_for_what_is_in_the_inbox_and_was_not_emailed():
    assert routing.needs_fallback(routing.Routing(("in-app", "push"), {}))
    assert not routing.needs_fallback(routing.Routing(("in-app", "email"), {}))
    assert not routing.needs_fallback(routing.Routing(("push",), {"in-app": "preference_off"}))


@pytest.mark.bad_input(58, 62)
@given(requests, users)
def test_nothing_passes_a_suppressed_address_not_even_what_is_mandatory(request, user):
    stopped = replace(user, suppressed=frozenset({"sms"}))

    decision = routing.route(request, stopped)

    assert "sms" not in decision.channels
    if "sms" in request.channels:
        assert decision.skipped["sms"] == "suppressed"


def test_a_category_off_on_one_channel_is_on_on_the_others_and_named_before_the_channel():
    request = NotificationRequest("ada", "reward", "t", "m")
    contact = Contact(email="ada@example.com")
    chosen = Preferences(category_channels={"reward": {"email": False, "push": True}}, email_enabled=False)

    assert routing.route(request, User("ada", chosen, contact)) == routing.Routing(
        ("in-app", "push"), {"email": "category_off", "sms": "preference_off"}
    )
    other = replace(request, category="system")
    assert routing.skip_reason("email", other, User("ada", replace(chosen, email_enabled=True), contact)) is None


def test_a_choice_for_one_channel_never_turns_a_category_on():
    chosen = Preferences(reward_alerts=False, category_channels={"reward": {"email": True}})
    user = User("ada", chosen, Contact(email="ada@example.com"))

    assert routing.skip_reason("email", NotificationRequest("ada", "reward", "t", "m"), user) == "category_off"
