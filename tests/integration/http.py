"""Requests to the HTTP API as API Gateway hands them to its function."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from http_api.handler import lambda_handler
from tests.integration.lambda_queue import CONTEXT

BASE = "/api/notifications"
_UNSET: Any = object()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    json: Any
    text: str


def claims(user_id: str, *, is_admin: bool = False, **changed: Any) -> dict[str, Any]:
    """What a JWT authorizer passes on: every claim as text."""
    groups = {"cognito:groups": "[admin staff]"} if is_admin else {}
    return {
        "iss": os.environ["JWT_ISSUER"],
        "client_id": os.environ["JWT_AUDIENCE"],
        "exp": str(int(time.time()) + 3600),
        "sub": user_id,
        **groups,
        **changed,
    }


def event(
    route: str,
    who: Mapping[str, Any] | None = None,
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | str = "",
    body: Any = _UNSET,
    raw: str | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """An event of payload format 2.0. `body` goes as JSON, `raw` as it is."""
    text = raw if raw is not None else None if body is _UNSET else json.dumps(body)
    made: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route,
        "rawQueryString": query if isinstance(query, str) else urlencode(query),
        "headers": {"content-type": "application/json", **(headers or {})},
        "requestContext": {"requestId": "request-1", "routeKey": route},
        "isBase64Encoded": False,
        **({"pathParameters": dict(path)} if path else {}),
        **({"body": text} if text is not None else {}),
        **more,
    }
    if who is not None:
        made["requestContext"]["authorizer"] = {"jwt": {"claims": dict(who), "scopes": None}}
    return made


@dataclass(frozen=True)
class Person:
    """Somebody with a token."""

    user_id: str
    is_admin: bool = False

    def ask(self, route: str, **request: Any) -> Answer:
        return send(event(route, claims(self.user_id, is_admin=self.is_admin), **request))

    def get(self, path: str = "", **query: Any) -> Answer:
        return self.ask(f"GET {BASE}{path}", query=query)

    def one(self, identifier: str, route: str = "GET", suffix: str = "") -> Answer:
        return self.ask(f"{route} {BASE}/{{id}}{suffix}", path={"id": identifier})

    def post(self, body: Any, **request: Any) -> Answer:
        return self.ask(f"POST {BASE}", body=body, **request)


def send(request: Mapping[str, Any]) -> Answer:
    answer = lambda_handler(dict(request), CONTEXT)
    is_json = answer["headers"]["content-type"].startswith("application/json")
    return Answer(
        answer["statusCode"], answer["headers"], json.loads(answer["body"]) if is_json else None, answer["body"]
    )


ADMIN = Person("administrator", is_admin=True)
ADA = Person("ada")
BOB = Person("bob")


def request_for(person: Person, **fields: Any) -> dict[str, Any]:
    """A valid notification request."""
    return {"userId": person.user_id, "category": "reward", "title": "Hello", "message": "World", **fields}


def notify(person: Person, **fields: Any) -> dict[str, Any]:
    """Make a notification as an administrator does; its view."""
    answer = ADMIN.post(request_for(person, **fields))
    assert answer.status == 201, answer.json
    view: dict[str, Any] = answer.json
    return view
