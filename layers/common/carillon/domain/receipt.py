"""What a provider tells us later, of its own accord."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .delivery import Entry
from .suppression import Suppress, Unsuppress

LONGEST_WAIT_SECONDS = 300
"""A receipt may come before our own word is written down; after this long it is a stranger's."""

_KEY = re.compile(r"(?P<delivery>[0-9a-f]{32})-(?P<target>[0-9a-f]{20})", re.ASCII)


class MalformedReceipt(ValueError):
    """Not what the provider documents."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message. `key` is what we asked the provider to give back (`ids.receipt_key`), if it did."""

    key: str | None
    entry: Entry

    @property
    def delivery_id(self) -> str | None:
        """The delivery, None for a stranger's."""
        found = _KEY.fullmatch(self.key or "")
        return found["delivery"] if found else None

    @classmethod
    def of(cls, key: str | None, status: str, at: str, **fields: Any) -> Receipt:
        """A receipt whose entry is about the key's target."""
        found = _KEY.fullmatch(key or "")
        return cls(key, Entry(found["target"] if found else None, status, at, **fields))


ProviderWord = Receipt | Suppress | Unsuppress
