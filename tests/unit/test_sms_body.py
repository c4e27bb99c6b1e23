"""The text of a text message."""

from __future__ import annotations

import pytest

from carillon.channels.sms import MAX_LENGTH, body
from carillon.domain.notification import Notification, NotificationRequest
from carillon.domain.text import utf16_length
from carillon.messages import NotificationMessage


def text_of(title: str, message: str) -> str:
    request = NotificationRequest("user-1", "system", title, message)
    return body(NotificationMessage(Notification("01ARZ3NDEKTSV4RRFFQ69G5FAV", request)))


def test_title_and_message() -> None:
    assert text_of("Paid", "Ten euros.") == "Paid: Ten euros."


def test_exactly_what_twilio_takes_is_left_whole() -> None:
    assert text_of("t", "m" * (MAX_LENGTH - 3)) == "t: " + "m" * (MAX_LENGTH - 3)


@pytest.mark.bad_input(61)
@pytest.mark.seed_defect(41)
def test_what_is_longer_is_cut_in_the_alphabet_it_was_written_in() -> None:
    text = text_of("t", "m" * MAX_LENGTH)

    assert len(text) == MAX_LENGTH
    assert text.endswith("m...")


@pytest.mark.bad_input(49, 61)
def test_no_emoji_is_torn() -> None:
    family = "👨\u200d👩\u200d👧\u200d👦"

    text = text_of("t", family * 1_000)

    assert utf16_length(text) <= MAX_LENGTH
    assert text.removeprefix("t: ").removesuffix("...") == family * ((MAX_LENGTH - 6) // utf16_length(family))
