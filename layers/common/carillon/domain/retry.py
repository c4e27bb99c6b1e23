"""When a failed try is made again."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_RECEIVES = 5
"""Tries a channel's queue gives a message before its dead-letter queue has it: `maxReceiveCount` in the template."""

MAX_VISIBILITY_SECONDS = 12 * 3600 - 120
"""A queue hides a message for twelve hours at most, counted from its receipt; a sender may run up to a minute of them.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
"""

_FIRST_DELAY_SECONDS = 4
_LONGEST_DELAY_SECONDS = 900
_MAX_DIGITS = 10


def backoff_seconds(receives: int, *, jitter: random.Random | None = None) -> int:
    """Seconds to wait after the try number `receives` (from 1): exponential, jittered, at least one second.

    https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
    """
    ceiling = min(_FIRST_DELAY_SECONDS * 3 ** (receives - 1), _LONGEST_DELAY_SECONDS)
    return max(1, round((jitter or random.Random()).uniform(ceiling / 2, ceiling)))  # noqa: S311 - not for secrets


def is_last(receives: int) -> bool:
    """Whether the queue gives the message up after this try."""
    return receives >= MAX_RECEIVES


def capped(seconds: float) -> int:
    """What a provider asked us to wait, within what a queue can hide a message for."""
    return int(min(max(seconds, 1), MAX_VISIBILITY_SECONDS))


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
