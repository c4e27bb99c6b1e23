"""What a request to DynamoDB consumes, by `units`' rules, from Moto's items before it and after."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from bench import queries, units
from bench.units import Index, Item
from tests.integration.names import ACCOUNT, REGION

_TRANSACTION = 2
"""A transaction's writes are prepared and committed."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A request, and the items that it may write, as they were."""

    operation: str
    body: dict[str, Any]
    before: list[Item | None]

    @classmethod
    def of(cls, operation: str, body: bytes) -> Begun:
        """To be called before the request is made."""
        parsed = json.loads(body)
        return cls(operation, parsed, [_item(*place) for place in _written(operation, parsed)])

    def units(self, answer: dict[str, Any]) -> tuple[float, float]:
        """Read and write units. Raises KeyError for an operation that nobody taught it."""
        return _COSTS[self.operation](self, answer)


def _item(table: str, key: Item) -> Item | None:
    found = _backend().get_item(table, key)
    return found.to_json()["Attributes"] if found else None


def _backend() -> Any:
    return dynamodb_backends[ACCOUNT][REGION]


@cache
def _described(table: str) -> tuple[frozenset[str], dict[str, Index]]:
    """A table's keys, and its indexes by name."""
    about = _backend().get_table(table).describe()["TableDescription"]
    keys = frozenset(each["AttributeName"] for each in about["KeySchema"])
    indexes = [*about["LocalSecondaryIndexes"], *about["GlobalSecondaryIndexes"]]
    return keys, {each["IndexName"]: Index.described(each, keys) for each in indexes}


def _written(operation: str, body: dict[str, Any]) -> Iterator[tuple[str, Item]]:
    """Table and key of each item that a request may write."""
    if operation == "TransactWriteItems":
        for change in body["TransactItems"]:
            [(kind, one)] = change.items()
            yield _place(one["TableName"], one["Item"] if kind == "Put" else one["Key"])
    elif operation == "BatchWriteItem":
        for table, changes in body["RequestItems"].items():
            for change in changes:
                yield _place(
                    table, change["PutRequest"]["Item"] if "PutRequest" in change else change["DeleteRequest"]["Key"]
                )
    elif operation in ("PutItem", "UpdateItem", "DeleteItem"):
        yield _place(body["TableName"], body["Item"] if operation == "PutItem" else body["Key"])


def _place(table: str, item: Item) -> tuple[str, Item]:
    keys, _indexes = _described(table)
    return table, {key: item[key] for key in keys}


def _writing(begun: Begun, _answer: dict[str, Any]) -> tuple[float, float]:
    changed = zip(_written(begun.operation, begun.body), begun.before, strict=True)
    found = sum(
        units.written(before, _item(table, key), tuple(_described(table)[1].values()))
        for (table, key), before in changed
    )
    return 0, found * (_TRANSACTION if begun.operation == "TransactWriteItems" else 1)


def _getting(begun: Begun, _answer: dict[str, Any]) -> tuple[float, float]:
    return _of_key(begun.body["TableName"], begun.body["Key"], begun.body), 0


def _getting_many(begun: Begun, _answer: dict[str, Any]) -> tuple[float, float]:
    asked = begun.body["RequestItems"].items()
    return sum(_of_key(table, key, about) for table, about in asked for key in about["Keys"]), 0


def _of_key(table: str, key: Item, about: dict[str, Any]) -> float:
    item = _item(table, key)
    return units.read(units.size(item) if item else 0, is_consistent=about.get("ConsistentRead", False))


def _querying(begun: Begun, _answer: dict[str, Any]) -> tuple[float, float]:
    """All that was looked at, whatever of it was counted, or let through by a filter."""
    looked_at = queries.looked_at(_backend().get_table(begun.body["TableName"]))
    return units.read(looked_at, is_consistent=begun.body.get("ConsistentRead", False)), 0


_COSTS: dict[str, Callable[[Begun, dict[str, Any]], tuple[float, float]]] = {
    "PutItem": _writing,
    "UpdateItem": _writing,
    "DeleteItem": _writing,
    "BatchWriteItem": _writing,
    "TransactWriteItems": _writing,
    "GetItem": _getting,
    "BatchGetItem": _getting_many,
    "Query": _querying,
}
