"""Nothing of the inside shows: in an answer, or in a log that a title tries to forge."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from authorize_websocket.handler import lambda_handler as authorize
from carillon import clients
from carillon.messages import encode_notification
from carillon.observability import logger
from ingest.handler import lambda_handler as ingest
from send_email.handler import lambda_handler as send_email
from tests.integration.conftest import TABLES
from tests.integration.faults import before
from tests.integration.http import ADA, ADMIN, BASE, claims, event, notify, request_for, send
from tests.integration.lambda_queue import CONTEXT, LambdaQueue
from tests.integration.names import queue_url
from tests.integration.provider import Provider
from tests.integration.senders import notification, users
from tests.integration.sockets import Sockets
from tests.integration.ticks import ahead
from websocket.handler import lambda_handler as websocket

INSIDE = "arn:aws:dynamodb:us-east-1:123456789012:table/test-notifications"
FORGED = 'x"}\n{"level":"INFO","message":"forged"}'


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the functions log meanwhile."""
    text = io.StringIO()
    handler = logger.registered_handler
    assert isinstance(handler, logging.StreamHandler)
    before_test = handler.setStream(text)
    yield text
    handler.setStream(before_test)


@pytest.mark.bad_input(101)
@pytest.mark.parametrize("route", ["", "/unread-count", "/preferences"])
def test_a_defect_is_answered_without_its_cause(route: str) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError(f"cannot read {INSIDE}")

    client = clients.dynamodb()
    with before(client, "GetItem", fail), before(client, "Query", fail), before(client, "BatchGetItem", fail):
        answer = ADA.get(route)

    assert (answer.status, answer.json["code"]) == (500, "internal_error")
    text = json.dumps(answer.json)
    assert not any(inside in text for inside in (INSIDE, "Traceback", "RuntimeError", *TABLES.values()))


@pytest.mark.bad_input(101, 102)
def test_no_answer_names_a_table_or_lets_a_foreign_page_in() -> None:
    foreign = {"origin": "https://evil.example"}
    asked = [
        send(event(f"GET {BASE}", claims("ada"), headers=foreign)),
        send(event(f"GET {BASE}", claims("ada"), query="limit=0", headers=foreign)),
        send(event(f"POST {BASE}", claims("ada"), body={}, headers=foreign)),
        send(event(f"GET {BASE}/{{id}}", claims("ada"), path={"id": "x"}, headers=foreign)),
    ]

    assert [answer.status for answer in asked] == [200, 400, 403, 404]
    for answer in asked:
        assert not any(name.lower().startswith("access-control-") for name in answer.headers)
        assert "test-" not in json.dumps(answer.json)
        assert "arn:" not in json.dumps(answer.json)


@pytest.mark.bad_input(100)
@pytest.mark.seed_defect(42)
def test_no_text_forges_a_line_of_the_log_or_stands_in_one(logged: io.StringIO, provider: Provider) -> None:
    ADMIN.ask("PUT /api/users/{userId}", path={"userId": "ada"}, body={"email": "ada@example.com"})
    queue = LambdaQueue(queue_url("ingest"), ingest)
    queue.put(json.dumps(request_for(ADA, title=FORGED)), json.dumps({FORGED: 1}), FORGED)
    queue.run()
    notify(ADA, title="a secret title", message="a secret message\n{}", data={"pin": "4711-4711"})
    LambdaQueue(queue_url("email"), send_email).run()
    ADA.one(FORGED)
    ADA.get(**{FORGED: "1"})

    assert len(provider.requests) == 1
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert lines
    assert not any(line.get("message") == "forged" for line in lines)
    for secret in ("a secret", "4711-4711", "ada@example.com"):
        assert secret not in logged.getvalue()


@pytest.mark.bad_input(19, 20)
def test_a_ticket_is_in_no_log_and_tells_the_socket_nothing_but_its_owner(logged: io.StringIO) -> None:
    ticket = ADA.ask(f"POST {BASE}/ws-ticket").json["ticket"]

    answers = [
        authorize({"methodArn": "arn:x", "queryStringParameters": query}, CONTEXT)
        for query in ({"ticket": ticket}, {"ticket": ticket}, {"token": "a.bearer.token"}, None)
    ]

    effects = [answer["policyDocument"]["Statement"][0]["Effect"] for answer in answers]
    assert effects == ["Allow", "Deny", "Deny", "Deny"]
    assert set(answers[0]["context"]) == {"userId"}
    assert len(json.dumps(answers[0])) < 8_192
    assert ticket not in logged.getvalue()
    assert "a.bearer.token" not in logged.getvalue()


@pytest.mark.bad_input(98, 99)
def test_a_connection_is_told_nothing_while_it_opens_and_is_forgotten_after_it_must_have_closed(
    sockets: Sockets,
) -> None:
    request = {"routeKey": "$connect", "eventType": "CONNECT", "connectionId": "c1", "authorizer": {"userId": "ada"}}
    notify(ADA)

    assert websocket({"requestContext": request, "body": ""}, CONTEXT) == {"statusCode": 200}

    assert sockets.frames == {}
    for minutes, connections in ((2 * 60 + 5, ("c1",)), (2 * 60 + 15, ())):
        with ahead(minutes=minutes):
            assert users().get("ada").connections == connections


@pytest.mark.bad_input(46)
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_a_channel_queue_is_given_only_characters_that_sqs_takes(text: str) -> None:
    """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html"""
    body = encode_notification(notification(title=text, message=text, data={text: text}))

    assert body.isascii()
    assert body.isprintable()
