"""The HTTP API: bodies and tokens that get no further than the door."""

import pytest

from http_api.handler import ROUTES
from tests.integration.http import BASE, claims, event, send
from tests.integration.queued import bodies


@pytest.mark.bad_input(33, 34, 35, 36, 37, 38, 39, 40, 41)
@pytest.mark.seed_defect(7)
@pytest.mark.parametrize(
    ("request_fields", "status", "code"),
    [
        ({"raw": ""}, 415, "unsupported_media_type"),
        ({"raw": "null"}, 400, "invalid_request"),
        ({"raw": "[]"}, 400, "invalid_request"),
        ({"raw": "{"}, 400, "invalid_json"),
        ({"raw": '{"userId": "a", "userId": "b"}'}, 400, "invalid_json"),
        ({"raw": "\ufeff{}"}, 400, "invalid_json"),
        ({"raw": "[" * 5_000}, 400, "invalid_json"),
        ({"raw": '{"data": {"a": NaN}}'}, 400, "invalid_json"),
        ({"raw": " " * 300_000}, 413, "payload_too_large"),
        ({"raw": "{}", "headers": {"content-type": "text/plain"}}, 415, "unsupported_media_type"),
        ({"raw": "{}", "headers": {"content-type": "application/json; charset=utf-16"}}, 415, "unsupported_media_type"),
        ({"raw": "{}", "headers": {"content-encoding": "gzip"}}, 415, "unsupported_media_type"),
        ({"raw": "!!!", "isBase64Encoded": True}, 400, "invalid_json"),
    ],
    ids=str,
)
def test_a_body_that_is_no_request_is_refused_in_the_contracts_envelope(request_fields, status, code):
    if request_fields.get("raw") == "":
        request_fields = request_fields | {"headers": {"content-type": ""}}
    answer = send(event(f"POST {BASE}", claims("administrator", is_admin=True), **request_fields))

    assert (answer.status, answer.json["code"]) == (status, code)
    assert set(answer.json) == {"error", "code", "details", "requestId"}
    assert bodies("in-app") == []


@pytest.mark.bad_input(10, 11, 12, 13, 14, 16)
@pytest.mark.seed_defect(9)
@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"client_id": "client1-admin"},
        {"client_id": None},
        {"exp": None},
        {"exp": "soon"},
        {"exp": "1"},
        {"exp": "nan"},
        {"exp": "Infinity"},
        {"exp": "1e400"},
        {"nbf": "nan"},
        {"nbf": "9999999999"},
        {"iat": "9999999999"},
        {"sub": None},
        {"sub": ""},
        {"sub": "u" * 10_000},
        {"sub": "a#b"},
        {"sub": "a\nb"},
        {"sub": "a\ud800"},
        {"sub": 7},
    ],
    ids=str,
)
def test_a_token_that_lacks_what_we_rely_on_is_401_even_where_the_gateway_lets_it_in(changed):
    assert send(event(f"GET {BASE}", claims("ada") | changed)).status == 401


@pytest.mark.bad_input(15)
def test_an_audience_list_that_has_ours_is_accepted():
    assert send(event(f"GET {BASE}", claims("ada") | {"client_id": None, "aud": "[other client1]"})).status == 200


@pytest.mark.bad_input(10)
def test_a_token_ends_with_its_second_and_a_clock_may_be_a_minute_ahead(monkeypatch):
    monkeypatch.setattr("http_api.identity.time.time", lambda: 1_000.0)

    def status(**times):
        return send(event(f"GET {BASE}/unread-count", claims("ada") | times)).status

    assert [status(exp=end) for end in ("999", "1000", "1001")] == [401, 401, 200]
    assert [status(exp="2000", nbf=start, iat=start) for start in ("1000", "1060", "1061")] == [200, 200, 401]


@pytest.mark.bad_input(19)
def test_a_token_of_many_claims_is_no_more_than_its_subject():
    many = claims("ada") | {"cognito:groups": f"[{' '.join(f'group{number}' for number in range(2_000))}]"}

    assert send(event(f"GET {BASE}", many)).status == 200
    assert send(event(f"GET {BASE}/stats", many)).status == 403


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_a_parameter_that_a_route_does_not_have_is_refused_and_named(route):
    path = {"id": "01JDXYZ0000000000000000000", "userId": "ada", "address": "ada@example.com", "token": "x"}
    answer = send(event(route, claims("administrator", is_admin=True), path=path, query="sort=asc"))

    assert answer.status == 400
    assert answer.json["details"] == [{"field": "sort", "message": "is not a known parameter"}]


@pytest.mark.parametrize("route", sorted(name for name, route in ROUTES.items() if route.is_for_admins))
def test_who_may_not_use_a_route_is_not_told_what_it_takes(route):
    assert send(event(route, claims("ada"), query="sort=asc")).status == 403
