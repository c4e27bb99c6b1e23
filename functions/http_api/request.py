"""An API Gateway event (payload format 2.0) as what the resources need of it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from __future__ import annotations

import base64
import binascii
import email
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from carillon import strict_json
from carillon.errors import InvalidInput, InvalidJson, PayloadTooLarge, UnsupportedMediaType

from .identity import Identity

MAX_BODY_BYTES = 256 * 1024
MAX_FORM_BYTES = 4 * 1024
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Request:
    """One request of somebody the gateway let in. `identity` is None on the routes that need no token."""

    event: Mapping[str, Any]
    identity: Identity | None

    @property
    def user_id(self) -> str:
        """Whose token it is."""
        assert self.identity is not None, "a route without an authorizer has no user"
        return self.identity.user_id

    def path(self, name: str) -> str:
        """A path parameter."""
        return str((self.event.get("pathParameters") or {}).get(name, ""))

    def header(self, name: str) -> str | None:
        """A header, by its lower-case name."""
        return (self.event.get("headers") or {}).get(name)

    def query(self, *allowed: str) -> dict[str, str]:
        """The query's parameters. Raises InvalidInput for one that is not allowed or comes twice."""
        parameters = _once_each(_pairs(self.event.get("rawQueryString") or "", "the query string"))
        for name in parameters:
            if name not in allowed:
                raise InvalidInput.of(name, "is not a known parameter")
        return parameters

    @property
    def has_body(self) -> bool:
        """Whether there is a body at all."""
        return bool(self.event.get("body"))

    def json(self) -> Any:
        """The body. Raises PayloadTooLarge, UnsupportedMediaType, InvalidJson."""
        body = self._body()
        if len(body) > MAX_BODY_BYTES:
            raise PayloadTooLarge(f"the body is larger than {MAX_BODY_BYTES} bytes")
        if not self._is_json():
            raise UnsupportedMediaType(f"the content type must be {_JSON}, in UTF-8, not encoded")
        return strict_json.loads(body)

    def form(self) -> dict[str, str]:
        """The fields of a form, in either encoding; none for no body.

        Raises PayloadTooLarge, UnsupportedMediaType, InvalidInput.
        """
        body = self._body()
        if not body:
            return {}
        if len(body) > MAX_FORM_BYTES:
            raise PayloadTooLarge(f"the form is larger than {MAX_FORM_BYTES} bytes")
        content_type = self.header("content-type") or ""
        media_type = content_type.split(";")[0].strip().lower()
        if media_type == _FORM:
            return _once_each(_pairs(body.decode("utf-8", "replace"), "the form"))
        if media_type == _MULTIPART:
            return _once_each(_parts(content_type, body))
        raise UnsupportedMediaType(f"the content type must be {_FORM} or {_MULTIPART}")

    def _body(self) -> bytes:
        body = self.event.get("body") or ""
        if not self.event.get("isBase64Encoded"):
            return str(body).encode("utf-8", "surrogatepass")
        try:
            return base64.b64decode(body, validate=True)
        except (ValueError, binascii.Error) as error:
            raise InvalidJson("the body is not the base64 it says it is") from error

    def _is_json(self) -> bool:
        media_type, *parameters = (part.strip().lower() for part in (self.header("content-type") or "").split(";"))
        charsets = {part.split("=", 1)[1].strip('"') for part in parameters if part.startswith("charset=")}
        return media_type == _JSON and charsets <= {"utf-8", "utf8"} and not self.header("content-encoding")


def _pairs(text: str, what: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError) as error:
        raise InvalidInput(f"{what} is not UTF-8") from error


def _parts(content_type: str, body: bytes) -> list[tuple[str, str]]:
    """The fields of a multipart form (RFC 7578), which is a message of several parts (RFC 2046, section 5.1)."""
    head = f"content-type: {content_type}\r\n\r\n".encode("utf-8", "replace")
    message, *parts = email.message_from_bytes(head + body).walk()
    found = []
    for part in parts:
        name, value = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(value, bytes):
            raise InvalidInput("a part of the form has no name")
        found.append((name, value.decode("utf-8", "replace")))
    if not found and body.strip() != f"--{message.get_boundary()}--".encode():
        raise InvalidInput("the form is not of several parts, as its content type says")
    return found


def _once_each(pairs: list[tuple[str, str]]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name in fields:
            raise InvalidInput.of(name, "is given twice")
        fields[name] = value
    return fields
