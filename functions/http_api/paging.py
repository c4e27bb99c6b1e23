"""What the lists have in common: how many a page may have, and where the next one starts."""

from __future__ import annotations

from carillon.domain import cursors
from carillon.errors import InvalidInput

_FARTHEST = 2**53 - 1
"""The last number that every reader of JSON holds exactly (RFC 7493, section 2.2); whatever is behind it is as empty."""
_ENOUGH_DIGITS = len(str(_FARTHEST)) + 1


def page_limit(query: dict[str, str]) -> int:
    """How many a page may have. Raises InvalidInput."""
    return _natural(query, "limit", 20, 100)


def page_number(query: dict[str, str]) -> int:
    """Which page, from 1. Raises InvalidInput."""
    return _natural(query, "page", 1, None)


def position(scope: str, cursor: str) -> tuple[str, str]:
    """Key and id behind which the page starts. Raises InvalidInput for a cursor that is not of this scope."""
    try:
        return cursors.decode(scope, cursor)
    except cursors.BadCursor as error:
        raise InvalidInput.of("cursor", f"is {error}") from error


def _natural(query: dict[str, str], name: str, default: int, highest: int | None) -> int:
    text = query.get(name)
    if text is None:
        return default
    digits = text.lstrip("0") if text.isascii() and text.isdigit() else ""
    number = min(int(digits[:_ENOUGH_DIGITS] or "0"), _FARTHEST)
    if number < 1 or (highest is not None and number > highest):
        raise InvalidInput.of(name, f"must be a whole number from 1{f' to {highest}' if highest else ''}")
    return number
