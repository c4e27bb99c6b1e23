"""JSON with exactly one meaning (RFC 8259 and what it leaves open, RFC 7493 "I-JSON").

Refused: duplicate member names, NaN and Infinity, numbers no double or 38 digits can hold, lone surrogates, a byte order
mark, and nesting no reader should follow.
"""

from __future__ import annotations

import json
import math
from typing import Any

from .errors import InvalidJson

_MAX_DIGITS = 38
"""What DynamoDB, and most databases a producer reads from, hold exactly."""


def loads(text: str | bytes) -> Any:
    """The value of a JSON text. Raises InvalidJson, which says what is wrong."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_unique_members,
            parse_constant=_refuse_constant,
            parse_int=_bounded_int,
            parse_float=_finite_float,
        )
        if "\\u" in text or not text.isascii():
            _refuse_lone_surrogates(value)
    except InvalidJson:
        raise
    except UnicodeDecodeError as error:
        raise InvalidJson("the body is not UTF-8") from error
    except RecursionError as error:
        raise InvalidJson("the body is nested too deeply") from error
    except ValueError as error:
        raise InvalidJson(f"the body is not JSON: {_where(error)}") from error
    return value


def canonical(value: Any) -> str:
    """The one text of a value: members sorted, nothing between them. Equal values have equal texts."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def compact_size(value: Any) -> int:
    """Bytes of the value as compact UTF-8 JSON."""
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def depth(value: Any) -> int:
    """Levels of nesting: 1 for a flat object or array, 0 for anything else."""
    level, layer = 0, [value]
    while layer := [item for item in layer if isinstance(item, dict | list)]:
        level += 1
        layer = [child for item in layer for child in (item.values() if isinstance(item, dict) else item)]
    return level


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise InvalidJson("the body has two members of the same name")
    return members


def _refuse_constant(name: str) -> Any:
    raise InvalidJson(f"{name} is not JSON")


def _bounded_int(digits: str) -> int:
    if len(digits.lstrip("-")) > _MAX_DIGITS:
        raise InvalidJson(f"a number has more than {_MAX_DIGITS} digits")
    return int(digits)


def _finite_float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise InvalidJson("a number is too large")
    return number


def _refuse_lone_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise InvalidJson("a string has a lone surrogate") from error


def _where(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (line {error.lineno}, column {error.colno})"
    return "it cannot be read"
