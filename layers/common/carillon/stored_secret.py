"""A secret as it stands in Secrets Manager, fetched once per process and again when a provider refuses it."""

from __future__ import annotations

import json

from . import clients


class StoredSecret:
    """A JSON object of texts, by the name of its secret. Shared by threads: the worst race fetches it twice."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._values: dict[str, str] | None = None

    def values(self) -> dict[str, str]:
        """Its members. Raises botocore's errors when it cannot be read, ValueError when it is not a JSON object."""
        values = self._values
        if values is None:
            values = json.loads(clients.secrets().get_secret_value(SecretId=self._name)["SecretString"])
            if not isinstance(values, dict):
                raise ValueError("the secret is not a JSON object")
            self._values = values
        return values

    def forget(self) -> None:
        """Fetch it again at the next use: it was refused, and may have been rotated."""
        self._values = None
