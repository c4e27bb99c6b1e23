"""The calls that a function makes, to be made again without it: of AWS by botocore's clients, of others by plain HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from unittest import mock

import http_ece
import requests
from botocore import xform_name
from botocore.client import BaseClient
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from carillon.channels.http import Poster

_ENCRYPTION_BYTES = 103
"""By which aes128gcm makes a push message longer: RFC 8291, section 4."""


@dataclass(frozen=True, slots=True)
class AwsCall:
    """An operation of a client, with its parameters."""

    client: Any
    operation: str
    parameters: dict[str, Any]

    @property
    def name(self) -> str:
        """Of what it calls."""
        return self.operation


@dataclass(frozen=True, slots=True)
class Post:
    """A request to a provider."""

    url: str
    headers: dict[str, str]
    body: Any

    @property
    def is_push(self) -> bool:
        """Whether it has to be encrypted first."""
        return self.headers.get("Content-Encoding") == "aes128gcm"

    @property
    def name(self) -> str:
        """Of what it calls."""
        return "push" if self.is_push else "POST"


Call = AwsCall | Post


@contextmanager
def recorded() -> Iterator[list[Call]]:
    """The calls that are made meanwhile, by whatever thread: AWS's, those of the senders' `Poster`, and bare ones."""
    calls: list[Call] = []
    call_aws = BaseClient._make_api_call  # type: ignore[attr-defined]
    post, post_bare = Poster.post, requests.Session.post

    def aws(client: BaseClient, operation: str, parameters: dict[str, Any]) -> Any:
        calls.append(AwsCall(client, operation, deepcopy(parameters)))
        return call_aws(client, operation, parameters)

    def other(poster: Poster, url: str, body: bytes | str, headers: Mapping[str, str], **options: Any) -> Any:
        calls.append(Post(url, dict(headers), body))
        return post(poster, url, body, headers, **options)

    def bare(session: requests.Session, url: str, data: Any, headers: Any) -> Any:
        calls.append(Post(url, headers, data))
        return post_bare(session, url, data=data, headers=headers)

    with (
        mock.patch.object(BaseClient, "_make_api_call", aws),
        mock.patch.object(Poster, "post", other),
        mock.patch.object(requests.Session, "post", bare),
    ):
        yield calls


def again(calls: list[Call]) -> list[Callable[[], object]]:
    """Each call as the least that makes it: over the function's own clients, or over one pooled session."""
    session = requests.Session()
    session.trust_env = False
    return [_aws(call) if isinstance(call, AwsCall) else _post(session, call) for call in calls]


def _aws(call: AwsCall) -> Callable[[], object]:
    operation = getattr(call.client, xform_name(call.operation))
    return lambda: operation(**call.parameters)


def _post(session: requests.Session, call: Post) -> Callable[[], object]:
    if not call.is_push:
        return lambda: session.post(call.url, data=call.body, headers=call.headers)
    text, browser = b"x" * (len(call.body) - _ENCRYPTION_BYTES), _public_point()
    return lambda: session.post(call.url, data=_encrypted(text, browser), headers=call.headers)


def _public_point() -> bytes:
    form = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(*form)


def _encrypted(text: bytes, browser: bytes) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    encrypted: bytes = http_ece.encrypt(text, private_key=key, dh=browser, auth_secret=b"0123456789abcdef")
    return encrypted
