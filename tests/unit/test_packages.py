"""A package that a function carries is one that its code imports, and no layer grows unnoticed."""

from __future__ import annotations

import ast
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from bench import layer_sizes

ROOT = Path(__file__).resolve().parents[2]
UNDERNEATH = {"tzdata", "http-ece", "cryptography"}
"""Imported for us: by the standard library's `zoneinfo`, and by pywebpush, whose encryption they are."""


def _imported() -> set[str]:
    trees = [
        ast.parse(path.read_text(encoding="utf-8"))
        for room in ("layers", "functions")
        for path in (ROOT / room).rglob("*.py")
    ]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {name.split(".")[0] for name in names}


@pytest.mark.seed_defect(57)
@pytest.mark.parametrize("layer", ["common", "email", "sms", "push"])
def test_every_package_of_a_layer_is_imported(layer: str) -> None:
    lines = (ROOT / "requirements" / f"layer-{layer}.in").read_text(encoding="utf-8").split()
    providers = packages_distributions()
    used = {distribution.lower().replace("_", "-") for name in _imported() for distribution in providers.get(name, ())}

    assert set(lines) - UNDERNEATH - used == set()


def test_no_layer_is_much_larger_than_it_was() -> None:
    assert [str(gate) for gate in layer_sizes.measure().gates if not gate.is_met] == []
