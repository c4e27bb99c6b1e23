"""A push service behind TLS, for senders in processes of their own: it keeps what came, and afterwards reads every message."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from local.sink.subscriptions import Program, Subscription, Subscriptions
from local.sink.vapid import verify
from tests.integration.keys import vapid_pair

HOST = "127.0.0.1"
_BROWSERS = 10


@dataclass(frozen=True, slots=True)
class Push:
    """What came: to which browser, signed how, and encrypted."""

    path: str
    authorization: str | None
    body: bytes


@dataclass(slots=True)
class Sink:
    """The service at `origin`, whose `certificate` a sender must trust; it knows its browsers and who may push to them."""

    origin: str
    certificate: Path
    vapid: dict[str, str]
    browsers: dict[str, Subscription]
    pushes: list[Push] = field(default_factory=list)
    connections: int = 0

    def subscriptions(self) -> list[dict[str, Any]]:
        """The browsers as `PushSubscription.toJSON()` has them."""
        return [{"endpoint": self.origin + path, "keys": browser.keys()} for path, browser in self.browsers.items()]

    def texts(self) -> list[bytes]:
        """What was sent, decrypted by the browser that it was sent to. Raises for what no browser and no service would take."""
        for push in self.pushes:
            verify(push.authorization, self.vapid["publicKey"], self.origin)
        return [self.browsers[push.path].decrypt(push.body) for push in self.pushes]

    def forget(self) -> None:
        """Begin anew."""
        self.pushes.clear()
        self.connections = 0


@contextmanager
def served(folder: Path) -> Iterator[Sink]:
    """A sink, its certificate made for the occasion and kept in the folder."""
    certificate, context = _tls(folder)
    server = _Server((HOST, 0), _Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    vapid, made = vapid_pair(), Subscriptions(folder / "browsers.json")
    browsers = [made.create(Program(), vapid["publicKey"]) for _ in range(_BROWSERS)]
    origin = f"https://{HOST}:{server.server_port}"
    server.sink = Sink(origin, certificate, vapid, {f"/push/{browser.id}": browser for browser in browsers})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.sink
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    sink: Sink


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.sink.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.sink.pushes.append(Push(self.path, self.headers["Authorization"], body))
        self.send_response(201)
        self.send_header("Location", f"{self.server.sink.origin}/messages/{len(self.server.sink.pushes)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        return


def _tls(folder: Path) -> tuple[Path, ssl.SSLContext]:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a push service")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    private.write_bytes(key.private_bytes(*form))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    return certificate, context
