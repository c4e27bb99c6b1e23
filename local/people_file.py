"""The file of `make send`: a CSV with a header, a notification per row, checked against the contract before any is sent.

RFC 4180, in UTF-8 with or without a byte order mark, as spreadsheets write it.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carillon import strict_json
from carillon.contracts import NotificationContract, validated
from carillon.errors import InvalidInput
from local.steps import StepFailedError

REQUIRED = ("userId", "category", "title", "message")
OPTIONAL = ("type", "priority", "mandatory", "url", "data", "collapseKey", "idempotencyKey")
_BOOLEANS = {"true": True, "false": False}
_KEY_PREFIX = "send-"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: the line it starts on (the header is line 1) and the field. Never the value."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.field}: {self.message}"


@dataclass(frozen=True, slots=True)
class Request:
    """A row that the ingest queue will accept: its line, and the message's body."""

    line: int
    body: str


def read(path: Path) -> tuple[list[Request], list[Fault]]:
    """Every row, good or bad. Raises StepFailedError when it is no such file at all."""
    requests: list[Request] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str], str] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line, row in _rows(file):
                try:
                    body = _once(_request(row), seen)
                except InvalidInput as error:
                    faults += [Fault(line, wrong.field, wrong.message) for wrong in error.details]
                else:
                    requests += [Request(line, body)] if body else []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StepFailedError(f"{path} cannot be read: {_cause(error)}") from None
    return requests, faults


def _cause(error: OSError | UnicodeDecodeError | csv.Error) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    return (error.strerror or "no such file") if isinstance(error, OSError) else str(error)


def _rows(file: Any) -> Iterator[tuple[int, dict[str, str] | None]]:
    """Line and cells of every row that is not empty; None where there are more or fewer cells than columns."""
    reader = csv.reader(file, strict=True)
    columns = [name.strip() for name in next(reader, [])]
    _check_header(columns)
    line = reader.line_num + 1
    for cells in reader:
        if cells:
            yield line, dict(zip(columns, cells, strict=True)) if len(cells) == len(columns) else None
        line = reader.line_num + 1


def _check_header(columns: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in columns]
    unknown = [name for name in columns if name not in (*REQUIRED, *OPTIONAL)]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    found = {"missing": missing, "unknown": unknown, "there twice": twice}
    if wrong := "; ".join(f"{what}: {', '.join(map(repr, names))}" for what, names in found.items() if names):
        raise StepFailedError(f"line 1, the header: {wrong}")


def _request(row: Mapping[str, str] | None) -> dict[str, Any]:
    """The request of a row, valid, with a key. Raises InvalidInput that names every wrong field."""
    if row is None:
        raise InvalidInput.of("the row", "must have as many cells as the header")
    request: dict[str, Any] = {name: text for name, text in row.items() if text or name in REQUIRED}
    if "mandatory" in request:
        request["mandatory"] = _boolean(request["mandatory"])
    if "data" in request:
        request["data"] = _object(request["data"])
    if "url" in request:
        request["data"] = request.get("data", {}) | {"url": request.pop("url")}
    validated(NotificationContract, request)
    return {"idempotencyKey": key_of(request)} | request


def key_of(request: Mapping[str, Any]) -> str:
    """The key of a row that names none: its content's. So a second run, or the same row twice, sends nothing twice."""
    return _KEY_PREFIX + hashlib.sha256(strict_json.canonical(request).encode()).hexdigest()[:40]


def _boolean(text: str) -> bool:
    if (value := _BOOLEANS.get(text.strip().lower())) is None:
        raise InvalidInput.of("mandatory", "must be true or false")
    return value


def _object(text: str) -> dict[str, Any]:
    try:
        value = strict_json.loads(text)
    except InvalidInput as error:
        raise InvalidInput.of("data", error.message.replace("the body", "the cell")) from None
    if not isinstance(value, dict):
        raise InvalidInput.of("data", "must be a JSON object")
    return value


def _once(request: Mapping[str, Any], seen: dict[tuple[str, str], str]) -> str | None:
    """The body; None for a row that was there already. Raises InvalidInput for its key with another content."""
    body = strict_json.canonical(request)
    key = (request["userId"], request["idempotencyKey"])
    is_new = key not in seen
    if seen.setdefault(key, body) != body:
        raise InvalidInput.of("idempotencyKey", "stands for another notification of this person further up")
    return body if is_new else None
