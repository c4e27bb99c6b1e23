"""Who we are to a push service: VAPID (RFC 8292), a signed token per push service."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from py_vapid import Vapid02

from ..stored_secret import StoredSecret

LIFETIME_SECONDS = 12 * 3600
"""RFC 8292, section 2 allows 24 hours; half of it leaves room for clocks that differ."""

REFRESH_SECONDS = 3600
"""A token with less than this left is replaced, so that none expires on its way."""


@dataclass(frozen=True, slots=True)
class _Token:
    header: str
    expires: float


class Vapid:
    """Signs with the private key of `secret` (`{"publicKey", "privateKey"}`, base64url); `subject` is how to reach us.

    The token of an origin is made once and used until it is nearly over: a signature costs more than the encryption.
    """

    def __init__(self, secret: StoredSecret, subject: str) -> None:
        self._secret = secret
        self._subject = subject
        self._lock = threading.Lock()
        self._tokens: dict[str, _Token] = {}
        self._key: Vapid02 | None = None

    def authorization(self, origin: str) -> str:
        """The `Authorization` header for a push service. Raises what `StoredSecret.values` raises."""
        with self._lock:
            token = self._tokens.get(origin)
            if token is None or token.expires - time.time() < REFRESH_SECONDS:
                token = self._tokens[origin] = self._sign(origin)
            return token.header

    def forget(self) -> None:
        """Read the key again: a push service refused what we signed."""
        with self._lock:
            self._secret.forget()
            self._tokens.clear()
            self._key = None

    def _sign(self, origin: str) -> _Token:
        if self._key is None:
            self._key = Vapid02.from_raw(self._secret.values()["privateKey"].encode())
        expires = int(time.time()) + LIFETIME_SECONDS
        claims = {"aud": origin, "sub": self._subject, "exp": expires}
        return _Token(str(self._key.sign(claims)["Authorization"]), expires)
