"""A secret as it stands in Secrets Manager, fetched once per process and again when a provider refuses it."""

from __future__ import annotations

import json
import time
from typing import Any

from . import clients


class StoredSecret:
    """A JSON object, by the name of its secret. Shared by threads: the worst race fetches it twice."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._values: dict[str, Any] | None = None
        self._fetched_at = 0.0

    def values(self) -> dict[str, Any]:
        """Its members. Raises botocore's errors when it cannot be read, ValueError when it is not a JSON object."""
        values = self._values
        if values is None:
            values = json.loads(clients.secrets().get_secret_value(SecretId=self._name)["SecretString"])
            if not isinstance(values, dict):
                raise ValueError("the secret is not a JSON object")
            self._values, self._fetched_at = values, time.monotonic()
        return values

    def forget(self, unless_younger_than: float = 0) -> None:
        """Fetch it again at the next use: it was refused, and may have been rotated.

        `unless_younger_than`, in seconds, is for refusals that anybody can bring about.
        """
        if time.monotonic() - self._fetched_at >= unless_younger_than:
            self._values = None
