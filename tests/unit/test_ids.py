"""Identifiers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ulid import ULID

from carillon.domain import clock, ids

moments = st.integers(1_577_836_800_000, 4_102_444_800_000).map(clock.from_epoch_ms)


@given(moments)
def test_an_id_tells_when_it_was_made_to_the_millisecond(moment):
    assert abs(ids.created_at(ids.new_id(moment)) - moment) < timedelta(milliseconds=1)


@given(st.integers(min_value=0, max_value=2**47), st.text())
def test_an_id_is_written_and_read_as_the_specification_says(epoch_ms, seed):
    made = ULID.from_str(ids.repeatable_id(epoch_ms, seed))
    assert made.milliseconds == epoch_ms
    assert str(made) == ids.repeatable_id(epoch_ms, seed)
    assert ids.created_at(str(ULID.from_timestamp(epoch_ms % 2**42))) == clock.from_epoch_ms(epoch_ms % 2**42)


@given(moments, st.integers(min_value=1, max_value=10_000_000))
def test_ids_sort_by_creation(moment, later_ms):
    assert ids.new_id(moment) < ids.new_id(moment + timedelta(milliseconds=later_ms))


@pytest.mark.bad_input(105)
def test_a_thousand_ids_of_one_millisecond_are_a_thousand_ids():
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert len({ids.new_id(moment) for _ in range(1_000)}) == 1_000


@given(st.integers(min_value=0, max_value=2**47), st.text())
def test_a_repeatable_id_is_the_same_every_time_and_valid(epoch_ms, seed):
    first = ids.repeatable_id(epoch_ms, seed)
    assert first == ids.repeatable_id(epoch_ms, seed)
    assert ids.is_id(first)
    assert ids.repeatable_id(epoch_ms, seed + "x") != first


@given(st.text(max_size=40))
def test_whatever_is_called_an_id_can_be_read_as_one(text):
    if ids.is_id(text):
        assert ids.created_at(text) is not None


@pytest.mark.bad_input(86)
def test_what_cannot_be_an_id_is_not_one():
    for text in ("", "../x", "%2e%2e", "0" * 25, "0" * 27, "8" + "0" * 25, "0" * 25 + "U", "٠" * 26, "0" * 25 + "\n"):
        assert not ids.is_id(text)


def test_a_user_id_is_one_word_that_no_key_can_be_confused_by():
    for text in ("u", "auth0|5f7c", "https://idp.example/42", "u" * 128, "\u540d\u524d", "a\u200db"):
        assert ids.is_user_id(text)
    for text in ("", "u" * 129, "a b", "a\u00a0b", "a\u2028b", "a\nb", "a\x00b", "a\x85b", "a#b", "a*b", "a\ud800b"):
        assert not ids.is_user_id(text)


@given(moments)
def test_times_have_milliseconds_and_a_z_and_come_back(moment):
    text = clock.iso(moment)
    assert len(text) == 24
    assert text.endswith("Z")
    assert abs(clock.from_iso(text) - moment) < timedelta(milliseconds=1)
