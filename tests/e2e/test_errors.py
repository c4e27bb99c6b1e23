"""The error envelope, and bodies that must never be a 500."""

import json
from typing import Any

import httpx
import pytest

from .doors import Doors
from .person import JSON, Admin, Person

NOTIFICATION = {"userId": "nobody", "category": "system", "title": "Title", "message": "Message"}


def check_envelope(answer: httpx.Response, status: int, code: str | None = None) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    assert body.keys() == {"error", "code", "details", "requestId"}
    assert body["error"]
    assert body["requestId"]
    assert code in (None, body["code"])
    assert all(detail.keys() == {"field", "message"} for detail in body["details"])
    return body


def test_errors_of_each_kind_have_the_envelope(admin: Admin, someone: Person):
    check_envelope(someone.ask("GET", "/nothing"), 404, "not_found")
    check_envelope(someone.ask("GET", "/stats"), 403, "forbidden")
    check_envelope(someone.ask("GET", "?limit=0"), 400)
    check_envelope(someone.ask("PUT", "/preferences", content="{}", headers={"Content-Type": "text/plain"}), 415)
    check_envelope(someone.ask("PUT", "/preferences", content=json.dumps({"a": "x" * 300_000}), headers=JSON), 413)


def test_ids_are_not_shown_in_errors_of_the_inside(someone: Person):
    for answer in (someone.ask("GET", "/nothing"), someone.ask("PUT", "/preferences", content="{", headers=JSON)):
        assert not any(word in answer.text for word in ("arn:", "Traceback", "Table", "dynamodb", "pydantic"))


@pytest.mark.bad_input(40)
@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "", "application/x"],
)
def test_other_content_types_are_415(admin: Admin, content_type: str):
    answer = admin.ask("POST", content=json.dumps(NOTIFICATION), headers={"Content-Type": content_type})
    check_envelope(answer, 415)


@pytest.mark.bad_input(41)
def test_an_encoded_body_is_415(admin: Admin):
    answer = admin.ask("POST", content=json.dumps(NOTIFICATION), headers=JSON | {"Content-Encoding": "gzip"})
    assert answer.status_code in (400, 415)


def test_json_with_a_charset_of_utf_8_is_taken(someone: Person):
    headers = {"Content-Type": "application/json; charset=UTF-8"}
    assert someone.ask("PUT", "/preferences", content="{}", headers=headers).status_code == 200


@pytest.mark.bad_input(38)
def test_over_256_kb_is_413_and_right_below_is_not(admin: Admin):
    spare = 262_144 - len(json.dumps(NOTIFICATION))
    fits = json.dumps(NOTIFICATION) + " " * spare
    assert len(fits) == 262_144
    assert admin.ask("POST", content=fits, headers=JSON).status_code == 201
    check_envelope(admin.ask("POST", content=fits + " ", headers=JSON), 413)


BODIES = {
    "empty": b"",
    "null": b"null",
    "list": b"[]",
    "text": b'"x"',
    "number": b"1",
    "not JSON": b"{",
    "trailing comma": b'{"a": 1,}',
    "byte order mark": b"\xef\xbb\xbf{}",
    "two documents": b"{}{}",
    "not UTF-8": b'{"title": "\xff"}',
    "NaN": json.dumps(NOTIFICATION | {"data": {"a": float("nan")}}).encode(),
    "Infinity": json.dumps(NOTIFICATION | {"data": {"a": float("inf")}}).encode(),
    "1e400": json.dumps(NOTIFICATION)[:-1].encode() + b', "data": {"a": 1e400}}',
    "39 digits": json.dumps(NOTIFICATION)[:-1].encode() + b', "data": {"a": ' + b"1" * 39 + b"}}",
    "lone surrogate": json.dumps(NOTIFICATION)[:-1].encode() + b', "data": {"a": "\\ud800"}}',
    "nested 5000 deep": json.dumps(NOTIFICATION)[:-1].encode() + b', "data": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "same name twice": json.dumps(NOTIFICATION)[:-1].encode() + b', "userId": "other"}',
    "same name twice inside": json.dumps(NOTIFICATION)[:-1].encode() + b', "data": {"a": 1, "a": 2}}',
}


@pytest.mark.bad_input(33, 34, 35, 36, 37, 47)
@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_request_is_400(admin: Admin, name: str):
    check_envelope(admin.ask("POST", content=BODIES[name], headers=JSON), 400)


@pytest.mark.bad_input(33, 34, 35)
@pytest.mark.parametrize("name", ["null", "list", "text", "number", "not JSON", "empty", "same name twice inside"])
@pytest.mark.parametrize(("method", "path"), [("PUT", "/preferences"), ("POST", "/subscribe-push")])
def test_other_routes_refuse_such_bodies_too(someone: Person, method: str, path: str, name: str):
    check_envelope(someone.ask(method, path, content=BODIES[name], headers=JSON), 400)


@pytest.mark.bad_input(86)
@pytest.mark.parametrize(
    "identifier", ["x", "..%2f", "%2e%2e", "a" * 2000, "%F0%9F%98%80", "١٢٣", "01M81P7FXF6XVDXTWFZ7JEM9T#"]
)
def test_an_id_that_is_none_is_404(someone: Person, identifier: str):
    assert someone.ask("GET", f"/{identifier}").status_code in (400, 404)
    assert someone.ask("DELETE", f"/{identifier}").status_code in (400, 404)


@pytest.mark.bad_input(104)
@pytest.mark.parametrize(("method", "path"), [("GET", "/x/y/z"), ("PUT", ""), ("TRACE", ""), ("POST", "/stats")])
def test_routes_that_are_not_there_are_404(doors: Doors, admin: Admin, method: str, path: str):
    answer = admin.ask(method, path, headers={"X-HTTP-Method-Override": "GET"})
    assert answer.status_code in (404, 405)
