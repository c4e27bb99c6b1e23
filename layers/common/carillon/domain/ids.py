"""Identifiers: ULIDs (https://github.com/ulid/spec), 26 characters that sort by creation time, unique within a millisecond."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from datetime import UTC, datetime, timedelta

from . import clock

LONGEST_USER_ID = 128
_SEPARATORS = "#*"
_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's, which ULIDs are written in: https://www.crockford.com/base32.html"""
_ULID_BITS, _RANDOM_BITS = 130, 80
_ULID_TEXT = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", re.ASCII)
_TARGET_ID_LENGTH = 20
_DELIVERY_ID_LENGTH = 32
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_id(at: datetime) -> str:
    """A fresh identifier that sorts by `at`."""
    return _ulid(_epoch_ms(at), secrets.token_bytes(10))


def repeatable_id(epoch_ms: int, seed: str) -> str:
    """The same identifier every time for the same instant (milliseconds) and seed.

    A queue message without an idempotency key gets its id this way, so that its redelivery finds what the first
    delivery stored.
    """
    return _ulid(epoch_ms, hashlib.sha256(seed.encode()).digest()[:10])


def created_at(identifier: str) -> datetime:
    """The instant, to the millisecond, that an identifier was made for. Raises ValueError for what is none."""
    if not is_id(identifier):
        raise ValueError("not an identifier")
    number = 0
    for character in identifier:
        number = number << 5 | _BASE32.index(character)
    return clock.from_epoch_ms(number >> _RANDOM_BITS)


def is_id(text: str) -> bool:
    """Whether `text` could be one of our identifiers at all."""
    return _ULID_TEXT.fullmatch(text) is not None


def is_user_id(text: str) -> bool:
    """Whether `text` can be a person's: a key of every table, so only what cannot be mistaken for anything else."""
    return 0 < len(text) <= LONGEST_USER_ID and not any(map(_is_unfit, text))


def lowest_id(at: datetime) -> str:
    """The smallest identifier of an instant: a bound for ranges."""
    return _ulid(_epoch_ms(at), bytes(10))


def target_id(user_id: str, address: str) -> str:
    """The opaque name of one address or device of one user, as the delivery log shows it."""
    return hashlib.sha256(f"{user_id}\n{address}".encode()).hexdigest()[:_TARGET_ID_LENGTH]


def delivery_id(user_id: str, notification_id: str, channel: str) -> str:
    """The opaque name of one notification's way on one channel, as providers carry it: 32 hexadecimal digits."""
    return hashlib.sha256(f"{user_id}\n{notification_id}\n{channel}".encode()).hexdigest()[:_DELIVERY_ID_LENGTH]


def receipt_key(user_id: str, notification_id: str, channel: str, target: str) -> str:
    """What a provider is asked to give back with its receipts: the delivery's id and the target's, joined by `-`.

    Letters, digits and `-` only: SES takes no more in the value of a message tag.
    https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html
    """
    return f"{delivery_id(user_id, notification_id, channel)}-{target}"


def _is_unfit(character: str) -> bool:
    is_control = unicodedata.category(character) in ("Cc", "Cs")
    return is_control or character.isspace() or character in _SEPARATORS


def _ulid(epoch_ms: int, randomness: bytes) -> str:
    """The text of 48 bits of time and 80 others, five bits a character."""
    number = int.from_bytes(epoch_ms.to_bytes(6, "big") + randomness, "big")
    return "".join(_BASE32[number >> shift & 31] for shift in range(_ULID_BITS - 5, -1, -5))


def _epoch_ms(at: datetime) -> int:
    """Whole milliseconds, exactly: a float would lose one now and then."""
    return (at - _EPOCH) // timedelta(milliseconds=1)
