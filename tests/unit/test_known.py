"""Every known bad input and every old fault has a test that carries its number, or a reason why not."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.known import BAD_INPUTS, SEED_DEFECTS

ROOT = Path(__file__).resolve().parents[2]
KNOWN = {"bad_input": BAD_INPUTS, "seed_defect": SEED_DEFECTS}
HEADINGS = {"bad_input": "## Bad input that is open", "seed_defect": "## Old faults that are open"}
IN_PART = "Partly: "


def _marked(mark: str) -> set[int]:
    """The numbers that stand in marks, anywhere in the tests."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "tests").rglob("test_*.py"))
    return {
        ast.literal_eval(number)
        for tree in trees
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == mark
        for number in call.args
    }


def _document() -> str:
    return (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def _open(mark: str) -> dict[int, str]:
    """The numbers that the document lists as open, with their reasons."""
    section = _document().partition(HEADINGS[mark] + "\n")[2].partition("\n## ")[0]
    return {
        int(number): reason for number, reason in re.findall(r"^\| (\d+) \|[^|]*\| (.+) \|$", section, re.MULTILINE)
    }


@pytest.mark.parametrize("mark", KNOWN)
def test_every_number_has_a_test_or_a_reason(mark: str) -> None:
    known = set(KNOWN[mark])

    assert known - _marked(mark) - set(_open(mark)) == set()
    assert _marked(mark) | set(_open(mark)) <= known


@pytest.mark.parametrize("mark", KNOWN)
def test_what_is_open_has_no_test_or_is_said_to_be_open_in_part(mark: str) -> None:
    """So that a reason goes when the last of it was done."""
    in_part = {number for number, reason in _open(mark).items() if reason.startswith(IN_PART)}

    assert _marked(mark) & set(_open(mark)) == in_part


@pytest.mark.parametrize("mark", KNOWN)
def test_a_reason_is_a_sentence(mark: str) -> None:
    assert all(len(reason) > 20 and reason.endswith(".") for reason in _open(mark).values())


def test_every_bad_input_stands_beside_its_threat() -> None:
    """`| threat | what is done | 1–3, 5 |`"""
    threats = _document().partition("## What stays of an erased person\n")[0]
    cells = re.findall(r"^\|[^|]*\|[^|]*\| ([\d–, ]+) \|$", threats, re.MULTILINE)
    spans = [span.split("–") for cell in cells for span in cell.split(", ")]

    named = {number for span in spans for number in range(int(span[0]), int(span[-1]) + 1)}
    assert named == set(BAD_INPUTS)
