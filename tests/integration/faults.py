"""AWS on a bad day: answers the emulators never give, injected between botocore and the network.

https://docs.aws.amazon.com/boto3/latest/guide/events.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from botocore.awsrequest import AWSResponse

Hook = Callable[..., Any]


class Crash(BaseException):
    """The process dies here: nothing may catch it."""


def before(client: Any, operation: str, hook: Hook) -> AbstractContextManager[None]:
    """Call `hook(params=…)` before every call of an operation, e.g. to raise Crash."""
    return _hooked(client, f"before-call.{client.meta.service_model.service_id.hyphenize()}.{operation}", hook)


def after(client: Any, operation: str, hook: Hook) -> AbstractContextManager[None]:
    """Call `hook(parsed=…)` after every call of an operation; it may change the answer or raise Crash."""
    return _hooked(client, f"after-call.{client.meta.service_model.service_id.hyphenize()}.{operation}", hook)


@contextmanager
def _hooked(client: Any, event: str, hook: Hook) -> Iterator[None]:
    client.meta.events.register(event, hook)
    try:
        yield
    finally:
        client.meta.events.unregister(event, hook)


def crash(**_: Any) -> AWSResponse | None:
    """A hook: the process dies."""
    raise Crash
