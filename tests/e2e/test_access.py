"""Who may do what: tokens, administrators, and other people's notifications."""

from typing import Any

import pytest

from .doors import Doors
from .person import Admin, Person
from .tokens import bad_authorizations

UNKNOWN = "01M81P7FXF6XVDXTWFZ7JEM9TV"
USER_ROUTES = [
    ("GET", "/notifications"),
    ("GET", f"/notifications/{UNKNOWN}"),
    ("GET", "/notifications/unread-count"),
    ("PATCH", f"/notifications/{UNKNOWN}/read"),
    ("PATCH", f"/notifications/{UNKNOWN}/unread"),
    ("PATCH", "/notifications/read-all"),
    ("DELETE", f"/notifications/{UNKNOWN}"),
    ("GET", "/notifications/preferences"),
    ("PUT", "/notifications/preferences"),
    ("POST", "/notifications/subscribe-push"),
    ("DELETE", "/notifications/unsubscribe-push"),
    ("POST", "/notifications/ws-ticket"),
    ("GET", f"/notifications/{UNKNOWN}/deliveries"),
]
ADMIN_ROUTES = [
    ("POST", "/notifications"),
    ("GET", "/notifications/stats"),
    ("PUT", "/users/somebody"),
    ("GET", "/users/somebody"),
    ("DELETE", "/users/somebody"),
    ("GET", "/suppressions"),
    ("GET", "/suppressions/somebody"),
    ("DELETE", "/suppressions/somebody"),
]


@pytest.mark.bad_input(1)
@pytest.mark.seed_defect(8, 9)
@pytest.mark.parametrize(("method", "path"), USER_ROUTES + ADMIN_ROUTES)
def test_every_route_but_the_push_key_needs_a_token(doors: Doors, method: str, path: str):
    assert doors.http.request(method, f"{doors.api}{path}").status_code == 401


def test_push_key_needs_no_token(doors: Doors):
    answer = doors.http.get(f"{doors.api}/notifications/push-key")
    assert answer.status_code == 200
    assert answer.json().keys() == {"publicKey"}
    assert len(answer.json()["publicKey"]) == 87  # 65 bytes of an uncompressed P-256 point, unpadded base64url


@pytest.fixture(scope="module")
def bad(doors: Doors) -> dict[str, str]:
    issuer = f"{doors.stack['awsEndpoint']}/{doors.outputs['UserPoolId']}"
    jwks: dict[str, Any] = doors.http.get(f"{issuer}/.well-known/jwks.json").json()
    return bad_authorizations(Person.new(doors).token, jwks)


@pytest.mark.bad_input(2, 3, 4, 5, 6, 7, 8, 17)
@pytest.mark.seed_defect(9)
def test_bad_tokens_are_refused(doors: Doors, bad: dict[str, str]):
    answers = {
        name: doors.http.get(f"{doors.api}/notifications/unread-count", headers={"Authorization": header}).status_code
        for name, header in bad.items()
    }
    assert answers == dict.fromkeys(bad, 401)


@pytest.mark.bad_input(3, 4, 5, 6, 7, 8, 17)
def test_bad_tokens_get_no_ticket(doors: Doors, bad: dict[str, str]):
    answers = {
        name: doors.http.post(f"{doors.api}/notifications/ws-ticket", headers={"Authorization": header}).status_code
        for name, header in bad.items()
    }
    assert answers == dict.fromkeys(bad, 401)


@pytest.mark.bad_input(2)
def test_two_authorization_headers_are_refused(doors: Doors, someone: Person):
    headers = [("Authorization", f"Bearer {someone.token}"), ("Authorization", "Bearer other")]
    assert doors.http.get(f"{doors.api}/notifications/unread-count", headers=headers).status_code == 401


@pytest.mark.bad_input(22)
@pytest.mark.parametrize(("method", "path"), ADMIN_ROUTES)
def test_a_user_is_forbidden_the_admin_routes(someone: Person, method: str, path: str):
    answer = someone.call(method, path, json=someone.request() if method == "POST" else None)
    assert answer.status_code == 403
    assert answer.json()["code"] == "forbidden"


@pytest.mark.bad_input(23)
@pytest.mark.seed_defect(10)
def test_nobody_makes_themselves_an_administrator(someone: Person):
    answer = someone.ask("PUT", "/preferences", json={"role": "admin"})
    assert answer.status_code == 400
    assert someone.ask("GET", "/stats").status_code == 403


@pytest.mark.bad_input(24)
def test_another_users_notification_does_not_exist(admin: Admin, someone: Person, somebody_else: Person):
    theirs = admin.create(someone, type="in-app")["id"]
    for method, path in [("GET", ""), ("PATCH", "/read"), ("PATCH", "/unread"), ("DELETE", ""), ("GET", "/deliveries")]:
        foreign = somebody_else.ask(method, f"/{theirs}{path}")
        unknown = somebody_else.ask(method, f"/{UNKNOWN}{path}")
        assert foreign.status_code == unknown.status_code == 404
        assert {**foreign.json(), "requestId": ""} == {**unknown.json(), "requestId": ""}
    assert someone.get(f"/{theirs}")["isRead"] is False


@pytest.mark.bad_input(25)
@pytest.mark.parametrize("path", ["", "/unread-count"])
def test_a_user_id_in_the_query_shows_nothing_of_others(
    admin: Admin, someone: Person, somebody_else: Person, path: str
):
    admin.create(someone, type="in-app")
    answer = somebody_else.ask("GET", f"{path}?userId={someone.user_id}")
    assert answer.status_code == 400 or answer.json().get("total", answer.json().get("count")) == 0


def test_administrators_have_no_more_than_their_own_inbox(admin: Admin, someone: Person):
    theirs = admin.create(someone, type="in-app")["id"]
    assert admin.ask("GET", f"/{theirs}").status_code == 404
