"""`docs/openapi.yaml`: the HTTP API in OpenAPI 3.1. https://spec.openapis.org/oas/v3.1.1"""

import re
from typing import Any

from http_api.handler import ROUTES
from http_api.request import MAX_BODY_BYTES
from local.api_docs import answers, examples, requests, webhooks
from local.api_docs.answers import ref
from local.api_docs.operations import PATH_PARAMETERS, Operation
from local.api_docs.requests import Schema
from local.api_docs.routes import OPERATIONS

_ABOUT = """\
In-app, email, SMS and web push from one queue. JSON in camelCase, times in ISO-8601 UTC with milliseconds, ids that
sort by creation time; unknown fields in a request are an error. Another person's notification is 404, as if it did not
exist. What API Gateway itself refuses has its own body (`GatewayError`). `/webhooks` is for providers, in their formats.
"""
REFUSALS: dict[int, tuple[str, str, tuple[str, ...]]] = {
    400: ("BadRequest", "The input is not as described; `details` names the fields.", ("Error",)),
    401: ("NoToken", "No token, or not a valid one.", ("GatewayError", "Error")),
    403: ("NotAllowed", "For administrators.", ("Error",)),
    404: ("NotFound", "No such thing, or not this person's.", ("Error",)),
    413: ("TooLarge", f"The body is larger than {MAX_BODY_BYTES} bytes.", ("Error", "GatewayError")),
    415: ("WrongType", "The body is not of the content type of this route, or not in UTF-8.", ("Error",)),
    422: ("Conflict", "The idempotency key stands for a different request.", ("Error",)),
    429: ("TooMany", "Throttled; try again later.", ("GatewayError",)),
    500: ("Defect", "A defect of ours, whatever the input; `requestId` helps to find it.", ("Error", "GatewayError")),
    503: ("Unavailable", "Too busy or down for the moment; ask again after `Retry-After`.", ("Error", "GatewayError")),
}
"""By status: its name in the components, what it means, and whose body it has."""

_OF_EVERY_ROUTE = (400, 429, 500, 503)
"""400: a query parameter that the route does not have."""
_OF_A_BODY = (413, 415)
_SAFE_HEADERS = {
    "Cache-Control": {"schema": {"const": "no-store"}},
    "X-Content-Type-Options": {"schema": {"const": "nosniff"}},
}
_REPLAYED: Schema = {
    "description": "There when this answers an earlier request with the same key.",
    "schema": {"const": "true"},
}


def document() -> dict[str, Any]:
    """The whole document. Raises KeyError when the route table and `routes` differ."""
    if undocumented := set(ROUTES) ^ set(OPERATIONS):
        raise KeyError(f"routes without documentation, or the other way round: {sorted(undocumented)}")
    return {
        "openapi": "3.1.0",
        "info": {"title": "Carillon", "version": "1.0.0", "description": _ABOUT},
        "servers": [_server()],
        "security": [{"bearer": []}],
        "tags": [{"name": name} for name in (*dict.fromkeys(item.tag for item in OPERATIONS.values()), "webhooks")],
        "paths": _paths(),
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                **webhooks.SECURITY_SCHEMES,
            },
            "responses": {name: _refusal(text, bodies) for name, text, bodies in REFUSALS.values()},
            "schemas": requests.schemas() | answers.schemas(),
        },
    }


def _server() -> dict[str, Any]:
    return {
        "url": "https://{apiId}.execute-api.{region}.amazonaws.com",
        "description": "The stack's output `HttpApiUrl`.",
        "variables": {"apiId": {"default": "abc123"}, "region": {"default": "eu-west-1"}},
    }


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for route in ROUTES:
        method, path = route.split(" ", 1)
        item = paths.setdefault(path, {})
        if "{" in path:
            item.setdefault("parameters", [PATH_PARAMETERS[name] for name in re.findall(r"{(\w+)}", path)])
        item[method.lower()] = _operation(OPERATIONS[route])
    for route, operation in webhooks.ROUTES.items():
        method, path = route.split(" ", 1)
        paths[path] = {method.lower(): operation}
    return paths


def _operation(operation: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {"operationId": operation.name, "summary": operation.summary, "tags": [operation.tag]}
    if operation.description:
        made["description"] = operation.description
    if operation.is_open:
        made["security"] = []
    if operation.parameters:
        made["parameters"] = list(operation.parameters)
    if operation.body:
        made["requestBody"] = {
            "required": operation.is_body_required,
            "content": _content((operation.body,), *operation.body_types),
        }
    made["responses"] = {str(operation.status): _answer(operation)}
    for status in statuses(operation):
        made["responses"][str(status)] = {"$ref": f"#/components/responses/{REFUSALS[status][0]}"}
    return made


def statuses(operation: Operation) -> list[int]:
    """Every refusal that this route may answer with."""
    found = {*operation.refusals, *_OF_EVERY_ROUTE}
    if operation.body:
        found |= set(_OF_A_BODY)
    if not operation.is_open:
        found.add(401)
    if operation.is_for_admins:
        found.add(403)
    return sorted(found)


def _answer(operation: Operation) -> dict[str, Any]:
    headers = _SAFE_HEADERS | ({"Idempotent-Replayed": _REPLAYED} if operation.status == 201 else {})
    made = {
        "description": operation.summary,
        "headers": headers,
        "content": _content((operation.answer,), operation.answer_type),
    }
    if operation.links:
        made["links"] = {
            link.operation: {"operationId": link.operation, "parameters": link.parameters} for link in operation.links
        }
    return made


def _refusal(description: str, bodies: tuple[str, ...]) -> dict[str, Any]:
    return {"description": description, "content": _content(bodies)}


def _content(bodies: tuple[str, ...], *types: str) -> dict[str, Any]:
    """A body that has one of these schemas, in each of these media types."""
    schema = ref(bodies[0]) if len(bodies) == 1 else {"oneOf": [ref(body) for body in bodies]}
    content = {"schema": schema, "example": examples.OF_SCHEMAS[bodies[0]]}
    return {media_type: content for media_type in types or ("application/json",)}  # noqa: C420 - never changed
