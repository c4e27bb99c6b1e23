"""Who is asking. API Gateway's JWT authorizer checked the signature; the claims we rely on are checked once more here,
because not every gateway in front of this code insists on all of them.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from carillon.config import HttpApiSettings
from carillon.domain import ids
from carillon.errors import Forbidden, Unauthorized

_LEEWAY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Identity:
    """The person of a token. `user_id` is its `sub`."""

    user_id: str
    is_admin: bool

    def require_admin(self) -> None:
        """Raises Forbidden for everybody else."""
        if not self.is_admin:
            raise Forbidden("this route is for administrators")


def identify(event: Mapping[str, Any], settings: HttpApiSettings) -> Identity | None:
    """The identity the authorizer found, None where the route has no authorizer. Raises Unauthorized."""
    authorizer = event["requestContext"].get("authorizer")
    if authorizer is None:
        return None
    claims: Mapping[str, Any] = authorizer.get("jwt", {}).get("claims") or {}
    if claims.get("iss") != settings.jwt_issuer:
        raise Unauthorized("the token is of another issuer")
    audience = {item.strip() for item in settings.jwt_audience.split(",")}
    if not audience & set(_items(claims.get("aud") or claims.get("client_id"))):
        raise Unauthorized("the token is for another audience")
    _check_times(claims)
    return Identity(_subject(claims), settings.admin_group in _items(claims.get(settings.admin_claim)))


def _check_times(claims: Mapping[str, Any]) -> None:
    """Valid now (RFC 7519, section 4.1): `exp` is required and has no leeway, a clock ahead of ours has a little."""
    now = time.time()
    if _number(claims.get("exp")) <= now:
        raise Unauthorized("the token has expired")
    if any(_number(claims[name]) > now + _LEEWAY_SECONDS for name in ("nbf", "iat") if claims.get(name) is not None):
        raise Unauthorized("the token is not valid yet")


def _subject(claims: Mapping[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not ids.is_user_id(subject):
        raise Unauthorized("the token's subject is not a user id")
    return subject


def _items(claim: Any) -> list[str]:
    """The items of a claim as API Gateway hands it over: a list arrives as the text `[a b]`."""
    if isinstance(claim, list):
        return [str(item) for item in claim]
    text = str(claim or "")
    if text.startswith("[") and text.endswith("]"):
        return text[1:-1].replace(",", " ").replace('"', "").split()
    return [text] if text else []


def _number(claim: Any) -> float:
    try:
        number = float(claim)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):  # it would be neither before nor after anything
        raise Unauthorized("the token has a time that is no number")
    return number
