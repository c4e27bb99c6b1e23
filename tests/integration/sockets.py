"""API Gateway's management API, faked where botocore would send the request."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from botocore.awsrequest import AWSResponse

_EVENT = "before-send.apigatewaymanagementapi.PostToConnection"


class _Body(io.BytesIO):
    def stream(self, **_options: Any) -> Iterator[bytes]:
        yield self.read()


class Sockets:
    """`frames` per connection; `errors` names the status and code that a connection answers with instead."""

    def __init__(self) -> None:
        self.frames: dict[str, list[dict[str, Any]]] = {}
        self.errors: dict[str, tuple[int, str]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def behind(self, api: Any) -> Iterator[Sockets]:
        api.meta.events.register_first(_EVENT, self._post)
        try:
            yield self
        finally:
            api.meta.events.unregister(_EVENT, self._post)

    def _post(self, request: Any, **_: Any) -> AWSResponse:
        connection = unquote(request.url.rsplit("/", 1)[-1])
        if connection in self.errors:
            status, code = self.errors[connection]
            headers: Any = {"x-amzn-ErrorType": code, "Content-Type": "application/json"}
            return AWSResponse(request.url, status, headers, _Body(json.dumps({"message": code}).encode()))
        no_headers: Any = {}
        with self._lock:
            self.frames.setdefault(connection, []).append(json.loads(request.body))
        return AWSResponse(request.url, 200, no_headers, _Body(b""))
