"""When a failed try is made again."""

from __future__ import annotations

import random

MAX_RECEIVES = 5
"""Tries a channel's queue gives a message before its dead-letter queue has it: `maxReceiveCount` in the template."""

MAX_VISIBILITY_SECONDS = 12 * 3600
"""https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html"""

_FIRST_DELAY_SECONDS = 4
_LONGEST_DELAY_SECONDS = 900


def backoff_seconds(receives: int, *, jitter: random.Random | None = None) -> int:
    """Seconds to wait after the try number `receives` (from 1): exponential with full jitter, at least one second.

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
