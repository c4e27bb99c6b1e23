"""Tokens that must not open anything."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

_STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def bad_authorizations(token: str, jwks: dict[str, Any]) -> dict[str, str]:
    """Authorization headers by what is wrong with them, made from one that is good."""
    claims = jwt.decode(token, options={"verify_signature": False})
    kid = jwt.get_unverified_header(token)["kid"]
    head, payload, signature = token.split(".")
    now = int(time.time())

    def forged(**changes: Any) -> str:
        changed = {name: value for name, value in (claims | changes).items() if value is not None}
        return jwt.encode(changed, _STRANGER, "RS256", headers={"kid": kid})

    public_key = jwt.PyJWK(jwks["keys"][0]).key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    admin = _part(claims | {"cognito:groups": ["admin"]})
    return {
        "empty": "Bearer",
        "another scheme": f"Basic {base64.b64encode(b'alice:secret').decode()}",
        "not a token": "Bearer abc",
        "no signature": f"Bearer {head}.{payload}.",
        "cut signature": f"Bearer {token[:-20]}",
        "changed payload": f"Bearer {head}.{admin}.{signature}",
        "algorithm none": f"Bearer {_part({'alg': 'none', 'kid': kid})}.{payload}.",
        "algorithm nOnE": f"Bearer {_part({'alg': 'nOnE', 'kid': kid})}.{payload}.",
        "no algorithm": f"Bearer {_part({'kid': kid})}.{payload}.{signature}",
        "HS256 with an empty key": f"Bearer {_signed_hs256(head, payload, b'')}",
        "HS256 with the public key": f"Bearer {_signed_hs256(_part({'alg': 'HS256', 'kid': kid}), payload, public_key)}",
        "another key, same kid": f"Bearer {forged()}",
        "expired": f"Bearer {forged(exp=now - 3600)}",
        "another issuer": f"Bearer {forged(iss='https://issuer.example')}",
        "another audience": f"Bearer {forged(client_id='another', aud='another')}",
        "no subject": f"Bearer {forged(sub=None)}",
        "not yet valid": f"Bearer {forged(nbf=now + 3600)}",
        "unknown kid": f"Bearer {jwt.encode(claims, _STRANGER, 'RS256', headers={'kid': '../../dev/null'})}",
        "a foreign key inside": f"Bearer {_with_own_key(claims, kid)}",
    }


def _signed_hs256(head: str, payload: str, key: bytes) -> str:
    mac = hmac.new(key, f"{head}.{payload}".encode(), hashlib.sha256).digest()
    return f"{head}.{payload}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def _with_own_key(claims: dict[str, Any], kid: str) -> str:
    jwk = jwt.algorithms.RSAAlgorithm.to_jwk(_STRANGER.public_key(), as_dict=True)
    return jwt.encode(claims, _STRANGER, "RS256", headers={"kid": kid, "jwk": jwk})
