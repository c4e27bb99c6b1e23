"""Which packages from outside come with a module of ours, however indirectly: its imports are read, not run."""

import ast
from collections.abc import Iterator
from pathlib import Path

from local.settings import ROOT

LAYER, FUNCTIONS = ROOT / "layers" / "common", ROOT / "functions"


def outside(module: Path) -> set[str]:
    """The packages that are not ours, those that are imported late included."""
    found: set[str] = set()
    seen, waiting = {module}, [module]
    while waiting:
        for name, ours in _imported(waiting.pop()):
            if not ours:
                found.add(name.split(".")[0])
            waiting += [path for path in ours if path not in seen]
            seen.update(ours)
    return found


def _imported(module: Path) -> Iterator[tuple[str, list[Path]]]:
    """Every name that a module imports, with the modules of ours that it is; none for a package from outside."""
    for node in _nodes(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, _files((LAYER, FUNCTIONS), alias.name, [])
        elif isinstance(node, ast.ImportFrom):
            rooms = (module.parents[node.level - 1],) if node.level else (LAYER, FUNCTIONS)
            yield node.module or "", _files(rooms, node.module or "", [alias.name for alias in node.names])


def _files(rooms: tuple[Path, ...], name: str, members: list[str]) -> list[Path]:
    paths = [room.joinpath(*filter(None, name.split("."))) for room in rooms]
    candidates = [path / member for path in paths for member in members] + paths
    return [file for path in candidates for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()]


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Everything but what only a type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from _nodes(node)
