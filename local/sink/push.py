"""A browser's push service (RFC 8030), and the browsers behind it, which decrypt what arrives (RFC 8291)."""

import json
import re
import secrets
from typing import Any

import http_ece
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.sink.faults import Faults
from local.sink.outbox import Message, Outbox
from local.sink.subscriptions import PROGRAMMED_STATUSES, Program, Subscription, Subscriptions
from local.sink.vapid import VapidError, check_key, verify

_MAX_BODY_BYTES = 4096  # RFC 8030, section 7.2: what a push service must take, and all that the browsers' ones do
_URGENCIES = {"very-low", "low", "normal", "high"}  # RFC 8030, section 5.3
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")  # RFC 8030, section 5.4
_MAX_RETRY_AFTER_SECONDS = 86_400


class PushService:
    """The push service of the subscriptions that it makes itself."""

    def __init__(
        self, origin: str, public_key: str, subscriptions: Subscriptions, outbox: Outbox, faults: Faults
    ) -> None:
        """`origin` is the address under which the senders reach it, `public_key` the application server key of
        subscriptions that are made without naming one.
        """
        self._origin = origin
        self._public_key = public_key
        self._subscriptions = subscriptions
        self._outbox = outbox
        self._faults = faults

    def routes(self) -> list[Route]:
        """Where a browser subscribes, and where a sender posts."""
        return [
            Route("/push-subscriptions", self._subscribe, methods=["POST"]),
            Route("/push/{subscription_id}", self._push, methods=["POST"]),
        ]

    async def _subscribe(self, request: Request) -> Response:
        try:
            program, key = _wanted(await request.body())
        except (ValueError, TypeError, AttributeError) as error:
            return JSONResponse({"error": str(error)}, 400)
        made = self._subscriptions.create(program, key or self._public_key)
        return JSONResponse({"endpoint": f"{self._origin}/push/{made.id}", "expirationTime": None, "keys": made.keys()})

    async def _push(self, request: Request) -> Response:
        refusals = {
            "error": Response("Internal Server Error", 500),
            "throttle": Response("Too Many Requests", 429, {"Retry-After": "1"}),
        }
        return await self._faults.around("push", request, refusals, lambda: self._accept(request))

    async def _accept(self, request: Request) -> Response:
        subscription = self._subscriptions.get(request.path_params["subscription_id"])
        if subscription is None:
            return Response("no such subscription", 404)
        body = await request.body()
        try:
            key = subscription.application_server_key or self._public_key
            verify(request.headers.get("authorization"), key, self._origin)
        except VapidError as error:
            return Response(str(error), error.status)
        if len(body) > _MAX_BODY_BYTES:
            return Response("the body is longer than 4096 bytes", 413)
        if refused := _bad_header(request):
            return Response(refused, 400)
        retry_after = {} if subscription.retry_after is None else {"Retry-After": str(subscription.retry_after)}
        if subscription.status is not None and subscription.refuses(body):
            return Response("as programmed", subscription.status, retry_after)
        return self._deliver(request, subscription, body, retry_after)

    def _deliver(
        self, request: Request, subscription: Subscription, body: bytes, retry_after: dict[str, str]
    ) -> Response:
        """Decrypt into the outbox. A real service cannot tell that a browser will not understand; this one says so."""
        try:
            plain = subscription.decrypt(body)
        except (http_ece.ECEException, ValueError, IndexError) as error:
            return Response(f"the browser cannot decrypt it: {type(error).__name__}", 400)
        payload = _json_or_text(plain)
        endpoint = f"{self._origin}/push/{subscription.id}"
        notification_id = _notification_id(payload)
        headers = _headers(request)
        self._outbox.add(
            Message(channel="push", to=endpoint, notification_id=notification_id, headers=headers, payload=payload)
        )
        location = f"{self._origin}/push-messages/{secrets.token_urlsafe(16)}"
        return Response(None, 201, {"Location": location, "TTL": request.headers["ttl"], **retry_after})


def _wanted(body: bytes) -> tuple[Program, str | None]:
    """How the endpoint shall answer, and the application server key it is made for. Raises ValueError for others."""
    wanted: dict[str, Any] = json.loads(body) if body.strip() else {}
    if unknown := sorted(wanted.keys() - {"status", "retryAfter", "maxBytes", "applicationServerKey"}):
        raise ValueError(f"unknown fields: {', '.join(unknown)}")
    status, retry_after = wanted.get("status"), wanted.get("retryAfter")
    if status is not None and status not in PROGRAMMED_STATUSES:
        raise ValueError(f"status is one of {sorted(PROGRAMMED_STATUSES)}")
    if retry_after is not None and (type(retry_after) is not int or not 0 <= retry_after <= _MAX_RETRY_AFTER_SECONDS):
        raise ValueError(f"retryAfter is a number of seconds from 0 to {_MAX_RETRY_AFTER_SECONDS}")
    max_bytes = wanted.get("maxBytes")
    if max_bytes is not None and (type(max_bytes) is not int or max_bytes < 1 or status != 413):
        raise ValueError("maxBytes is a number of bytes, and stands beside the status 413")
    key = wanted.get("applicationServerKey")
    if key is not None:
        check_key(key)
    return Program(status, retry_after, max_bytes), key


def _bad_header(request: Request) -> str | None:
    headers = request.headers
    ttl = headers.get("ttl")
    if ttl is None or not ttl.isascii() or not ttl.isdigit():
        return "TTL is missing or no number of seconds"
    if headers.get("content-encoding") != "aes128gcm":
        return "Content-Encoding is not aes128gcm"
    if headers.get("urgency", "normal") not in _URGENCIES:
        return f"Urgency is none of {sorted(_URGENCIES)}"
    if "topic" in headers and not _TOPIC.fullmatch(headers["topic"]):
        return "Topic is not 1 to 32 characters of base64url"
    return None


def _headers(request: Request) -> dict[str, str]:
    """The request's headers under the names that the RFCs write: HTTP/1.1 libraries lower them."""
    return {"TTL" if name == "ttl" else name.title(): value for name, value in request.headers.items()}


def _json_or_text(plain: bytes) -> Any:
    try:
        return json.loads(plain)
    except ValueError:
        return plain.decode(errors="replace")


def _notification_id(payload: Any) -> str | None:
    data = payload.get("data") if isinstance(payload, dict) else None
    found = data.get("notificationId") if isinstance(data, dict) else None
    return found if isinstance(found, str) else None
