"""The domain package knows nothing of AWS, of HTTP or of a validation library."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.settings import ROOT

DOMAIN = ROOT / "layers" / "common" / "carillon" / "domain"
FORBIDDEN = {"boto3", "botocore", "pynamodb", "aws_lambda_powertools", "pydantic", "requests", "os"}
MODULES = sorted(DOMAIN.rglob("*.py"))


def _imported(module: Path) -> Iterator[tuple[str | None, Path | None]]:
    """Everything that a module imports, wherever in it: a package from outside, or a module of ours."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").split(".")[0], None
        elif isinstance(node, ast.ImportFrom):
            package = module.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            yield from ((None, path) for path in _modules(package, [alias.name for alias in node.names]))


def _modules(package: Path, names: list[str]) -> list[Path]:
    candidates = [package.with_suffix(".py"), *(package / f"{name}.py" for name in names)]
    return [path for path in candidates if path.is_file()]


def _outside(module: Path, seen: set[Path]) -> set[str]:
    """The packages from outside that come with a module, however indirectly."""
    seen.add(module)
    found = set()
    for outside, ours in _imported(module):
        if outside is not None:
            found.add(outside)
        elif ours is not None and ours not in seen:
            found |= _outside(ours, seen)
    return found


def test_there_is_a_domain() -> None:
    assert MODULES


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_the_domain_brings_no_library_of_the_outside(module: Path) -> None:
    assert not _outside(module, set()) & FORBIDDEN
