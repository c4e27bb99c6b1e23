"""Cursors."""

import base64
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carillon.domain import cursors

CURSOR = cursors.encode("ada\nFalse\n", "01JABC", "01JABD")


KEYS = st.text(min_size=1, max_size=320).filter(str.isprintable)


@given(scope=st.text(st.characters(exclude_categories=["Cs"])), key=KEYS, identifier=KEYS | st.just(""))
def test_a_cursor_comes_back_as_the_position_it_was_made_for(scope, key, identifier):
    assert cursors.decode(scope, cursors.encode(scope, key, identifier)) == (key, identifier)


@pytest.mark.bad_input(26)
@given(st.integers(min_value=0, max_value=len(CURSOR) - 1), st.sampled_from("Aa0_-=+/ é"))
def test_a_cursor_that_was_altered_anywhere_is_refused(position, character):
    altered = CURSOR[:position] + character + CURSOR[position + 1 :]
    if altered != CURSOR:
        with pytest.raises(cursors.BadCursor):
            cursors.decode("ada\nFalse\n", altered)


@given(st.text())
def test_any_text_is_a_cursor_or_refused(text):
    with pytest.raises(cursors.BadCursor):
        cursors.decode("ada\nFalse\n", text)


@pytest.mark.bad_input(26)
@given(
    st.one_of(
        st.binary(),
        st.recursive(st.none() | st.integers() | st.text(), st.lists).map(lambda value: json.dumps(value).encode()),
        st.lists(st.text(), min_size=2, max_size=2).map(
            lambda value: json.dumps(value, separators=(",", ":")).encode()
        ),
        st.just(b"[" * 5000),
    )
)
def test_what_is_put_under_a_checksum_by_hand_is_a_position_or_refused(payload):
    """The checksum is no secret: only what is asked for has to be harmless."""
    checksum = hashlib.sha256(b"ada\nFalse\n\0" + payload).digest()[:12]
    try:
        parts = cursors.decode("ada\nFalse\n", base64.urlsafe_b64encode(checksum + payload).decode().rstrip("="))
    except cursors.BadCursor:
        return
    assert all(part.isprintable() for part in parts)
    assert parts[0]


@pytest.mark.bad_input(26)
@pytest.mark.parametrize("scope", ["bob\nFalse\n", "ada\nTrue\n", "ada\nFalse\nreward"])
def test_a_cursor_of_another_person_or_filter_is_refused(scope):
    with pytest.raises(cursors.BadCursor):
        cursors.decode(scope, CURSOR)


@pytest.mark.bad_input(26)
@pytest.mark.parametrize("cut", range(1, len(CURSOR)))
def test_a_cursor_that_was_cut_is_refused(cut):
    with pytest.raises(cursors.BadCursor):
        cursors.decode("ada\nFalse\n", CURSOR[:cut])
