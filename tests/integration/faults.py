"""AWS on a bad day: answers the emulators never give, injected between botocore and the network.

https://docs.aws.amazon.com/boto3/latest/guide/events.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.awsrequest import AWSResponse

Hook = Callable[..., Any]


class Crash(BaseException):
    """The process dies here: nothing may catch it."""


@contextmanager
def before(client: Any, operation: str, hook: Hook) -> Iterator[None]:
    """Call `hook(params=…)` before every call of an operation, e.g. to raise Crash."""
    event = f"before-call.{client.meta.service_model.service_id.hyphenize()}.{operation}"
    client.meta.events.register(event, hook)
    try:
        yield
    finally:
        client.meta.events.unregister(event, hook)


@contextmanager
def after(client: Any, operation: str, hook: Hook) -> Iterator[None]:
    """Call `hook(parsed=…)` after every call of an operation; it may change the answer or raise Crash."""
    event = f"after-call.{client.meta.service_model.service_id.hyphenize()}.{operation}"
    client.meta.events.register(event, hook)
    try:
        yield
    finally:
        client.meta.events.unregister(event, hook)


def crash(**_: Any) -> AWSResponse | None:
    """A hook: the process dies."""
    raise Crash
