"""Identifiers: ULIDs (https://github.com/ulid/spec), 26 characters that sort by creation time, unique within a millisecond."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

from ulid import ULID

_ULID_TEXT = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", re.ASCII)
_TARGET_ID_LENGTH = 20


def new_id(at: datetime) -> str:
    """A fresh identifier that sorts by `at`."""
    return str(ULID.from_datetime(at))


def repeatable_id(epoch_ms: int, seed: str) -> str:
    """The same identifier every time for the same instant (milliseconds) and seed.

    A queue message without an idempotency key gets its id this way, so that its redelivery finds what the first
    delivery stored.
    """
    randomness = hashlib.sha256(seed.encode()).digest()[:10]
    return str(ULID.from_bytes(epoch_ms.to_bytes(6, "big") + randomness))


def created_at(identifier: str) -> datetime:
    """The instant, to the millisecond, that an identifier was made for."""
    return ULID.from_str(identifier).datetime.astimezone(UTC)


def is_id(text: str) -> bool:
    """Whether `text` could be one of our identifiers at all."""
    return _ULID_TEXT.fullmatch(text) is not None


def lowest_id(at: datetime) -> str:
    """The smallest identifier of an instant: a bound for ranges."""
    return str(ULID.from_bytes(int(at.timestamp() * 1000).to_bytes(6, "big") + bytes(10)))


def target_id(user_id: str, address: str) -> str:
    """The opaque name of one address or device of one user, as the delivery log shows it."""
    return hashlib.sha256(f"{user_id}\n{address}".encode()).hexdigest()[:_TARGET_ID_LENGTH]
