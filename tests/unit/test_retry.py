"""When a failed try is made again."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carillon.domain import retry

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


@given(st.integers(1, 1_000), st.randoms(use_true_random=False))
def test_a_backoff_is_never_zero_and_never_endless(receives: int, jitter: random.Random) -> None:
    assert 1 <= retry.backoff_seconds(receives, jitter=jitter) <= 900


@given(st.integers(1, 4), st.integers())
def test_later_tries_wait_longer(receives: int, seed: int) -> None:
    shortest = retry.backoff_seconds(receives, jitter=random.Random(seed))

    assert retry.backoff_seconds(receives + 1, jitter=random.Random(seed)) > shortest


def test_the_queue_gives_up_after_its_receive_count() -> None:
    assert [retry.is_last(receives) for receives in (1, 4, 5, 6)] == [False, False, True, True]


@given(st.floats(allow_nan=False))
def test_a_wait_is_what_a_queue_can_hide_a_message_for(seconds: float) -> None:
    assert 1 <= retry.capped(seconds) <= 12 * 3600


@pytest.mark.bad_input(72)
@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        (" 120 ", 120),
        ("0", 0),
        ("9" * 5_000, retry.MAX_VISIBILITY_SECONDS),
        (format_datetime(NOW + timedelta(minutes=5), usegmt=True), 300),
        ("Sunday, 01-Feb-26 12:00:00 GMT", 24 * 3600),
        ("Sat, 31 Jan 2026 11:00:00 GMT", 0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("Sat, 99 Jan 2026 99:00:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry.retry_after_seconds(header, NOW) == seconds


@given(st.text())
def test_no_header_breaks_it(header: str) -> None:
    seconds = retry.retry_after_seconds(header, NOW)

    assert seconds is None or retry.capped(seconds) >= 1
