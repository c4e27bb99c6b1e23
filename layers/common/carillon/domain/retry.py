"""When a failed try is made again, and until when."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR

PUSH_TTL_SECONDS = {"low": 6 * _HOUR, "normal": _DAY, "high": 3 * _DAY, "urgent": 3 * _DAY}
"""How long a push service keeps the message for a device that is off (RFC 8030, section 5.2), by priority, and how long we
try to hand it over. It is in the inbox anyway: what matters little is not shown days late."""

_LONGEST_AGE_SECONDS = {"email": 4 * _HOUR, "sms": 4 * _HOUR, "in-app": 5 * _MINUTE}
"""A code or an alert that comes later than this does more harm than good; a frame is in the inbox anyway."""

MAX_RECEIVES = 60
"""`maxReceiveCount` of the channels' queues: more than any age leaves room for, so it ends only what kills its sender."""

MAX_VISIBILITY_SECONDS = 12 * _HOUR - 2 * _MINUTE
"""A queue hides a message for twelve hours at most, counted from its receipt; a sender may run up to a minute of them.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
"""

_FIRST_DELAY_SECONDS = 4
_FEWEST_TRIES = 16
_MAX_DIGITS = 10


def longest_age_seconds(channel: str, priority: str) -> int:
    """How long after it was queued a message is still tried."""
    return PUSH_TTL_SECONDS[priority] if channel == "push" else _LONGEST_AGE_SECONDS[channel]


def next_delay(
    longest_age: int, age: float, receives: int, asked: float = 0, *, jitter: random.Random | None = None
) -> int | None:
    """Seconds until the next try of a message `age` seconds old that was received `receives` times (from 1).

    Exponential and jittered, never sooner than the provider `asked` for; the last try is made when the message reaches
    its longest age. None when that is past.

    https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
    """
    left = longest_age - age
    if left <= 0:
        return None
    longest = max(longest_age // _FEWEST_TRIES, _FIRST_DELAY_SECONDS)
    ceiling = min(_FIRST_DELAY_SECONDS * 3 ** min(receives - 1, 20), longest)
    backoff = (jitter or random.Random()).uniform(ceiling / 2, ceiling)  # noqa: S311 - not for secrets
    return capped(min(max(backoff, asked), left))


def capped(seconds: float) -> int:
    """A wait, within what a queue can hide a message for; at least a second."""
    return round(min(max(seconds, 1), MAX_VISIBILITY_SECONDS))


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """Seconds that a `Retry-After` header asks for: a number or an HTTP date (RFC 9110, section 10.2.3).

    None without the header, or when it says nothing readable. A date that is past means at once: 0.
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) <= _MAX_DIGITS else float(MAX_VISIBILITY_SECONDS)
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds())
