"""Notification requests that must be taken, and those that must not, by what is particular about them."""

from typing import Any


def nested(levels: int) -> dict[str, Any]:
    """An object of that many levels, itself the first."""
    value: dict[str, Any] = {}
    for _ in range(levels - 1):
        value = {"a": value}
    return value


def sized(size: int) -> dict[str, str]:
    """An object of that many bytes as compact UTF-8."""
    return {"a": "é" * ((size - 8) // 2) + "x" * (size % 2)}


FAMILY = "👨‍👩‍👧‍👦"

GOOD: dict[str, dict[str, Any]] = {
    "one character": {"title": "x", "message": "y"},
    "200 code points": {"title": "😀" * 200},
    "10,000 characters": {"message": "é" * 10_000},
    "line feeds and tabs in the message": {"message": "a\n\tb\n"},
    "white space as message": {"message": " "},
    "right to left, joined and combined": {"title": f"\u202eabc {FAMILY} e" + "\u0301" * 100},
    "markup": {"title": "<script>alert(1)</script>{{7*7}}${x}", "message": "<img src=x onerror=alert(1)>"},
    "32,768 bytes of data": {"data": sized(32_768)},
    "32 levels of data": {"data": nested(32)},
    "names of prototypes in data": {"data": {"__proto__": {"a": 1}, "constructor": {"b": 2}}},
    "every priority": {"priority": "low"},
    "a key of 255 characters": {"idempotencyKey": "k" * 255},
    "no data": {"data": {}},
    "numbers": {"data": {"a": 0, "b": -1.5, "c": 10**37, "d": 1e-7}},
}

BAD: dict[str, tuple[str, dict[str, Any]]] = {
    "user missing": ("userId", {"userId": None}),
    "user empty": ("userId", {"userId": ""}),
    "user of 129 characters": ("userId", {"userId": "u" * 129}),
    "user that is a number": ("userId", {"userId": 7}),
    "category missing": ("category", {"category": None}),
    "category unknown": ("category", {"category": "billing"}),
    "category in capitals": ("category", {"category": "System"}),
    "category as list": ("category", {"category": ["system"]}),
    "title missing": ("title", {"title": None}),
    "title empty": ("title", {"title": ""}),
    "title of white space": ("title", {"title": " \u00a0\u3000"}),
    "title of 201 code points": ("title", {"title": "😀" * 201}),
    "title with a line break": ("title", {"title": "a\r\nBcc: x@y.example"}),
    "title with a line separator": ("title", {"title": "a\u2028b"}),
    "title with a paragraph separator": ("title", {"title": "a\u2029b"}),
    "title with NEL": ("title", {"title": "a\u0085b"}),
    "title with a vertical tab": ("title", {"title": "a\u000bb"}),
    "title with NUL": ("title", {"title": "a\u0000b"}),
    "title that is a number": ("title", {"title": 1}),
    "message missing": ("message", {"message": None}),
    "message empty": ("message", {"message": ""}),
    "message of 10,001 characters": ("message", {"message": "x" * 10_001}),
    "message with NUL": ("message", {"message": "a\u0000"}),
    "message as list": ("message", {"message": ["a"]}),
    "type unknown": ("type", {"type": "fax"}),
    "type as list": ("type", {"type": ["sms"] * 1000}),
    "type in capitals": ("type", {"type": "SMS"}),
    "priority unknown": ("priority", {"priority": "critical"}),
    "priority that is a number": ("priority", {"priority": 1}),
    "data as list": ("data", {"data": []}),
    "data as text": ("data", {"data": "{}"}),
    "32,769 bytes of data": ("data", {"data": sized(32_769)}),
    "33 levels of data": ("data", {"data": nested(33)}),
    "mandatory as text": ("mandatory", {"mandatory": "true"}),
    "mandatory that is a number": ("mandatory", {"mandatory": 1}),
    "key empty": ("idempotencyKey", {"idempotencyKey": ""}),
    "key of 256 characters": ("idempotencyKey", {"idempotencyKey": "k" * 256}),
    "key that is a number": ("idempotencyKey", {"idempotencyKey": 1}),
    "unknown field": ("id", {"id": "x"}),
    "a field of the answer": ("emailSent", {"emailSent": True}),
    "a field of the table": ("expiresAt", {"expiresAt": 1}),
    "a field in another case": ("user_id", {"user_id": "x"}),
}


def changed(request: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """The request with some fields changed; None takes one away."""
    return {name: value for name, value in (request | change).items() if value is not None}
