"""The browsers that the sink plays: real key pairs, so that a message must really be encrypted to be read."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock

import http_ece
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from local.secret_values import base64url

PROGRAMMED_STATUSES = {404, 410, 413, 429, 503}


@dataclass(frozen=True, slots=True)
class Program:
    """How an endpoint answers: with `status` (None: accepts), to bodies of more than `max_bytes` (None: to all), and with
    `retry_after` seconds (None: no such header).
    """

    status: int | None = None
    retry_after: int | None = None
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser's side of a subscription (Push API): its keys, and how its push service was told to answer."""

    id: str
    private_key_pem: str
    auth_hex: str
    status: int | None
    retry_after: int | None
    max_bytes: int | None = None
    application_server_key: str | None = None

    def refuses(self, body: bytes) -> bool:
        """Whether this body is answered with `status`: any, or those of more than `max_bytes`."""
        return self.status is not None and (self.max_bytes is None or len(body) > self.max_bytes)

    def _private_key(self) -> ec.EllipticCurvePrivateKey:
        key = serialization.load_pem_private_key(self.private_key_pem.encode(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("a subscription's key is an elliptic curve key")
        return key

    def keys(self) -> dict[str, str]:
        """`p256dh` and `auth` as `PushSubscription.toJSON()` has them: unpadded base64url."""
        point = (
            self._private_key()
            .public_key()
            .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        )
        return {"p256dh": base64url(point), "auth": base64url(bytes.fromhex(self.auth_hex))}

    def decrypt(self, body: bytes) -> bytes:
        """The plaintext of an `aes128gcm` body (RFC 8291). Raises ECEException or ValueError if it is not ours."""
        plain: bytes = http_ece.decrypt(
            body, private_key=self._private_key(), auth_secret=bytes.fromhex(self.auth_hex), version="aes128gcm"
        )
        return plain


class Subscriptions:
    """All of them, kept in a file: a browser's subscription outlives a restart of the local stack."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._by_id: dict[str, Subscription] = {}
        if path.is_file():
            kept = json.loads(path.read_text(encoding="utf-8"))
            self._by_id = {item["id"]: Subscription(**item) for item in kept}

    def create(self, program: Program, application_server_key: str) -> Subscription:
        """Make one that takes pushes signed with that key (RFC 8292, section 4.2), and answers as programmed."""
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        made = Subscription(
            id=secrets.token_urlsafe(32),
            private_key_pem=pem,
            auth_hex=secrets.token_hex(16),
            status=program.status,
            retry_after=program.retry_after,
            max_bytes=program.max_bytes,
            application_server_key=application_server_key,
        )
        with self._lock:
            self._by_id[made.id] = made
            self._keep()
        return made

    def get(self, subscription_id: str) -> Subscription | None:
        """The subscription of that endpoint, if there is one."""
        return self._by_id.get(subscription_id)

    def _keep(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        half_written = self._path.with_suffix(".tmp")
        half_written.touch(mode=0o600)
        half_written.write_text(json.dumps([asdict(item) for item in self._by_id.values()]), encoding="utf-8")
        half_written.replace(self._path)
