"""Faults between botocore and the local AWS: for whom they were ordered, as often as they were, and for nobody else."""

import asyncio
import json
from typing import Any

import pytest

from local.network_faults import PATH, Message, NetworkFaults, Receive, Scope, Send


class Aws:
    """An application that takes everything and says so."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.taken.append((await receive())["body"].decode())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})


@pytest.fixture
def aws() -> Aws:
    return Aws()


@pytest.fixture
def faults(aws: Aws) -> NetworkFaults:
    return NetworkFaults(aws)


def ask(faults: NetworkFaults, body: str, path: str = "/", operation: str = "UpdateItem") -> list[Message]:
    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": path, "client": ("", 1), "server": ("", 2)}
    scope["headers"] = [(b"x-amz-target", f"DynamoDB_20120810.{operation}".encode())]
    unread: list[Message] = [{"type": "http.request", "body": body.encode(), "more_body": False}]
    said: list[Message] = []

    async def receive() -> Message:
        return unread.pop()

    async def send(message: Message) -> None:
        said.append(message)

    asyncio.run(faults(scope, receive, send))
    return said


def order(faults: NetworkFaults, **wanted: Any) -> int:
    return int(ask(faults, json.dumps({"channel": "UpdateItem", **wanted}), PATH)[0]["status"])


def test_without_an_order_nothing_happens(faults: NetworkFaults, aws: Aws) -> None:
    assert ask(faults, "anything")[1]["body"] == b"done"


def test_what_is_throttled_is_not_done(faults: NetworkFaults, aws: Aws) -> None:
    assert order(faults, mode="throttle", times=2, about=["ada", "claim"]) == 200

    statuses = [ask(faults, body)[0]["status"] for body in ("ada claim", "bob claim", "ada", "ada claim", "ada claim")]

    assert statuses == [400, 200, 200, 400, 200]
    assert aws.taken == ["bob claim", "ada", "ada claim"]


def test_what_is_cut_is_done_and_its_answer_never_ends(faults: NetworkFaults, aws: Aws) -> None:
    order(faults, mode="cut")

    answer = ask(faults, "ada")

    assert aws.taken == ["ada"]
    assert answer[-1]["more_body"]


def test_another_operation_is_left_alone(faults: NetworkFaults, aws: Aws) -> None:
    order(faults, mode="error")

    assert ask(faults, "ada", operation="PutItem")[0]["status"] == 200


@pytest.mark.parametrize(
    "wanted", [{"mode": "sing"}, {"mode": "cut", "times": 0}, {"channel": "Fly", "mode": "cut"}, {}]
)
def test_what_cannot_be_ordered_is_refused(faults: NetworkFaults, wanted: dict[str, Any]) -> None:
    assert order(faults, **wanted) == 400
