"""`docs/*.yaml` are what the code says, and are what their formats want."""

import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import openapi_spec_validator
import pytest

from carillon import envelopes, errors
from http_api.handler import ROUTES
from http_api.responses import failure, refusal
from local.api_docs import examples, frames, openapi, webhooks
from local.api_docs.files import texts
from local.api_docs.routes import OPERATIONS
from tests.unit.documents import EVENTS, HTTP, of_schema

ASYNCAPI_SCHEMA = Path(__file__).with_name("asyncapi") / f"{EVENTS['asyncapi']}.json.gz"
REFUSALS = {
    400: errors.InvalidInput,
    401: errors.Unauthorized,
    403: errors.Forbidden,
    404: errors.NotFound,
    413: errors.PayloadTooLarge,
    415: errors.UnsupportedMediaType,
    422: errors.IdempotencyConflict,
    503: errors.Unavailable,
}


@pytest.mark.parametrize("name", ["openapi.yaml", "asyncapi.yaml"])
def test_the_file_is_what_the_code_says(name: str):
    (expected,) = (text for path, text in texts().items() if path.name == name)
    (path,) = (path for path in texts() if path.name == name)
    assert path.read_text(encoding="utf-8") == expected, "run `make docs`"


def test_openapi_is_valid():
    openapi_spec_validator.validate(HTTP)


def test_asyncapi_is_valid():
    """By AsyncAPI's own schema of its documents (`asyncapi/README.md`), which refuses what it does not know."""
    schema = json.loads(gzip.decompress(ASYNCAPI_SCHEMA.read_bytes()))
    jsonschema_rs.Draft7Validator(schema).validate(EVENTS)


def test_every_route_is_documented():
    documented = {f"{method.upper()} {path}" for path, item in HTTP["paths"].items() for method in item}
    assert {route for route in documented if not route.startswith("PARAMETERS")} == set(ROUTES) | set(webhooks.ROUTES)


def test_administrators_routes_are_those_the_code_guards():
    guarded = {name for name, route in ROUTES.items() if route.is_for_admins}
    assert {route for route, operation in OPERATIONS.items() if operation.is_for_admins} == guarded


def test_only_the_push_key_and_what_a_mail_links_to_need_no_token():
    assert HTTP["security"] == [{"bearer": []}]
    assert [route for route, operation in OPERATIONS.items() if operation.is_open] == [
        "GET /api/notifications/push-key",
        "GET /unsubscribe/{token}",
        "POST /unsubscribe/{token}",
    ]


def test_what_twilio_calls_asks_for_its_signature():
    for route in webhooks.ROUTES:
        method, path = route.split(" ")
        assert HTTP["paths"][path][method.lower()]["security"] == [{"twilio": []}], route


@pytest.mark.parametrize("route", webhooks.ROUTES)
def test_every_form_has_an_example_of_its_schema(route: str):
    (form,) = webhooks.ROUTES[route]["requestBody"]["content"].values()
    jsonschema_rs.Draft202012Validator(form["schema"]).validate(form["example"])


@pytest.mark.parametrize(("status", "error"), REFUSALS.items())
def test_every_error_of_the_code_has_its_documented_status_and_body(status: int, error: type[errors.CarillonError]):
    answer = refusal(error("no", [errors.FieldError("title", "is required")]), "request-1")
    assert answer["statusCode"] == status
    assert "Error" in openapi.REFUSALS[status][2]
    of_schema(HTTP, "Error").validate(json.loads(answer["body"]))


def test_no_error_of_the_code_is_forgotten():
    assert set(errors.CarillonError.__subclasses__()) == set(REFUSALS.values())
    assert failure(RuntimeError(), "request-1")["statusCode"] == 500


@pytest.mark.parametrize(("name", "example"), examples.OF_SCHEMAS.items())
def test_every_example_has_its_schema(name: str, example: object):
    of_schema(HTTP, name).validate(example)


def test_links_lead_to_operations_that_take_their_parameters():
    names = {operation.name: route for route, operation in OPERATIONS.items()}
    for operation in OPERATIONS.values():
        for link in operation.links:
            target = names[link.operation]
            taken = {parameter["name"] for parameter in OPERATIONS[target].parameters}
            assert all(f"{{{name}}}" in target or name in taken for name in link.parameters), operation.name


@pytest.mark.parametrize("document", [HTTP, EVENTS], ids=["openapi", "asyncapi"])
def test_every_reference_leads_somewhere(document: dict[str, Any]):
    found = _references(document)
    assert found
    for reference in found:
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


@pytest.mark.parametrize(("name", "schema"), frames.PAYLOADS.items())
def test_every_message_has_examples_of_its_schema(name: str, schema: str):
    for example in EVENTS["components"]["messages"][name]["examples"]:
        of_schema(EVENTS, schema).validate(example["payload"])


@pytest.mark.parametrize("name", frames.ON_THE_QUEUE)
def test_every_envelope_carries_the_request(name: str):
    (example,) = EVENTS["components"]["messages"][name]["examples"]
    of_schema(EVENTS, "NotificationRequest").validate(envelopes.unwrap(json.dumps(example["payload"])))


def _references(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(_references, value))
    if not isinstance(value, dict):
        return set()
    inner: set[str] = set().union(*map(_references, value.values()))
    return inner | ({value["$ref"]} if "$ref" in value else set())
