"""DynamoDB's request units by AWS's published rules. An emulator's own figures are not believed.

What an item weighs:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
What a request costs, one whose condition fails and one that finds nothing included:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
What the indexes of a written item cost:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.ThroughputConsiderations
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Item = Mapping[str, Mapping[str, Any]]
"""An item as it travels: by attribute, its type and its value."""

_WRITE_BYTES = 1024
_READ_BYTES = 4096
_NESTED_BYTES = 3


@dataclass(frozen=True, slots=True)
class Index:
    """What of an item is in an index: nothing unless it has all of its `keys`. `projected` None: everything."""

    keys: frozenset[str]
    projected: frozenset[str] | None

    @classmethod
    def described(cls, description: Mapping[str, Any], table_keys: frozenset[str]) -> Index:
        """One of DescribeTable's indexes."""
        keys = frozenset(each["AttributeName"] for each in description["KeySchema"])
        projection = description["Projection"]
        if projection["ProjectionType"] == "ALL":
            return cls(keys, None)
        return cls(keys, keys | table_keys | frozenset(projection.get("NonKeyAttributes", ())))

    def entry(self, item: Item | None) -> Item | None:
        """The item as the index has it."""
        if item is None or not self.keys <= item.keys():
            return None
        return {name: item[name] for name in item if self.projected is None or name in self.projected}

    def written(self, before: Item | None, after: Item | None) -> int:
        """Write units of an item's change: an entry whose key changes is deleted and put."""
        old, new = self.entry(before), self.entry(after)
        if old == new:
            return 0
        if old is not None and new is not None and all(old[key] == new[key] for key in self.keys):
            return _rounded(max(size(old), size(new)), _WRITE_BYTES)
        return sum(_rounded(size(entry), _WRITE_BYTES) for entry in (old, new) if entry is not None)


def size(item: Item) -> int:
    """Bytes of an item."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def written(before: Item | None, after: Item | None, indexes: Sequence[Index]) -> int:
    """Write units of one change: of the larger image, and of every index that it shows in. A failed condition changes
    nothing, and costs what is there.
    """
    larger = max(size(image) if image else 0 for image in (before, after))
    return _rounded(larger, _WRITE_BYTES) + sum(index.written(before, after) for index in indexes)


def read(bytes_read: int, *, is_consistent: bool) -> float:
    """Read units of an item, or of all that a query looked at, its filter notwithstanding."""
    return _rounded(bytes_read, _READ_BYTES) * (1 if is_consistent else 0.5)


def _rounded(bytes_used: int, step: int) -> int:
    return max(1, math.ceil(bytes_used / step))


def _size(typed: Mapping[str, Any]) -> int:
    """Bytes of a value of the types that our tables have."""
    [(kind, value)] = typed.items()
    if kind == "S":
        return len(value.encode())
    if kind == "N":
        return _number(value)
    if kind == "SS":
        return sum(len(each.encode()) for each in value)
    if kind == "L":
        return _NESTED_BYTES + sum(1 + _size(each) for each in value)
    if kind == "M":
        return _NESTED_BYTES + sum(1 + len(name.encode()) + _size(each) for name, each in value.items())
    return 1  # BOOL and NULL


def _number(text: str) -> int:
    """Two significant digits a byte, and one more."""
    digits = text.lstrip("-").replace(".", "").strip("0")
    return math.ceil(len(digits) / 2) + 1 + text.startswith("-")
