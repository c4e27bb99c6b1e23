"""The VAPID key pair of the account, and how keys are written (base64url without padding, RFC 7515 section 2)."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def public_point(key: ec.EllipticCurvePrivateKey) -> str:
    """The uncompressed point, as a browser and a VAPID secret give it."""
    form = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return base64url(key.public_key().public_bytes(*form))


def vapid_pair() -> dict[str, str]:
    """A new key pair."""
    key = ec.generate_private_key(ec.SECP256R1())
    return {
        "publicKey": public_point(key),
        "privateKey": base64url(key.private_numbers().private_value.to_bytes(32, "big")),
    }


VAPID = vapid_pair()

UNSUBSCRIBE = {"current": "1", "1": "A" * 43}
"""What signs the links in emails."""
