"""AWS on a local port, for functions in processes of their own: Moto answers, in this process, whose CPU nobody measures."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def served() -> Iterator[str]:
    """The address of Moto's account. What has no target is a frame for a connection, and taken."""
    server = _Server(("127.0.0.1", 0), _Handler)
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


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer's second packet waits 40 ms for the first one's receipt

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, said = answer(self.headers.get("X-Amz-Target"), body)
        content = json.dumps(said, default=str).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        return


def answer(target: str | None, body: bytes) -> tuple[int, dict[str, Any]]:
    """Moto's status and answer to a request's body. Without a target it is a frame for a connection, and taken."""
    if target is None:
        return 200, {}
    service, operation = target.split(".", 1)
    try:
        said: dict[str, Any] = _CLIENTS[service]()._make_api_call(operation, json.loads(body))
    except ClientError as error:
        return 400, {"__type": error.response["Error"]["Code"], "message": error.response["Error"]["Message"]}
    said.pop("ResponseMetadata", None)
    return 200, said
