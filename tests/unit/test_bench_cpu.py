"""What is measured as the bare calls is what the function calls: each of them, as often, and nothing else."""

from __future__ import annotations

import json

import pytest

from bench import canned, cpu
from bench.life import BATCH
from bench.quiet import quiet

_OF_TEN = {
    "ingest": {"PutItem": BATCH, "SendMessageBatch": 3},
    "send_in_app": {"UpdateItem": 2 * BATCH, "PostToConnection": BATCH},
    "send_email": {"UpdateItem": 2 * BATCH, "SendEmail": BATCH},
    "send_sms": {"UpdateItem": 2 * BATCH, "TransactWriteItems": BATCH, "POST": BATCH},
    "send_push": {"UpdateItem": 2 * BATCH, "push": BATCH},
}


@pytest.mark.parametrize("function", sorted(cpu.BUDGETS))
def test_the_calls_of_a_batch_are_made_again_without_the_function(function: str) -> None:
    with quiet():
        measured = cpu.of(function, rounds=2)
    assert measured.repeated == measured.calls
    assert _OF_TEN[function].items() <= measured.calls.items()
    assert measured.function > 0 < measured.bare


def test_a_question_is_the_same_whatever_the_time_and_the_token() -> None:
    def asked(person: str, claim: str) -> canned.Question:
        values = {":0": {"N": "1700000000"}, ":1": {"S": claim}}
        key = {"userId": {"S": person}}
        body = {"TableName": "deliveries", "Key": key, "UpdateExpression": "SET x", "ExpressionAttributeValues": values}
        return canned.asked("DynamoDB_20120810.UpdateItem", json.dumps(body).encode())

    assert asked("person-0001", "a") == asked("person-0001", "b")
    assert asked("person-0001", "a") != asked("person-0002", "a")
