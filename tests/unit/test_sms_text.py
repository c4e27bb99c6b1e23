"""The text of a text message: what it takes on the air, and where it is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carillon.channels.sms import body
from carillon.domain.notification import Notification, NotificationRequest
from carillon.domain.sms_text import MOST_SEGMENTS, cut, segments
from carillon.domain.text import boundaries, utf16_length
from carillon.messages import NotificationMessage

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
ALPHABETS = ("aé@\n", "€^", "ж…", "😀", FAMILY, "e\u0301")
TEXTS = st.lists(st.sampled_from(ALPHABETS), min_size=1, max_size=700).map("".join)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the escape and its character stay together
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("ж" * 134, 2),
        ("ж" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 66, 2),
        ("😀" * 67, 3),  # 33 in each: half an emoji is none
        ("a" * 69 + "…", 1),
        ("a" * 70 + "…", 2),
    ],
)
def test_segments_are_counted_as_on_air(text: str, count: int) -> None:
    assert segments(text) == count


@given(TEXTS, st.integers(1, MOST_SEGMENTS))
def test_what_is_cut_fits_and_is_the_longest_that_does(text: str, most: int) -> None:
    shown = cut(text, most)

    assert segments(shown) <= most
    if shown != text:
        assert segments(text) > most
        start = shown.removesuffix("...")
        places = [place for place in boundaries(text) if text[:place].rstrip() == start]
        assert places, "torn"
        longer = next((place for place in boundaries(text) if place > places[-1]), len(text))
        assert segments(text[:longer] + "...") > most


@given(TEXTS)
def test_no_provider_refuses_a_text_as_too_long(text: str) -> None:
    assert utf16_length(cut(text, MOST_SEGMENTS)) <= 1_600


def text_of(title: str, message: str, most: int = MOST_SEGMENTS) -> str:
    request = NotificationRequest("user-1", "system", title, message)
    return body(NotificationMessage(Notification("01ARZ3NDEKTSV4RRFFQ69G5FAV", request)), most)


def test_title_and_message() -> None:
    assert text_of("Paid", "Ten euros.") == "Paid: Ten euros."


@pytest.mark.bad_input(61)
@pytest.mark.seed_defect(41)
def test_what_is_longer_is_cut_in_the_alphabet_it_was_written_in() -> None:
    assert text_of("t", "m" * 157, most=1) == "t: " + "m" * 157
    assert text_of("t", "m" * 158, most=1) == "t: " + "m" * 154 + "..."


@pytest.mark.bad_input(49, 61)
def test_no_emoji_is_torn() -> None:
    assert text_of("t", FAMILY * 1_000, most=1) == "t: " + FAMILY * ((70 - 6) // utf16_length(FAMILY)) + "..."
