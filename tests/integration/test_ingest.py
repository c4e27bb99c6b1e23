"""The ingest queue: what is dropped on it becomes a notification, once, or lies in the dead-letter queue."""

import io
import json
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import EndpointConnectionError

from carillon import clients
from carillon.observability import logger
from ingest.handler import lambda_handler
from tests.integration.faults import Crash, after, before, crash
from tests.integration.http import ADA, ADMIN, BASE, request_for
from tests.integration.lambda_queue import CONTEXT, LambdaQueue
from tests.integration.names import queue_url
from tests.integration.queued import bodies, take

REQUEST = request_for(ADA)
QUEUE = LambdaQueue(queue_url("ingest"), lambda_handler)


def _drop(*requests):
    QUEUE.put(*(request if isinstance(request, str) else json.dumps(request) for request in requests))


def _dead_letters():
    return {
        letter["Body"]: {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}
        for letter in take("ingest-dead-letter")
    }


@pytest.mark.seed_defect(13, 18)
def test_a_dropped_request_is_stored_and_queued_on_every_channel():
    _drop(REQUEST)

    assert QUEUE.run() == []
    listed = ADA.get().json["notifications"]
    assert [item["title"] for item in listed] == ["Hello"]
    assert [message["id"] for message in bodies("in-app")] == [listed[0]["id"]]
    assert [message["id"] for message in bodies("push")] == [listed[0]["id"]]
    assert QUEUE.left() == 0


@pytest.mark.bad_input(75)
def test_a_redelivered_message_without_a_key_is_still_one_notification():
    _drop(REQUEST)
    event = QUEUE.receive()

    QUEUE.invoke(event)
    QUEUE.invoke(event)

    assert ADA.get().json["total"] == 1
    assert len({message["id"] for message in bodies("in-app")}) == 1


@pytest.mark.bad_input(35, 36, 74)
@pytest.mark.seed_defect(7)
def test_poison_is_put_aside_at_once_with_the_reason_and_its_neighbours_go_on():
    poison = ["{", '{"userId": "a", "userId": "b"}', json.dumps({**REQUEST, "category": "fax"}), '"x"', '{"a": NaN}']
    _drop(*poison, *(request_for(ADA, title=f"t{number}") for number in range(5)))

    assert QUEUE.run() == []
    letters = _dead_letters()
    assert set(letters) == set(poison)
    assert [letters[body]["errorCode"] for body in poison] == [
        "invalid_json", "invalid_json", "invalid_request", "invalid_request", "invalid_json",
    ]  # fmt: skip
    assert letters[poison[2]]["errorMessage"].startswith("category: ")
    assert ADA.get().json["total"] == 5


@pytest.mark.bad_input(74)
def test_poison_is_put_aside_once_although_nothing_beside_it_can_be_accepted():
    _drop("{", REQUEST)
    event = QUEUE.receive()

    def out_of_order(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://dynamodb.us-east-1.amazonaws.com")

    with before(clients.dynamodb(), "BatchGetItem", out_of_order):
        (again,) = QUEUE.invoke(event)
    assert list(_dead_letters()) == ["{"]
    event["Records"] = [record for record in event["Records"] if record["messageId"] == again]
    assert QUEUE.invoke(event) == []
    assert _dead_letters() == {}
    assert ADA.get().json["total"] == 1


@pytest.mark.bad_input(42, 46)
def test_a_member_name_that_sqs_would_not_take_still_reaches_the_dead_letter_queue():
    _drop(json.dumps({**REQUEST, "\u0000\uffff" + "x" * 5_000: 1}))

    assert QUEUE.run() == []
    [attributes] = _dead_letters().values()
    assert attributes["errorCode"] == "invalid_request"
    assert attributes["errorMessage"].isprintable()


@pytest.mark.bad_input(76)
def test_of_one_key_in_one_batch_the_first_wins_and_another_request_is_put_aside():
    first, other = REQUEST | {"idempotencyKey": "k"}, REQUEST | {"idempotencyKey": "k", "title": "Other"}
    _drop(first, other, first)

    assert QUEUE.run() == []
    assert [item["title"] for item in ADA.get().json["notifications"]] == ["Hello"]
    assert _dead_letters() == {
        json.dumps(other): {
            "errorCode": "idempotency_conflict",
            "errorMessage": "this idempotency key was used for a different request",
        }
    }


def test_queue_and_http_share_the_keys():
    _drop(REQUEST | {"idempotencyKey": "k"})
    QUEUE.run()

    answer = ADMIN.post(REQUEST, headers={"idempotency-key": "k"})

    assert answer.headers["Idempotent-Replayed"] == "true"
    assert ADA.get().json["notifications"] == [answer.json]


def test_fifty_at_the_same_moment_are_one_notification():
    body = REQUEST | {"idempotencyKey": "k"}
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: ADMIN.post(body), range(50)))

    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answers) == 1
    assert ADA.get().json["total"] == 1
    assert len({message["id"] for message in bodies("in-app")}) == 1


