"""AWS and the providers on a local port, answering the same question always alike: as Moto did the first time.

So a function can be given one batch again and again, and does the same each time; and who makes its calls without it gets
the same answers.
"""

from __future__ import annotations

import json
import re
import threading
from contextlib import AbstractContextManager

from bench import loopback
from bench.loopback import Asked
from tests.integration.provider import PROVIDER, Request

Question = tuple[str, ...]

_ABOUT = (
    "TableName",
    "IndexName",
    "KeyConditionExpression",
    "FilterExpression",
    "UpdateExpression",
    "Select",
    "QueueUrl",
)
"""What a question is known by, with the tables of a batch and who or what it is about. Times and tokens differ each time."""

_WHO = re.compile(r"person-\d{4}|[0-9a-f]{64}")


def served() -> AbstractContextManager[str]:
    """The address."""
    answers: dict[Question, tuple[int, bytes]] = {}
    one_at_a_time = threading.Lock()

    def answer(of: Asked) -> tuple[int, bytes]:
        if of.target is None:
            said = PROVIDER.answer(Request(of.path, {}, of.body))
            return said.status, json.dumps(said.body).encode()
        question = asked(of.target, of.body)
        with one_at_a_time:
            if question not in answers:
                answers[question] = loopback.from_moto(of)
            return answers[question]

    return loopback.served(answer)


def asked(target: str, body: bytes) -> Question:
    """What makes one question the same as another."""
    fields = json.loads(body)
    who = min(_WHO.findall(body.decode()), default="")
    return (target, who, *sorted(fields.get("RequestItems", ())), *(str(fields.get(name)) for name in _ABOUT))
