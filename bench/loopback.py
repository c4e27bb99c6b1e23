"""AWS on a local port, for functions in processes of their own: Moto answers, in this process, whose CPU nobody measures."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from botocore.exceptions import ClientError

from carillon import clients

_CLIENTS = {
    "DynamoDB_20120810": clients.dynamodb,
    "AmazonSQS": clients.sqs,
    "secretsmanager": clients.secrets,
}
"""By the services' names in `X-Amz-Target`: all of them speak JSON both ways."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A POST: `target` says the service and the operation, and is None where it is no call of AWS's JSON."""

    path: str
    target: str | None
    body: bytes


@contextmanager
def served(answer: Callable[[Asked], tuple[int, bytes]] | None = None) -> Iterator[str]:
    """The address of who answers so, or of Moto's account. It keeps connections, and writes an answer in one piece: else the
    second packet waits 40 ms for the receipt of the first.
    """
    answering = answer or from_moto

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, content = answering(Asked(self.path, self.headers.get("X-Amz-Target"), body))
            said = "Content-Type: application/x-amz-json-1.0"
            head = f"HTTP/1.1 {status} -\r\n{said}\r\nContent-Length: {len(content)}\r\n\r\n"
            self.wfile.write(head.encode() + content)

        def log_message(self, *_arguments: object) -> None:
            return

    server = _Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who gave up waiting asks again, as of AWS."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def from_moto(asked: Asked) -> tuple[int, bytes]:
    """Moto's status and answer. Without a target it is a frame for a connection, and taken."""
    if asked.target is None:
        return 200, b"{}"
    service, operation = asked.target.split(".", 1)
    try:
        said: dict[str, Any] = _CLIENTS[service]()._make_api_call(operation, json.loads(asked.body))
    except ClientError as error:
        said = {"__type": error.response["Error"]["Code"], "message": error.response["Error"]["Message"]}
        return 400, json.dumps(said).encode()
    said.pop("ResponseMetadata", None)
    return 200, json.dumps(said, default=str).encode()
