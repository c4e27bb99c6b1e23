"""`docs/architecture.md` names the variables of each function and the indexes of each table, and no other."""

import re

import pytest

from carillon.config import SETTINGS
from local.settings import ROOT
from tests.template.test_functions import COMMON
from tests.template.translated import Template

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def _cells(name: str) -> list[str]:
    """The cells of the one row that begins with this name."""
    (row,) = re.findall(rf"^\| {re.escape(name)}(?: \([^|]*\))? \|(.*)\|$", ARCHITECTURE, re.MULTILINE)
    return str(row).split("|")


@pytest.mark.parametrize("folder", sorted(SETTINGS))
def test_a_functions_variables_are_documented(template: Template, folder: str) -> None:
    variables = set(template.functions()[folder]["Environment"]["Variables"]) - COMMON
    told = set(re.findall(r"`([A-Z][A-Z_]+)`", _cells(f"`{folder}`")[1]))
    if "those of `ingest`" in _cells(f"`{folder}`")[1]:
        told |= set(re.findall(r"`([A-Z][A-Z_]+)`", _cells("`ingest`")[1])) - {"INGEST_DEAD_LETTER_QUEUE_URL"}
    assert told == variables


def test_a_tables_indexes_are_documented(template: Template) -> None:
    for name, table in template.of_type("DynamoDB::Table").items():
        told = set(re.findall(r"(?:local|global) `(\w+)`", _cells(name.removesuffix("Table"))[1]))
        kinds = ("LocalSecondaryIndexes", "GlobalSecondaryIndexes")
        assert told == {index["IndexName"] for kind in kinds for index in table.get(kind, [])}, name
