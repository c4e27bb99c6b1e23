"""AWS on a bad day: answers the emulators never give, injected between botocore and the network.

https://docs.aws.amazon.com/boto3/latest/guide/events.html
"""

from __future__ import annotations

import copy
import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError
from moto.dynamodb.models import dynamodb_backends

from carillon import clients
from tests.integration.names import ACCOUNT, REGION

Hook = Callable[..., Any]
_MARK = "x-fault"


class Crash(BaseException):
    """The process dies here: nothing may catch it."""


def before(client: Any, operation: str, hook: Hook) -> AbstractContextManager[None]:
    """Call `hook(params=…)` before every call of an operation, e.g. to raise Crash."""
    return _hooked(client, f"before-call.{client.meta.service_model.service_id.hyphenize()}.{operation}", hook)


def after(client: Any, operation: str, hook: Hook) -> AbstractContextManager[None]:
    """Call `hook(parsed=…)` after every call of an operation; it may change the answer or raise Crash."""
    return _hooked(client, f"after-call.{client.meta.service_model.service_id.hyphenize()}.{operation}", hook)


@contextmanager
def _hooked(client: Any, event: str, hook: Hook, register: str = "register") -> Iterator[None]:
    getattr(client.meta.events, register)(event, hook)
    try:
        yield
    finally:
        client.meta.events.unregister(event, hook)


def crash(**_: Any) -> AWSResponse | None:
    """A hook: the process dies."""
    raise Crash


@dataclass(frozen=True)
class Call:
    """The call `number` (from 1) of an operation on a table or queue, as one run of a path makes it."""

    operation: str
    target: str
    number: int

    @property
    def is_write(self) -> bool:
        """Whether it leaves something behind."""
        return self.operation not in ("GetItem", "BatchGetItem", "Query")


class Fault:
    """What happens to one call. `is_for` says which operations can meet it."""

    def is_for(self, call: Call) -> bool:
        return True

    def before_call(self, body: dict[str, Any]) -> Any:
        """Before the first try. It may change the request, or answer in its place with (response, parsed)."""

    def instead(self, request: Any) -> AWSResponse | None:
        """In place of a try."""

    def after_try(self) -> None:
        """When AWS has done what it was asked for, and before that is known."""

    def after_call(self, parsed: dict[str, Any]) -> None:
        """When the answer is there; it may be changed."""


