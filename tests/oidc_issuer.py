"""An identity provider of our own, for a stack that is told to trust one: discovery, keys, and tokens as it signs them."""

import datetime
import ipaddress
import json
import os
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import certifi
import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

_LOOPBACK = "127.0.0.1"
_KEY_ID = "the-only-key"
_LIFETIME_SECONDS = 3600


class Issuer:
    """`url` is the issuer; `trusted` a file of root certificates, the usual ones and its own."""

    def __init__(self, folder: Path) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        certificate = _certificate(self._key)
        own = folder / "issuer.pem"
        own.write_bytes(_private(self._key) + certificate)
        self.trusted = folder / "trusted.pem"
        usual = Path(os.environ.get("SSL_CERT_FILE") or certifi.where())
        self.trusted.write_bytes(usual.read_bytes() + certificate)
        self._server = _server(own, self._documents)
        self.url = f"https://{_LOOPBACK}:{self._server.server_port}"

    @contextmanager
    def serving(self) -> Iterator["Issuer"]:
        """Answer until the block ends."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        yield self
        self._server.shutdown()
        self._server.server_close()

    def token(self, **claims: Any) -> str:
        """A signed token, good for an hour unless `claims` say otherwise; a claim that is None is left out."""
        now = int(time.time())
        whole = {"iss": self.url, "iat": now, "exp": now + _LIFETIME_SECONDS} | claims
        given = {name: claim for name, claim in whole.items() if claim is not None}
        return jwt.encode(given, self._key, "RS256", headers={"kid": _KEY_ID})

    def _documents(self) -> dict[str, Any]:
        """OpenID Connect Discovery 1.0, section 4, and RFC 7517, where the discovery document says."""
        jwk = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {
            "/.well-known/openid-configuration": {"issuer": self.url, "jwks_uri": f"{self.url}/keys"},
            "/keys": {"keys": [jwk | {"kid": _KEY_ID, "use": "sig", "alg": "RS256"}]},
        }


def _server(own: Path, documents: Any) -> ThreadingHTTPServer:
    class Documents(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = documents().get(self.path)
            self.send_response(404 if found is None else 200)
            self.end_headers()
            self.wfile.write(json.dumps(found).encode())

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer((_LOOPBACK, 0), Documents)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


def _private(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _certificate(key: rsa.RSAPrivateKey) -> bytes:
    """A certificate that is its own authority, for the loopback address alone."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "issuer of the tests")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(_LOOPBACK))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)
