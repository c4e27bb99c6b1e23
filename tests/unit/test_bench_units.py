"""DynamoDB's request units by AWS's rules, on examples of its own documentation and of ours."""

from __future__ import annotations

import pytest

from bench import units
from bench.units import Index

KEYS = frozenset({"id"})
ALL = Index(frozenset({"group"}), None)
SOME = Index(frozenset({"group"}), frozenset({"id", "group", "shown"}))


def item(**texts: str) -> dict[str, dict[str, str]]:
    return {"id": {"S": "1"}, **{name: {"S": text} for name, text in texts.items()}}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"S": "grüße"}, 7),
        ({"N": "-123"}, 4),
        ({"N": "1795000000"}, 3),
        ({"BOOL": True}, 1),
        ({"L": [{"S": "ab"}, {"S": "c"}]}, 8),
        ({"M": {"a": {"S": "bc"}}}, 7),
        ({"SS": ["ab", "c"]}, 3),
    ],
)
def test_an_item_weighs_its_names_and_values(value: dict[str, object], expected: int) -> None:
    assert units.size({"name": value}) == len("name") + expected


@pytest.mark.parametrize(("length", "expected"), [(0, 1), (1000, 1), (1017, 1), (1018, 2), (3000, 3)])
def test_a_write_unit_is_a_kilobyte(length: int, expected: int) -> None:
    assert units.written(None, item(text="x" * length), ()) == expected


def test_a_deletion_costs_what_was_there_and_a_change_the_larger_image() -> None:
    assert units.written(item(text="x" * 2000), None, ()) == 2
    assert units.written(item(text="x" * 2000), item(text="x"), ()) == 2
    assert units.written(None, None, ()) == 1


def test_an_index_costs_only_when_its_entry_changes() -> None:
    before = item(group="a", shown="b", hidden="c")
    assert units.written(before, before | item(hidden="d"), (SOME,)) == 1
    assert units.written(before, before | item(hidden="d"), (ALL,)) == 2
    assert units.written(before, before | item(shown="d"), (SOME,)) == 2
    assert units.written(before, before | item(group="d"), (SOME,)) == 3
    assert units.written(before, item(shown="b"), (SOME,)) == 2
    assert units.written(None, item(shown="b"), (SOME,)) == 1
    assert units.written(None, before, (SOME, ALL)) == 3


def test_an_index_is_read_from_the_table_s_description() -> None:
    schema = [{"AttributeName": "group", "KeyType": "HASH"}]
    projection = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["shown"]}
    assert Index.described({"KeySchema": schema, "Projection": projection}, KEYS) == SOME
    assert Index.described({"KeySchema": schema, "Projection": {"ProjectionType": "ALL"}}, KEYS) == ALL


@pytest.mark.parametrize(
    ("length", "consistent", "expected"), [(0, True, 1), (0, False, 0.5), (4096, True, 1), (4097, False, 1)]
)
def test_a_read_unit_is_four_kilobytes_and_half_of_one_where_it_may_be_stale(
    length: int, consistent: bool, expected: float
) -> None:
    assert units.read(length, is_consistent=consistent) == expected
