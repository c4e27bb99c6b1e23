"""Whether a push request proves who sends it (RFC 8292): the signature, its key, for whom, and how long it holds."""

import base64
import binascii
import re
import time

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec

_HEADER = re.compile(r"vapid\s+(.*)", re.IGNORECASE | re.DOTALL)
_MAX_LIFETIME_SECONDS = 24 * 3600  # RFC 8292, section 2
_CLOCK_SKEW_SECONDS = 60
_SUBJECT = re.compile(r"mailto:[^@\s]+@[^@\s]+\.[^@\s]+|https://\S+")


class VapidError(Exception):
    """A request that a push service turns away; `status` is 401 without credentials and 403 with bad ones."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def verify(authorization: str | None, public_key: str, audience: str) -> None:
    """Raise VapidError unless the header holds a token for `audience`, signed with the key that the browser was given.

    `public_key` is the application server key, unpadded base64url; `audience` the push service's origin.
    """
    if not authorization:
        raise VapidError(401, "no Authorization header")
    token, key = _parameters(authorization)
    if key != public_key:
        raise VapidError(403, "the key is not the one that the subscription was made with")
    try:
        claims = jwt.decode(
            token, _key(key), algorithms=["ES256"], audience=audience, leeway=_CLOCK_SKEW_SECONDS,
            options={"require": ["exp", "aud"]},
        )  # fmt: skip
    except jwt.PyJWTError as error:
        raise VapidError(403, f"the token is not valid: {type(error).__name__}") from error
    if claims["exp"] > time.time() + _MAX_LIFETIME_SECONDS + _CLOCK_SKEW_SECONDS:
        raise VapidError(403, "the token holds for more than 24 hours")
    if not isinstance(claims.get("sub"), str) or not _SUBJECT.fullmatch(claims["sub"]):
        # RFC 8292 only recommends it; Apple's push service answers BadJwtToken without.
        raise VapidError(403, "the token's subject is no mailto: or https: address")


def _parameters(authorization: str) -> tuple[str, str]:
    found = _HEADER.fullmatch(authorization.strip())
    if found is None:
        raise VapidError(401, "the scheme is not vapid")
    pairs = dict(part.strip().partition("=")[::2] for part in found.group(1).split(","))
    if not pairs.get("t") or not pairs.get("k"):
        raise VapidError(401, "the parameter t or k is missing")
    return pairs["t"], pairs["k"]


def check_key(text: object) -> None:
    """Raise ValueError unless a browser would subscribe with it: an uncompressed point on P-256 as base64url."""
    try:
        _key(str(text))
    except VapidError as error:
        raise ValueError(f"applicationServerKey: {error}") from error


def _key(text: str) -> ec.EllipticCurvePublicKey:
    try:
        point = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (binascii.Error, ValueError, UnsupportedAlgorithm) as error:
        raise VapidError(403, "the key is no P-256 point") from error