@pytest.mark.seed_defect(25)
@pytest.mark.parametrize("key", [{}, {"idempotencyKey": "k"}])
def test_what_died_between_storing_and_queueing_is_finished_by_the_next_try(key):
    _drop(REQUEST | key)
    event = QUEUE.receive()
    with before(clients.sqs(), "SendMessageBatch", crash), pytest.raises(Crash):
        lambda_handler(event, CONTEXT)
    assert ADA.get().json["total"] == 1
    assert bodies("in-app") == []

    assert QUEUE.invoke(event) == []

    assert ADA.get().json["total"] == 1
    assert len(bodies("in-app")) == 1


def test_a_replay_over_http_finishes_what_a_dead_first_try_left():
    body = REQUEST | {"idempotencyKey": "k"}
    with before(clients.sqs(), "SendMessageBatch", crash), pytest.raises(Crash):
        ADMIN.post(body)

    answer = ADMIN.post(body)

    assert answer.status == 201
    assert [message["id"] for message in bodies("in-app")] == [answer.json["id"]]
    ADMIN.post(body)
    assert bodies("in-app") == []


def test_a_message_that_one_queue_did_not_take_is_received_again_and_its_neighbour_is_not():
    _drop(REQUEST, request_for(ADA, type="push", title="Push"))
    event = QUEUE.receive()

    def refuse_in_app(parsed, **_):
        entries = parsed.get("Successful", [])
        if len(entries) == 1:  # the batch of the in-app queue
            parsed["Failed"] = [{"Id": entry["Id"], "Code": "InternalError", "SenderFault": False} for entry in entries]

    with after(clients.sqs(), "SendMessageBatch", refuse_in_app):
        failed = QUEUE.invoke(event)

    hello = next(record["messageId"] for record in event["Records"] if "Hello" in record["body"])
    assert failed == [hello]


def test_a_throttled_table_fails_its_message_alone_and_loses_nothing():
    _drop(REQUEST, request_for(ADA, title="Second"))
    event = QUEUE.receive()
    refused: list[int] = []

    def throttle_one(params, **_):
        if b"Hello" in params["body"] and len(refused) < 10:
            refused.append(1)
            raise clients.dynamodb().exceptions.ProvisionedThroughputExceededException(
                {"Error": {"Code": "x"}}, "PutItem"
            )

    with before(clients.dynamodb(), "PutItem", throttle_one):
        failed = QUEUE.invoke(event)
    assert len(failed) == 1
    assert [item["title"] for item in ADA.get().json["notifications"]] == ["Second"]

    assert QUEUE.invoke(event) == []
    assert {item["title"] for item in ADA.get().json["notifications"]} == {"Hello", "Second"}


def test_a_dead_letter_queue_that_does_not_take_a_message_leaves_it_where_it_is():
    _drop("{")
    event = QUEUE.receive()

    def refuse(parsed, **_):
        parsed["Failed"] = [{"Id": entry["Id"], "Code": "InternalError"} for entry in parsed.pop("Successful")]

    with after(clients.sqs(), "SendMessageBatch", refuse):
        assert len(QUEUE.invoke(event)) == 1


@pytest.mark.bad_input(100)
@pytest.mark.seed_defect(42)
def test_the_log_of_a_refusal_says_why_and_nothing_of_the_person():
    logged = io.StringIO()
    handler = logger.registered_handler
    assert isinstance(handler, logging.StreamHandler)
    before_test = handler.setStream(logged)
    _drop(json.dumps({**REQUEST, "userId": "ada@example.com#", "title": "secret title"}))
    QUEUE.run()

    handler.setStream(before_test)
    assert "invalid_request" in logged.getvalue()
    assert "ada@" not in logged.getvalue()
    assert "secret title" not in logged.getvalue()


@pytest.mark.seed_defect(19, 24)
def test_a_channel_the_person_switched_off_is_not_queued_even_when_it_is_asked_for_by_name():
    ADA.ask(f"PUT {BASE}/preferences", body={"pushEnabled": False})
    _drop(REQUEST | {"type": "push"})
    QUEUE.run()

    assert bodies("in-app") == bodies("push") == []
    assert ADA.get().json["total"] == 0


def test_a_key_that_could_not_be_marked_as_done_does_not_fail_what_was_accepted():
    with before(clients.dynamodb(), "UpdateItem", _throttled):
        first = ADMIN.post(REQUEST | {"idempotencyKey": "k"})

    assert first.status == 201
    assert ADMIN.post(REQUEST | {"idempotencyKey": "k"}).json == first.json


def _throttled(**_):
    raise clients.dynamodb().exceptions.ProvisionedThroughputExceededException({"Error": {"Code": "x"}}, "UpdateItem")
