"""Time as the contract writes it: ISO-8601, UTC, milliseconds, `Z`. Such texts also sort by time."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The current instant, aware, UTC."""
    return datetime.now(UTC)


def wait_until(instant: datetime) -> None:
    """Return when it has come."""
    time.sleep(max((instant - now()).total_seconds(), 0))


def iso(instant: datetime) -> str:
    """`2026-01-31T12:00:00.123Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"


def from_iso(text: str) -> datetime:
    """The instant an `iso` text names. Raises ValueError for anything else."""
    return datetime.fromisoformat(text)


def from_epoch_ms(milliseconds: int) -> datetime:
    """The instant that many milliseconds after 1970."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
