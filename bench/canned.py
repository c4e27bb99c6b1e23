"""AWS and the providers on a local port, answering the same question always alike: as Moto did the first time.

So a function can be given one batch again and again, and does the same each time; and who makes its calls without it gets
the same answers.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bench import loopback
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


@contextmanager
def served() -> Iterator[str]:
    """The address."""
    server = _Server(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._answers: dict[Question, tuple[int, bytes]] = {}
        self._one_at_a_time = threading.Lock()

    def answer(self, path: str, target: str | None, body: bytes) -> tuple[int, bytes]:
        if target is None:
            said = PROVIDER.answer(Request(path, {}, body))
            return said.status, json.dumps(said.body).encode()
        question = asked(target, body)
        with self._one_at_a_time:
            if question not in self._answers:
                status, found = loopback.answer(target, body)
                self._answers[question] = status, json.dumps(found, default=str).encode()
            return self._answers[question]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, content = self.server.answer(self.path, self.headers.get("X-Amz-Target"), body)
        head = (
            f"HTTP/1.1 {status} -\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        self.wfile.write(head.encode() + content)

    def log_message(self, *_arguments: object) -> None:
        return


def asked(target: str, body: bytes) -> Question:
    """What makes one question the same as another."""
    fields = json.loads(body)
    who = min(_WHO.findall(body.decode()), default="")
    return (target, who, *sorted(fields.get("RequestItems", ())), *(str(fields.get(name)) for name in _ABOUT))
