"""Every call to AWS that a function makes on Moto: which, how large, after how many others, at how many request units."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from bench import consumed, queries
from carillon import clients


@dataclass(frozen=True, slots=True)
class Call:
    """`depth`: how many round trips had to end, one after the other, for this one to end; itself included."""

    service: str
    operation: str
    sent_bytes: int
    depth: int
    reads: float = 0
    writes: float = 0


@dataclass(frozen=True, slots=True)
class Recording:
    """The calls of some invocations."""

    invocations: int = 0
    calls: tuple[Call, ...] = ()

    def __add__(self, other: Recording) -> Recording:
        return Recording(self.invocations + other.invocations, self.calls + other.calls)

    def operations(self) -> Counter[str]:
        """How often each was called."""
        return Counter(call.operation for call in self.calls)

    def requests(self, service: str) -> int:
        """Calls of a service."""
        return sum(call.service == service for call in self.calls)

    @property
    def reads(self) -> float:
        """DynamoDB's read units."""
        return sum(call.reads for call in self.calls)

    @property
    def writes(self) -> float:
        """DynamoDB's write units."""
        return sum(call.writes for call in self.calls)

    @property
    def depth(self) -> int:
        """Round trips one after the other."""
        return max((call.depth for call in self.calls), default=0)

    @property
    def sent_bytes(self) -> int:
        """Of all the requests' bodies."""
        return sum(call.sent_bytes for call in self.calls)


def record(act: Callable[[], object]) -> Recording:
    """The calls of one invocation."""
    calls: list[Call] = []
    clock = _Clock()
    with clock.running(), queries.by_index(), _hooked(calls, clock):
        act()
    return Recording(1, tuple(calls))


class _Clock:
    """A logical clock: a thread begins where it was started, and who takes its result goes on where it ended. So what may
    run side by side counts once, however this machine happened to run it.
    """

    def __init__(self) -> None:
        self._here = threading.local()
        self._ends: dict[Future[Any], list[int]] = {}

    def tick(self) -> int:
        """One more round trip."""
        self._set(self._now() + 1)
        return self._now()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Meanwhile the pools' threads are followed."""
        submit, result = ThreadPoolExecutor.submit, Future.result

        def submitted(pool: ThreadPoolExecutor, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            begun, end = self._now(), [0]

            def followed() -> Any:
                self._set(begun)
                try:
                    return work(*args, **kwargs)
                finally:
                    end[0] = self._now()

            future = submit(pool, followed)
            self._ends[future] = end
            return future

        def taken(future: Future[Any], timeout: float | None = None) -> Any:
            try:
                return result(future, timeout)
            finally:
                self._set(max([self._now(), *self._ends.get(future, ())]))

        with mock.patch.object(ThreadPoolExecutor, "submit", submitted), mock.patch.object(Future, "result", taken):
            yield

    def _now(self) -> int:
        return getattr(self._here, "now", 0)

    def _set(self, now: int) -> None:
        self._here.now = now


@contextmanager
def _hooked(calls: list[Call], clock: _Clock) -> Iterator[None]:
    """Botocore's own hooks, around every call of every client. A call's `context` is one and the same object in both.

    DynamoDB checks a condition and writes in one step, Moto in two: its tables take one call at a time.
    """
    one_at_a_time = threading.Lock()

    def begin(model: Any, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        if _is_dynamodb(model):
            one_at_a_time.acquire()
        context["recorded"] = consumed.Begun.of(model.name, params["body"]) if _is_dynamodb(model) else None
        context["sent_bytes"] = len(params["body"] or b"")
        context["depth"] = clock.tick()

    def end(model: Any, parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        begun: consumed.Begun | None = context.pop("recorded")
        reads, writes = begun.units(parsed) if begun else (0, 0)
        if begun:
            one_at_a_time.release()
        service = model.service_model.service_name
        calls.append(Call(service, model.name, context["sent_bytes"], context["depth"], reads, writes))

    clients_used = _clients()
    for client in clients_used:
        client.meta.events.register_last("before-call", begin)
        client.meta.events.register_first("after-call", end)
    try:
        yield
    finally:
        for client in clients_used:
            client.meta.events.unregister("before-call", begin)
            client.meta.events.unregister("after-call", end)


def _is_dynamodb(model: Any) -> bool:
    return bool(model.service_model.service_name == "dynamodb")


def _clients() -> list[Any]:
    """All that the functions have: `clients` makes each once."""
    sockets = clients.connections(os.environ["WEBSOCKET_API_ID"], os.environ["WEBSOCKET_STAGE"])
    return [clients.dynamodb(), clients.sqs(), clients.ses(), clients.sms_voice(), clients.secrets(), sockets]
