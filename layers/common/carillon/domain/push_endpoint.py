"""Which push subscriptions we take. Both endpoint and keys are what a client claims: we will connect to the one and
encrypt for the other, so neither is believed.

An endpoint leads to a push service on the list and nowhere else. An entry of the list is a host name
(`fcm.googleapis.com`), a pattern for the names below one (`*.push.services.mozilla.com`), or a whole origin
(`http://127.0.0.1:3000`) that allows exactly itself. The keys are those of RFC 8291, section 3.1 and 3.2: an
uncompressed point on P-256 and 16 bytes of secret.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

from ..errors import InvalidInput

MAX_ENDPOINT_LENGTH = 2_048

_ENDPOINT = re.compile(
    r"(?P<origin>https?://(?P<host>[a-z0-9.-]+)(?P<port>:[0-9]{1,5})?)/[!$&'()*+,./0-9:;=?@A-Z_a-z~%-]*",
    re.ASCII,
)
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}", re.ASCII)

# P-256: y² = x³ − 3x + b over the field of p (FIPS 186-4, D.1.2.3; NIST SP 800-186, 3.2.1.3)
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_POINT_BYTES = 65
_SECRET_BYTES = 16


def check_endpoint(endpoint: str, allowed: Iterable[str]) -> None:
    """Refuse an endpoint that is not an https address of an allowed push service. Raises InvalidInput (`endpoint`)."""
    if len(endpoint) > MAX_ENDPOINT_LENGTH:
        raise InvalidInput.of("endpoint", f"must have at most {MAX_ENDPOINT_LENGTH} characters")
    if not is_allowed(endpoint, allowed):
        raise InvalidInput.of("endpoint", "must be an https address of a browser's push service")


def is_allowed(endpoint: str, allowed: Iterable[str]) -> bool:
    """Whether we may connect to `endpoint` at all."""
    match = _ENDPOINT.fullmatch(endpoint)
    if match is None:
        return False
    secure = endpoint.startswith("https://") and match["port"] in (None, ":443")
    return any(
        match["origin"] == entry if "://" in entry else secure and _names(entry, match["host"]) for entry in allowed
    )


def check_keys(p256dh: str, auth: str) -> tuple[str, str]:
    """Both keys without padding. Raises InvalidInput (`keys.p256dh`, `keys.auth`) for keys nobody can decrypt with."""
    point = _decoded("keys.p256dh", p256dh, _POINT_BYTES)
    if not _is_on_curve(point):
        raise InvalidInput.of("keys.p256dh", "must be an uncompressed point on the curve P-256")
    _decoded("keys.auth", auth, _SECRET_BYTES)
    return p256dh.rstrip("="), auth.rstrip("=")


def _names(entry: str, host: str) -> bool:
    if entry.startswith("*."):
        return host.endswith(entry[1:]) and not host.startswith(".")
    return host == entry


def _decoded(field: str, text: str, length: int) -> bytes:
    unpadded = text.rstrip("=")
    # Longer texts are refused before anything is computed from them; 4 characters carry 3 bytes.
    if not _BASE64URL.fullmatch(text) or len(unpadded) != -(-length * 4 // 3):
        raise InvalidInput.of(field, f"must be {length} bytes as base64url")
    return base64.urlsafe_b64decode(unpadded + "=" * (-len(unpadded) % 4))


def _is_on_curve(point: bytes) -> bool:
    half = (_POINT_BYTES - 1) // 2
    x, y = int.from_bytes(point[1 : half + 1], "big"), int.from_bytes(point[half + 1 :], "big")
    return point[0] == 4 and x < _P and y < _P and (y * y - (x * x * x - 3 * x + _B)) % _P == 0
