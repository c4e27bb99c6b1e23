"""What stands in one place: reading the environment, making clients, mapping errors to HTTP."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.settings import ROOT

COMMON = "layers/common/carillon"
MODULES = sorted(path for room in ("layers", "functions") for path in (ROOT / room).rglob("*.py"))
CLIENT_MAKERS = {"boto3", "botocore.session", "aiobotocore"}


def _imports(node: ast.AST) -> Iterator[str]:
    """`import a.b` and `from a import b` as `a.b`, the latter as `a` too."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and not node.level:
        yield node.module or ""
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _reads_the_environment(node: ast.AST) -> bool:
    return any(name.split(".")[0] in {"os", "environ"} for name in _imports(node))


def _makes_clients(node: ast.AST) -> bool:
    is_call = isinstance(node, ast.Attribute) and node.attr in {"create_client", "get_session"}
    return is_call or any(name in CLIENT_MAKERS or name.split(".")[0] in CLIENT_MAKERS for name in _imports(node))


def _answers_http(node: ast.AST) -> bool:
    keys = node.keys if isinstance(node, ast.Dict) else []
    return any(isinstance(key, ast.Constant) and key.value == "statusCode" for key in keys)


@pytest.mark.parametrize(
    ("does", "places"),
    [
        (_reads_the_environment, {f"{COMMON}/config.py"}),
        (_makes_clients, {f"{COMMON}/clients.py"}),
        (
            _answers_http,
            {
                "functions/http_api/responses.py",
                "functions/twilio_webhook/handler.py",  # answers Twilio, in its words, without the package of the API
                "functions/websocket/handler.py",  # 200, which is what has API Gateway pass the frame on
            },
        ),
    ],
    ids=["the environment is read", "clients are made", "HTTP is answered"],
)
def test_it_stands_in_its_place_alone(does: Callable[[ast.AST], bool], places: set[str]) -> None:
    assert {_name(path) for path in MODULES if any(map(does, _nodes(path)))} == places


def _nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
