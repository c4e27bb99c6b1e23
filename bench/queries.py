"""Queries of Moto's tables as DynamoDB makes them, quick enough for a hundred thousand rows, and what each looked at.

Moto sorts the whole table anew for every query, twice, and cuts its pages by whole rows; DynamoDB cuts them by what is in the
index: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from moto.dynamodb.models.dynamo_type import Item
from moto.dynamodb.models.table import Table

from bench import units

PAGE_BYTES = 1024 * 1024

_Key = tuple[str, ...]


@contextmanager
def by_index() -> Iterator[None]:
    """Meanwhile Moto answers so."""
    with mock.patch.object(Table, "query", _query):
        yield


def looked_at(table: Any) -> int:
    """Bytes that the table's last query looked at, its filter notwithstanding."""
    found: int = table.looked_at
    return found


def _query(table: Any, *arguments: Any, **more: Any) -> tuple[list[Any], int, dict[str, Any] | None]:
    """In place of `Table.query`, with its arguments."""
    _, comparison, values, limit, start, forward, projection, index_name, _, condition = arguments
    [(partition, wanted)] = more["hash_key_conditions"]
    index = table.get_index(index_name) if index_name else None
    names = _key_names(table, index)
    rows = [
        (tuple(item.attrs[name].value for name in names), item)
        for item in _of_partition(table, partition, wanted)
        if names[0] in item.attrs
    ]
    backwards = forward is False
    rows.sort(key=lambda row: row[0], reverse=backwards)
    if start:
        after = tuple(start[name]["S"] for name in names)
        rows = [row for row in rows if (row[0] < after if backwards else row[0] > after)]
    found = (item for _, item in rows if not comparison or item.attrs[names[0]].compare(comparison, values))
    page, table.looked_at, is_cut = _page(found, _projected(index), limit)
    last = {name: page[-1].attrs[name] for name in (partition, *names)} if is_cut else None
    shown = frozenset(path[0] for path in projection) if projection else _projected(index)
    passed = [_shown(item, shown) for item in page if condition is None or condition.expr(item)]
    return passed, len(page), last


def _key_names(table: Any, index: Any) -> _Key:
    """What rows of a partition are sorted by: the sort key, then, in an index, the table's own key."""
    schema = index.schema if index else table.schema
    sorts = [key["AttributeName"] for key in schema if key["KeyType"] == "RANGE"]
    own = [key["AttributeName"] for key in table.schema] if index else []
    return tuple(dict.fromkeys([*sorts, *own]))


def _of_partition(table: Any, attribute: str, value: Any) -> Iterable[Any]:
    if attribute == table.hash_key_attr:
        held = table.items.get(value, {})
        return held.values() if table.has_range_key else [held] if held else []
    held = table.items.values()
    rows = (item for partition in held for item in partition.values()) if table.has_range_key else held
    return [item for item in rows if attribute in item.attrs and item.attrs[attribute].value == value.value]


def _page(found: Iterable[Any], shown: frozenset[str], limit: int | None) -> tuple[list[Any], int, bool]:
    """As many as fit, their bytes, and whether there may be more."""
    page: list[Any] = []
    used = 0
    for item in found:
        size = units.size({name: _plain(value) for name, value in item.attrs.items() if not shown or name in shown})
        if page and used + size > PAGE_BYTES:
            return page, used, True
        page.append(item)
        used += size
        if len(page) == limit:
            return page, used, True
    return page, used, False


def _plain(value: Any) -> Any:
    return value.to_regular_json() if value.is_list() or value.is_map() else value.to_json()


def _projected(index: Any) -> frozenset[str]:
    """The attributes that an index has; none for all."""
    if index is None or index.projection["ProjectionType"] == "ALL":
        return frozenset()
    keys = [*index.table_key_attrs, *(key["AttributeName"] for key in index.schema)]
    return frozenset([*keys, *index.projection.get("NonKeyAttributes", ())])


def _shown(item: Any, names: frozenset[str]) -> Any:
    """Moto's own way costs more than the query."""
    shown: Any = Item.__new__(Item)
    shown.attrs = {name: value for name, value in item.attrs.items() if not names or name in names}
    return shown
