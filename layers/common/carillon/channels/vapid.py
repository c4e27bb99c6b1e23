"""Who we are to a push service: VAPID (RFC 8292), a signed token per push service and application server key."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
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
    """Signs with the key pairs of `secret`; `subject` is how to reach us.

    The secret is `{"publicKey", "privateKey", "previous": [{"publicKey", "privateKey"}, …]}`, base64url: the current pair,
    and those that subscriptions may still be bound to; without `previous` there are none. The token of an origin and key is
    made once and used until it is nearly over: a signature costs more than the encryption.
    """

    def __init__(self, secret: StoredSecret, subject: str) -> None:
        self._secret = secret
        self._subject = subject
        self._lock = threading.Lock()
        self._tokens: dict[tuple[str, str], _Token] = {}

    def keys(self, made_with: str | None) -> Iterator[str]:
        """The public keys to try for a subscription, `made_with` first: the next is wanted when one was refused.

        After the last one the secret is read anew, which may bring others. Raises what `StoredSecret.values` raises, and
        KeyError or TypeError when the secret has another shape.
        """
        tried: set[str] = set()
        while fresh := [key for key in self._ordered(made_with) if key not in tried]:
            for key in fresh:
                tried.add(key)
                yield key
            self.forget()

    def authorization(self, origin: str, public_key: str) -> str:
        """The `Authorization` header for a push service, signed with that key. Raises like `keys`."""
        with self._lock:
            token = self._tokens.get((origin, public_key))
            if token is None or token.expires - time.time() < REFRESH_SECONDS:
                token = self._tokens[origin, public_key] = self._sign(origin, public_key)
            return token.header

    def forget(self) -> None:
        """Read the secret again at the next use."""
        with self._lock:
            self._secret.forget()
            self._tokens.clear()

    def _ordered(self, made_with: str | None) -> list[str]:
        pairs = self._pairs()
        if made_with is not None and made_with not in pairs:
            self.forget()
            pairs = self._pairs()
        return sorted(pairs, key=lambda key: key != made_with)

    def _pairs(self) -> dict[str, str]:
        """Private keys by public key, the current pair first."""
        values = self._secret.values()
        return {pair["publicKey"]: pair["privateKey"] for pair in (values, *values.get("previous", ()))}

    def _sign(self, origin: str, public_key: str) -> _Token:
        expires = int(time.time()) + LIFETIME_SECONDS
        claims = {"aud": origin, "sub": self._subject, "exp": expires}
        key = Vapid02.from_raw(self._pairs()[public_key].encode())
        return _Token(str(key.sign(claims)["Authorization"]), expires)
