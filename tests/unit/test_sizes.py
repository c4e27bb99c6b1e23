"""No file and no function is longer than a reader takes in: 300 and 50 lines at most."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.settings import ROOT

ROOMS = ("layers", "functions", "local", "bench", "tests", "web", "docs")
KINDS = ("*.py", "*.js", "*.ts", "*.css", "*.html", "*.md")
FILES = sorted(
    path for room in ROOMS for kind in KINDS for path in (ROOT / room).rglob(kind) if "node_modules" not in path.parts
)


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function of a Python file, with its lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            yield node.name, node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_measured(room: str) -> None:
    assert any(path.is_relative_to(ROOT / room) for path in FILES)


def test_no_file_is_too_long() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {str(path.relative_to(ROOT)): count for path, count in lines.items() if count > 300} == {}


def test_no_function_is_too_long() -> None:
    functions = [(path, *found) for path in FILES if path.suffix == ".py" for found in _functions(path)]
    assert [f"{path.relative_to(ROOT)}: {name}, {count}" for path, name, count in functions if count > 50] == []
