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


ages = st.sampled_from([retry.longest_age_seconds(channel, "normal") for channel in ("email", "sms", "in-app", "push")])


@given(ages, st.floats(0, 300_000), st.integers(1, 1_000), st.floats(0, 1e9), st.randoms(use_true_random=False))
def test_a_wait_ends_within_the_longest_age(
    longest: int, age: float, receives: int, asked: float, jitter: random.Random
) -> None:
    delay = retry.next_delay(longest, age, receives, asked, jitter=jitter)

    if age >= longest:
        assert delay is None
    else:
        assert delay is not None
        assert 1 <= delay <= max(longest - age, 1) + 1
        assert delay >= round(min(asked, longest - age, retry.MAX_VISIBILITY_SECONDS))


@given(st.integers(1, 4), st.integers())
def test_later_tries_wait_longer(receives: int, seed: int) -> None:
    first, second = (retry.next_delay(10**9, 0, receives + more, jitter=random.Random(seed)) or 0 for more in (0, 1))

    assert second > first


@given(ages, st.randoms(use_true_random=False))
def test_a_message_reaches_its_longest_age_before_the_queue_gives_it_up(longest: int, jitter: random.Random) -> None:
    age, receives = 0.0, 1
    while (delay := retry.next_delay(longest, age, receives, jitter=jitter)) is not None:
        age, receives = age + delay, receives + 1

    assert longest <= age <= longest + 1
    assert receives < retry.MAX_RECEIVES


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
