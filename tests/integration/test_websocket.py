"""The WebSocket API's own function."""

import json

import pytest

from tests.integration.http import ADA, notify
from tests.integration.lambda_queue import CONTEXT
from tests.integration.senders import users
from websocket.handler import lambda_handler

TYPES = {"$connect": "CONNECT", "$disconnect": "DISCONNECT", "$default": "MESSAGE"}


def _say(route: str, body: str = "", user_id: str = "ada"):
    request = {
        "routeKey": route,
        "eventType": TYPES[route],
        "connectionId": "c1",
        "authorizer": {"userId": user_id, "principalId": "user"},
    }
    return lambda_handler({"requestContext": request, "body": body}, CONTEXT)


@pytest.mark.seed_defect(53)
def test_a_connection_is_remembered_for_as_long_as_it_lasts():
    assert _say("$connect") == {"statusCode": 200}
    assert users().get("ada").connections == ("c1",)

    assert _say("$disconnect") == {"statusCode": 200}
    assert users().get("ada").connections == ()


def test_a_ping_is_answered_and_a_count_is_exact():
    notify(ADA)
    notify(ADA, type="push")

    assert json.loads(_say("$default", '{"action": "ping"}')["body"]) == {"event": "pong"}
    answer = _say("$default", '{"action": "unread-count"}')
    assert json.loads(answer["body"]) == {"event": "unread-count", "unreadCount": 1}


@pytest.mark.bad_input(29, 30, 31)
@pytest.mark.seed_defect(52)
@pytest.mark.parametrize(
    "said",
    ["", "x", "null", "[]", "1", '{"action": 7}', '{"action": "$connect"}', '{"action": "authenticate", "userId": "bob"}',
     '{"action": null}', '{"action": "ping", "userId": "bob"}', '{"action": "ping", "action": "ping"}', '[{"action": "ping"}]',
     '{"action": "ping"} {"action": "ping"}', '{"action": "unread-count", "n": NaN}', "{" * 30_000,
     "[" * 30_000, "\ufffd\ufffd"],
    ids=lambda said: said[:20],
)  # fmt: skip
def test_anything_else_is_answered_with_an_error_and_the_connection_stays(said):
    answer = _say("$default", said)

    assert answer["statusCode"] == 200
    assert json.loads(answer["body"])["event"] == "error"


@pytest.mark.bad_input(30)
def test_a_frame_that_names_the_route_of_a_disconnect_does_not_disconnect():
    _say("$connect")
    request = {"routeKey": "$disconnect", "eventType": "MESSAGE", "connectionId": "c1", "authorizer": {"userId": "ada"}}

    answer = lambda_handler({"requestContext": request, "body": '{"action": "$disconnect"}'}, CONTEXT)

    assert json.loads(answer["body"])["event"] == "error"
    assert users().get("ada").connections == ("c1",)
