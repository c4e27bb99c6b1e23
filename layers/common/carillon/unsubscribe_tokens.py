"""The tokens of unsubscribe links, by the keys that Secrets Manager keeps."""

from __future__ import annotations

from .domain import unsubscribe
from .domain.unsubscribe import Scope
from .stored_secret import StoredSecret

_FETCH_AGAIN_SECONDS = 60
"""A token of a newer key is soon known, and one that was made up does not cost a request each."""


class UnsubscribeTokens:
    """Signs and verifies. Both raise botocore's errors, KeyError or ValueError when the secret is not there or not ours."""

    def __init__(self, secret: StoredSecret) -> None:
        self._secret = secret

    def sign(self, scope: Scope) -> str:
        """The token for a link."""
        return unsubscribe.sign(self._secret.values(), scope)

    def verify(self, token: str) -> Scope:
        """What a token is good for. Raises `unsubscribe.BadToken`."""
        try:
            return unsubscribe.verify(self._secret.values(), token)
        except unsubscribe.UnknownKey:
            self._secret.forget(unless_younger_than=_FETCH_AGAIN_SECONDS)
            return unsubscribe.verify(self._secret.values(), token)
