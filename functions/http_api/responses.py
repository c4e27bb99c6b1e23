"""Answers: the one place that maps errors to HTTP, in the contract's envelope."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from carillon import outages
from carillon.errors import (
    CarillonError,
    Forbidden,
    IdempotencyConflict,
    InvalidInput,
    NotFound,
    PayloadTooLarge,
    Unauthorized,
    Unavailable,
    UnsupportedMediaType,
)

_STATUS: dict[type[CarillonError], int] = {
    InvalidInput: 400,
    Unauthorized: 401,
    Forbidden: 403,
    NotFound: 404,
    PayloadTooLarge: 413,
    UnsupportedMediaType: 415,
    IdempotencyConflict: 422,
    Unavailable: 503,
}
RETRY_AFTER_SECONDS = 1
_HEADERS = {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
}


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A JSON answer."""
    return {
        "statusCode": status,
        "headers": _HEADERS | dict(headers or {}),
        "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
    }


def page(text: str, content_security_policy: str) -> dict[str, Any]:
    """A page for people. It never tells the next one its own address, which may hold a token."""
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": content_security_policy,
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
    }
    return {"statusCode": 200, "headers": _HEADERS | headers, "body": text}


def success() -> dict[str, Any]:
    """`{"success": true}`"""
    return answer({"success": True})


def refusal(error: CarillonError, request_id: str) -> dict[str, Any]:
    """The answer to what went wrong."""
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)
    details = [{"field": detail.field, "message": detail.message} for detail in error.details]
    headers = {"retry-after": str(RETRY_AFTER_SECONDS)} if isinstance(error, Unavailable) else None
    body = {"error": error.message, "code": error.code, "details": details, "requestId": request_id}
    return answer(body, status, headers)


def failure(error: Exception, request_id: str) -> dict[str, Any]:
    """The answer to an outage, or to a defect of ours: nothing of its cause leaves the house."""
    if outages.is_outage(error):
        return refusal(Unavailable("too busy for the moment; ask again"), request_id)
    return refusal(CarillonError("something went wrong; the request id helps to find out what"), request_id)
