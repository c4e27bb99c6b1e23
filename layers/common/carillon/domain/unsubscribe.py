"""Links in emails that act without a login: a signed token says whose emails of which category it is about (RFC 8058).

    token = key id "." base64url(JSON [user id, category]) "." base64url(HMAC-SHA256)

A token has no date: a mail may be opened after years, and stays good for as long as its key is kept (Gmail and CAN-SPAM
ask for 30 days at least). The keys come as a mapping of texts: `current` names the key that signs, every other member is
a key by its id, base64url of 32 bytes or more (RFC 2104, section 3).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from . import clock
from .user import CATEGORY_SWITCHES, Preferences

CURRENT = "current"
CHOICES = ("category", "all", "month")
MUTED_FOR = timedelta(days=30)

_MIN_KEY_BYTES = 32
_PURPOSE = b"carillon unsubscribe 1\0"
"""Keeps a signature of this key from meaning anything anywhere else, and one of a later layout from meaning this."""


class BadToken(ValueError):
    """Not a token that any of the keys signed."""


class UnknownKey(BadToken):
    """A token of a key that is not among these: a forged one, or the keys are older than the token."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token is good for: the emails of one category to one person."""

    user_id: str
    category: str


def sign(keys: Mapping[str, str], scope: Scope) -> str:
    """The token of a scope, by the current key. Raises KeyError or ValueError for keys that are none."""
    key_id = keys[CURRENT]
    payload = json.dumps([scope.user_id, scope.category], ensure_ascii=False, separators=(",", ":")).encode()
    signed = f"{key_id}.{_encode(payload)}"
    return f"{signed}.{_signature(keys[key_id], signed)}"


def verify(keys: Mapping[str, str], token: str) -> Scope:
    """What a token is good for. Raises BadToken, and KeyError or ValueError for keys that are none.

    Compared in constant time, as text: a signature in another spelling of base64 is not the one we gave out.
    """
    signed, _, signature = token.rpartition(".")
    key_id, _, payload = signed.partition(".")
    if key_id == CURRENT or key_id not in keys:
        raise UnknownKey("signed by no key of ours")
    if not hmac.compare_digest(_signature(keys[key_id], signed).encode(), signature.encode(errors="replace")):
        raise BadToken("not signed by us")
    user_id, category = json.loads(_decode(payload))
    if category not in CATEGORY_SWITCHES:
        raise BadToken("of a category that there is no more")
    return Scope(user_id, category)


def change(choice: str, scope: Scope, preferences: Preferences, now: datetime) -> dict[str, Any]:
    """What one of `CHOICES` changes in a person's preferences, by field. A mute never shortens a longer one."""
    if choice == "all":
        return {"email_enabled": False}
    if choice == "month":
        return {"email_muted_until": max(clock.iso(now + MUTED_FOR), preferences.email_muted_until or "")}
    return {"category_channels": {scope.category: {"email": False}}}


def _signature(key: str, signed: str) -> str:
    try:
        secret = _decode(key)
    except binascii.Error as error:
        raise ValueError("a key is not base64url") from error
    if len(secret) < _MIN_KEY_BYTES:
        raise ValueError("a key is too short")
    return _encode(hmac.digest(secret, _PURPOSE + signed.encode(errors="replace"), hashlib.sha256))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
