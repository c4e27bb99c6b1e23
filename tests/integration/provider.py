"""A provider on a local port: it takes what all the providers take, remembers it, and answers as told."""

from __future__ import annotations

import base64
import email
import email.policy
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

_SES_PATH = "/v2/email/outbound-emails"


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes
    connection: object = None

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    @property
    def is_sms_voice(self) -> bool:
        return self.headers.get("X-Amz-Target") == "PinpointSMSVoiceV2.SendTextMessage"

    @property
    def mail(self) -> EmailMessage:
        raw = base64.b64decode(json.loads(self.body)["Content"]["Raw"]["Data"])
        return email.message_from_bytes(raw, policy=email.policy.default)


@dataclass
class Answer:
    """What the provider says; `hang_up` closes the connection instead, after it has read the request."""

    status: int
    body: dict[str, object] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False


def _success(request: Request) -> Answer:
    if request.path == _SES_PATH:
        return Answer(200, {"MessageId": "ses-1"})
    if request.path.endswith("/Messages.json"):
        return Answer(201, {"sid": "SM1", "status": "queued"})
    if request.is_sms_voice:
        return Answer(200, {"MessageId": "aws-1"})
    return Answer(201, headers={"Location": "/message/push-1"})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a batch connects at once, and who waits for nobody's ear may wait for seconds


class Provider:
    """One server for all; `answer` may be replaced, `delay` is how long it thinks. While it `forgets`, it drops each
    connection that was used before without a word to the other end, until the next request comes over it.
    """

    def __init__(self) -> None:
        self.reset()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def reset(self) -> None:
        self.requests: list[Request] = []
        self.answer: Callable[[Request], Answer] = _success
        self.delay = 0.0
        self.forgets = False
        self.called = threading.Event()

    def says(self, *answers: Answer) -> None:
        """Answer the next requests so, and then with success again."""
        rest = list(answers)
        self.answer = lambda request: rest.pop(0) if rest else _success(request)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            was_used = False

            def do_POST(self) -> None:
                if provider.forgets and self.was_used:
                    self.close_connection = True
                    return
                self.was_used = True
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                request = Request(self.path, dict(self.headers), body, self.client_address)
                provider.requests.append(request)
                provider.called.set()
                time.sleep(provider.delay)
                answer = provider.answer(request)
                if answer.hang_up:
                    self.close_connection = True
                    return
                content = json.dumps(answer.body).encode() if answer.body else b""
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
                return

        return Handler


PROVIDER = Provider()
"""One per process: its port stands in the environment of the functions. Never imported twice, as a conftest is."""