class Watch:
    """Every call of DynamoDB and SQS, and a fault for one of them (`lasts`: and for all its like from then on)."""

    def __init__(self, call: Call | None = None, fault: Fault | None = None, *, lasts: bool = False) -> None:
        self.calls: list[Call] = []
        self._call, self._fault, self._lasts = call, fault or Fault(), lasts
        self._one_at_a_time = threading.Lock()

    @contextmanager
    def on(self) -> Iterator[Watch]:
        with ExitStack() as stack:
            for client, service in ((clients.dynamodb(), "dynamodb"), (clients.sqs(), "sqs")):
                for event, hook in (
                    ("before-call", self._before_call),
                    ("before-send", self._instead),
                    ("after-call", self._after_call),
                ):
                    stack.enter_context(_hooked(client, f"{event}.{service}", hook))
                # What is registered for less is called later: this one after the emulator.
                stack.enter_context(_hooked(client, "before-send", self._after_try, "register_last"))
            yield self

    def _before_call(self, model: Any, params: dict[str, Any], context: dict[str, Any], **_: Any) -> Any:
        body = json.loads(params["body"])
        if not self._is_met(self._noted(model.name, body)):
            return None
        context[_MARK] = True
        params["headers"][_MARK] = "here"
        answer = self._fault.before_call(body)
        params["body"] = json.dumps(body).encode()
        return answer

    def _noted(self, operation: str, body: dict[str, Any]) -> Call:
        written = [item for items in body.get("TransactItems", ()) for item in items.values()]
        tables = [*body.get("RequestItems", {}), *(item["TableName"] for item in written)]
        target = body.get("TableName") or (tables[0] if tables else body["QueueUrl"])
        target = target.rsplit("/", 1)[-1]
        with self._one_at_a_time:
            number = 1 + sum((call.operation, call.target) == (operation, target) for call in self.calls)
            call = Call(operation, target, number)
            self.calls.append(call)
        return call

    def _is_met(self, call: Call) -> bool:
        wanted = self._call
        if wanted is None or (call.operation, call.target) != (wanted.operation, wanted.target):
            return False
        return call.number >= wanted.number if self._lasts else call.number == wanted.number

    def _instead(self, request: Any, **_: Any) -> AWSResponse | None:
        return self._fault.instead(request) if _MARK in request.headers else None

    def _after_try(self, request: Any, **_: Any) -> None:
        if _MARK in request.headers:
            self._fault.after_try()

    def _after_call(self, parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        if context.get(_MARK):
            self._fault.after_call(parsed)


class Busy(Fault):
    """The first try is refused, or fails in AWS; botocore makes the next."""

    def __init__(self, code: str, status: int = 400) -> None:
        self._code, self._status, self._tries = code, status, 0

    def instead(self, request: Any) -> AWSResponse | None:
        self._tries += 1
        if self._tries > 1:
            return None
        request.url = "https://nowhere.invalid/"  # every hook is called: the emulator must not know the address
        body = json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{self._code}", "message": "busy"})
        headers: Any = {"Content-Type": "application/x-amz-json-1.0"}
        return AWSResponse(request.url, self._status, headers, _Body(body.encode()))


class Cut(Fault):
    """The first try succeeds, and its answer is lost; botocore asks again, and gives up where as many are lost as it makes."""

    def __init__(self, lost: int = 1) -> None:
        self._tries, self._lost = 0, lost

    def is_for(self, call: Call) -> bool:
        return call.is_write

    def after_try(self) -> None:
        self._tries += 1
        if self._tries <= self._lost:
            raise ConnectionClosedError(endpoint_url="https://dynamodb.example")


class HeldBack(Fault):
    """A batch of DynamoDB's is done to its first half, and the rest comes back as unprocessed."""

    def is_for(self, call: Call) -> bool:
        return call.operation in ("BatchGetItem", "BatchWriteItem")

    def before_call(self, body: dict[str, Any]) -> Any:
        [(table, asked)] = body["RequestItems"].items()
        is_read = isinstance(asked, dict)
        items = asked["Keys"] if is_read else asked
        half = len(items) // 2
        rest = items[half:]
        self._unprocessed = {
            "UnprocessedKeys" if is_read else "UnprocessedItems": {table: asked | {"Keys": rest} if is_read else rest}
        }
        del items[half:]
        return None if items else (_response(200), {"Responses": {table: []}, **self._unprocessed})

    def after_call(self, parsed: dict[str, Any]) -> None:
        parsed.update(self._unprocessed)


class EntryFailed(Fault):
    """Of a batch of SQS's the first entry fails, the others get through."""

    def is_for(self, call: Call) -> bool:
        return call.operation in ("SendMessageBatch", "ChangeMessageVisibilityBatch")

    def before_call(self, body: dict[str, Any]) -> Any:
        failed = {"Id": body["Entries"].pop(0)["Id"], "Code": "InternalError", "SenderFault": False}
        self._failed = [failed]
        return None if body["Entries"] else (_response(200), {"Failed": self._failed})

    def after_call(self, parsed: dict[str, Any]) -> None:
        parsed["Failed"] = self._failed


class Refused(Fault):
    """No try succeeds: what botocore says when it has given up."""

    def __init__(self, code: str = "ThrottlingException") -> None:
        self._code = code

    def before_call(self, body: dict[str, Any]) -> Any:
        error = {"Code": self._code, "Message": "no"}
        return _response(400), {"Error": error, "ResponseMetadata": {"HTTPStatusCode": 400}}


def conflict(items: int) -> tuple[AWSResponse, dict[str, Any]]:
    """What DynamoDB says of a transaction whose last item is in another one just now: a hook's answer."""
    parsed = {
        "Error": {"Code": "TransactionCanceledException", "Message": "canceled"},
        "CancellationReasons": [*[{"Code": "None"}] * (items - 1), {"Code": "TransactionConflict"}],
        "ResponseMetadata": {"HTTPStatusCode": 400},
    }
    return _response(400), parsed


class DiesAfter(Fault):
    """The process dies, and the call was made."""

    def is_for(self, call: Call) -> bool:
        return call.is_write

    def after_call(self, parsed: dict[str, Any]) -> None:
        raise Crash


@contextmanager
def lagging(table: str, index: str | None = None) -> Iterator[None]:
    """Meanwhile an index, or without one the reads of items in batches, show the table as it was when this began, unless they
    are consistent.
    """
    backend = dynamodb_backends[ACCOUNT][REGION].tables[table]
    then, now = copy.deepcopy(backend.items), backend.items

    def turn_back(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        asked = json.loads(params["body"])
        if index is None:
            read = asked.get("RequestItems", {}).get(table)
        else:
            read = asked if (asked.get("TableName"), asked.get("IndexName")) == (table, index) else None
        if read is not None and not read.get("ConsistentRead"):
            context[_MARK] = True
            backend.items = then

    def return_to_now(context: dict[str, Any], **_: Any) -> None:
        if context.get(_MARK):
            backend.items = now

    client = clients.dynamodb()
    with ExitStack() as stack:
        for operation in ("Query", "BatchGetItem"):
            stack.enter_context(before(client, operation, turn_back))
            stack.enter_context(after(client, operation, return_to_now))
        yield


class _Body(io.BytesIO):
    def stream(self, **_options: Any) -> Iterator[bytes]:
        yield self.read()


def _response(status: int) -> AWSResponse:
    headers: Any = {}
    return AWSResponse("https://nowhere.invalid/", status, headers, _Body(b""))
