"""The tokens of unsubscribe links: good for what they say, and for nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carillon.domain import clock, unsubscribe
from carillon.domain.notification import CATEGORIES
from carillon.domain.unsubscribe import BadToken, Scope, UnknownKey, sign, verify
from carillon.domain.user import Preferences

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
OLD, NEW = "A" * 43, "B" * 43
KEYS = {"current": "1", "1": OLD}
scopes = st.builds(
    Scope,
    user_id=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=128),
    category=st.sampled_from(CATEGORIES),
)
mutes = st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)).map(clock.iso)  # noqa: DTZ001


@given(scopes)
def test_a_token_is_good_for_its_scope_and_fits_into_an_address(scope: Scope) -> None:
    token = sign(KEYS, scope)

    assert verify(KEYS, token) == scope
    assert all(character.isascii() and (character.isalnum() or character in "._-") for character in token)
    assert len(token) < 800


@pytest.mark.bad_input(84)
@given(scopes, st.data())
def test_a_token_with_any_character_changed_left_out_or_added_is_none(scope: Scope, data: st.DataObject) -> None:
    token = sign(KEYS, scope)
    place = data.draw(st.integers(0, len(token)))
    left_out = data.draw(st.integers(0, len(token) - place))
    changed = token[:place] + data.draw(st.text(max_size=3)) + token[place + left_out :]

    if changed != token:
        with pytest.raises(BadToken):
            verify(KEYS, changed)


@pytest.mark.bad_input(84)
@given(st.text())
def test_whatever_else_somebody_writes_is_no_token(text: str) -> None:
    with pytest.raises(BadToken):
        verify(KEYS, text)


def test_another_keys_token_is_none_and_the_word_current_is_no_key() -> None:
    token = sign(KEYS, Scope("ada", "reward"))

    with pytest.raises(BadToken):
        verify({"current": "1", "1": NEW}, token)
    with pytest.raises(UnknownKey):
        verify({"current": "2", "2": OLD}, token)
    with pytest.raises(UnknownKey):
        verify(KEYS, "current" + token[1:])


def test_a_new_key_signs_and_the_old_one_stays_good_until_it_is_taken_away() -> None:
    scope = Scope("ada", "reward")
    rotated = {"current": "2", "2": NEW, "1": OLD}

    assert sign(rotated, scope).startswith("2.")
    assert verify(rotated, sign(KEYS, scope)) == verify(rotated, sign(rotated, scope)) == scope
    with pytest.raises(UnknownKey):
        verify({"current": "2", "2": NEW}, sign(KEYS, scope))


@pytest.mark.parametrize("key", ["", "A" * 42, "A"])
def test_a_key_that_could_be_guessed_signs_nothing(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        sign({"current": "1", "1": key}, Scope("ada", "reward"))


@given(scopes, mutes)
def test_a_choice_changes_what_it_says_and_a_mute_never_gets_shorter(scope: Scope, muted_until: str | None) -> None:
    before = Preferences(email_muted_until=muted_until)

    def change(choice: str) -> dict[str, object]:
        return unsubscribe.change(choice, scope, before, NOW)

    assert change("category") == {"category_channels": {scope.category: {"email": False}}}
    assert change("all") == {"email_enabled": False}
    (until,) = change("month").values()
    assert until == max(clock.iso(NOW + timedelta(days=30)), muted_until or "")
