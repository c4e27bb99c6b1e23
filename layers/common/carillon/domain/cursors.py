"""Cursors of the list: where a page begins, bound to one person and one filter.

A cursor carries a checksum over everything it depends on, so that one that was altered, cut or taken from another list is
refused instead of giving a wrong page. It is no secret and gives no access: a position only ever selects among rows of the
person who asks.
"""

from __future__ import annotations

import base64
import hashlib
import json

_CHECKSUM_BYTES = 12
_LONGEST = 320
"""Characters of a key or an id: the address of a suppression is longest, whose position has no id."""


class BadCursor(ValueError):
    """Not a cursor of this person's list with this filter."""


def encode(scope: str, key: str, identifier: str) -> str:
    """The cursor after the row with this index key and id. `scope` names the person and the filter."""
    payload = json.dumps([key, identifier], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_checksum(scope, payload) + payload).decode().rstrip("=")


def decode(scope: str, cursor: str) -> tuple[str, str]:
    """The index key and id a cursor was made for. Raises BadCursor."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise BadCursor("not a cursor") from error
    checksum, payload = raw[:_CHECKSUM_BYTES], raw[_CHECKSUM_BYTES:]
    if checksum != _checksum(scope, payload):
        raise BadCursor("not a cursor of this list")
    key, identifier = _position(payload)
    if encode(scope, key, identifier) != cursor:
        raise BadCursor("not a cursor as it was given out")
    return key, identifier


def _position(payload: bytes) -> list[str]:
    """Key and id. Whoever reads this knows how a checksum is made, and may put anything under one."""
    try:
        parts = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise BadCursor("not a cursor") from error
    if not (isinstance(parts, list) and len(parts) == 2 and all(map(_is_text, parts)) and parts[0]):
        raise BadCursor("not a cursor")
    return parts


def _is_text(part: object) -> bool:
    return isinstance(part, str) and part.isprintable() and len(part) <= _LONGEST


def _checksum(scope: str, payload: bytes) -> bytes:
    return hashlib.sha256(scope.encode() + b"\0" + payload).digest()[:_CHECKSUM_BYTES]
