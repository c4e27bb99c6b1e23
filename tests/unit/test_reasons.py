"""The words of the delivery log stand in one list: nothing else in the code writes one, and whoever reads it finds them all."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from carillon.domain import reasons
from carillon.domain.reasons import REASONS
from local.settings import ROOT

OTHER_MEANINGS = {("errors.py", "internal_error"), ("ses_events.py", "complaint")}
"""The code of an HTTP error, and a member of an event."""


def words_in(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_every_word_is_explained() -> None:
    named = [value for name, value in vars(reasons).items() if name.isupper() and isinstance(value, str)]
    assert sorted(named) == sorted(REASONS)
    assert all(REASONS.values())


def test_no_other_module_writes_one() -> None:
    rooms = (ROOT / "layers" / "common" / "carillon", ROOT / "functions")
    files = [path for room in rooms for path in room.rglob("*.py") if path.name != "reasons.py"]
    found = {(path.name, word) for path in files for word in words_in(path) if word in REASONS}
    assert found == OTHER_MEANINGS


@pytest.mark.parametrize("word", sorted(REASONS))
def test_the_apis_document_the_readme_and_the_page_name_it(word: str) -> None:
    assert f"`{word}`: " in (ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8")
    assert f"`{word}`" in (ROOT / "README.md").read_text(encoding="utf-8")
    [page] = (ROOT / "web").glob("*/reasons.js")
    assert f'"{word}"' in page.read_text(encoding="utf-8")
