"""The CPU of a function alone: what AWS answered once is answered again, word for word, and its making is not counted.

An emulator in the same process would be measured with it: its own work, and the memory of all its rows, which every
collection of garbage and every cache of the processor has to go through.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import AWSResponse
from moto.core.botocore_stubber import MockRawResponse
from moto.core.models import botocore_stubber

from carillon import clients

Act = Callable[[], object]

_Kind = tuple[str, str]
"""An operation, and the table or queue: calls that run side by side come in any order, those of a kind are alike."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def response(self, url: str) -> AWSResponse:
        raw: Any = MockRawResponse(self.body)
        headers: Any = self.headers
        return AWSResponse(url, self.status, headers, raw)


@dataclass(slots=True)
class Tape:
    """The answers to one invocation, by kind, in their order."""

    answers: dict[_Kind, list[_Answer]] = field(default_factory=lambda: defaultdict(list))


@contextmanager
def taped(tape: Tape) -> Iterator[None]:
    """Meanwhile Moto answers, and what it says is kept."""

    def answer(request: Any, event_name: str, **_: Any) -> AWSResponse:
        made: Any = botocore_stubber(event_name, request)
        kept = _Answer(made.status_code, dict(made.headers), made.content)
        tape.answers[_kind(event_name, request)].append(kept)
        return kept.response(request.url)

    with _answered_by(answer):
        yield


def cpu_seconds(act: Act, tape: Tape) -> float:
    """Of one invocation, all its threads together, less what the answering took."""
    left = {kind: iter(answers) for kind, answers in tape.answers.items()}
    taken: list[float] = []
    one_at_a_time = threading.Lock()

    def answer(request: Any, event_name: str, **_: Any) -> AWSResponse:
        begun = time.thread_time()
        with one_at_a_time:
            response = next(left[_kind(event_name, request)]).response(request.url)
        taken.append(time.thread_time() - begun)
        return response

    with _answered_by(answer):
        begun = time.process_time()
        act()
        spent = time.process_time() - begun
    return spent - sum(taken)


def _kind(event_name: str, request: Any) -> _Kind:
    body = json.loads(request.body)
    named = body.get("TableName") or body.get("QueueUrl") or ",".join(body.get("RequestItems", ()))
    return event_name, f"{named} {body.get('IndexName', '')}"


@contextmanager
def _answered_by(answer: Callable[..., AWSResponse]) -> Iterator[None]:
    """Where botocore would send."""
    both = (clients.dynamodb(), clients.sqs())
    for client in both:
        client.meta.events.register_first("before-send", answer)
    try:
        yield
    finally:
        for client in both:
            client.meta.events.unregister("before-send", answer)
