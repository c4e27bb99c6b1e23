"""Where the documents stand, and as what text."""

from pathlib import Path
from typing import Any

import yaml

from local.api_docs import asyncapi, openapi

DOCS = Path(__file__).resolve().parents[2] / "docs"
_HEAD = "# Made by `make docs` from the code; edit that.\n"


def texts() -> dict[Path, str]:
    """Both documents as they should stand."""
    return {
        DOCS / "openapi.yaml": _text(openapi.document()),
        DOCS / "asyncapi.yaml": _text(asyncapi.document()),
    }


def write() -> list[Path]:
    """Write both; their paths."""
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8")
    return list(texts())


class _NoAliases(yaml.SafeDumper):
    """Spells out what stands in two places: an alias saves lines and costs the reader a search."""

    def ignore_aliases(self, _data: Any) -> bool:
        """Always."""
        return True


def _text(document: dict[str, Any]) -> str:
    return _HEAD + yaml.dump(document, Dumper=_NoAliases, sort_keys=False, allow_unicode=True, width=110)
