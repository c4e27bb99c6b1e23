"""A browser's push service (RFC 8030), and the browsers behind it: those that the sink plays itself, which decrypt what
arrives (RFC 8291), and real ones, which are connected to it (`browser_push.py`).
"""

import json
import re
import secrets
from pathlib import Path
from typing import Any

import http_ece
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from local.sink.browser_push import BrowserPush
from local.sink.faults import Faults
from local.sink.outbox import Message, Outbox
from local.sink.push_browsers import PushBrowsers, Registration
from local.sink.subscriptions import PROGRAMMED_STATUSES, Program, Subscription, Subscriptions
from local.sink.vapid import VapidError, check_key, verify

_MAX_BODY_BYTES = 4096  # RFC 8030, section 7.2: what a push service must take, and all that the browsers' ones do
_URGENCIES = {"very-low", "low", "normal", "high"}  # RFC 8030, section 5.3
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")  # RFC 8030, section 5.4
_MAX_RETRY_AFTER_SECONDS = 86_400
_MAX_TTL_SECONDS = 30 * 86_400  # Mozilla's; a push service may keep a message for less than it was asked (section 5.2)


class PushService:
    """The push service of the subscriptions that it makes itself, and of the real browsers that connect to it."""

    def __init__(self, origin: str, public_key: str, folder: Path, outbox: Outbox, faults: Faults) -> None:
        """`origin` is the address under which the senders reach it, `public_key` the application server key of
        subscriptions that are made without naming one; `folder` is where subscriptions outlive a restart.
        """
        self._origin = origin
        self._public_key = public_key
        self._subscriptions = Subscriptions(folder / "push-subscriptions.json")
        self._browsers = PushBrowsers(folder / "push-browsers.json")
        self._connected = BrowserPush(origin, self._browsers)
        self._outbox = outbox
        self._faults = faults

    def routes(self) -> list[BaseRoute]:
        """Where a browser subscribes, and where a sender posts."""
        return [
            *self._connected.routes(),
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
        identifier = request.path_params["subscription_id"]
        played, real = self._subscriptions.get(identifier), self._browsers.get(identifier)
        if played is not None:
            return await self._to_played(request, played)
        if real is None:
            return Response("no such subscription", 404)
        return Response("the browser unsubscribed", 410) if real.is_gone else await self._to_real(request, real)

    async def _to_played(self, request: Request, subscription: Subscription) -> Response:
        body = await request.body()
        if refused := self._refusal(request, body, subscription.application_server_key):
            return refused
        retry_after = {} if subscription.retry_after is None else {"Retry-After": str(subscription.retry_after)}
        if subscription.status is not None and subscription.refuses(body):
            return Response("as programmed", subscription.status, retry_after)
        return self._deliver(request, subscription, body, retry_after)

    async def _to_real(self, request: Request, registration: Registration) -> Response:
        """Only the browser can read it: its entry in the outbox has neither payload nor notification id."""
        body = await request.body()
        if refused := self._refusal(request, body, registration.application_server_key):
            return refused
        endpoint = f"{self._origin}/push/{registration.id}"
        self._outbox.add(Message(channel="push", to=endpoint, notification_id=None, headers=_headers(request)))
        ttl = _ttl(request)
        version = await self._connected.deliver(registration, body, ttl, request.headers.get("topic"))
        return self._accepted(version, str(ttl))

    def _refusal(self, request: Request, body: bytes, application_server_key: str | None) -> Response | None:
        """What any push service turns away, whoever it is for."""
        try:
            verify(request.headers.get("authorization"), application_server_key or self._public_key, self._origin)
        except VapidError as error:
            return Response(str(error), error.status)
        if len(body) > _MAX_BODY_BYTES:
            return Response("the body is longer than 4096 bytes", 413)
        if refused := _bad_header(request):
            return Response(refused, 400)
        return None

    def _accepted(self, message_id: str, ttl: str, headers: dict[str, str] | None = None) -> Response:
        location = f"{self._origin}/push-messages/{message_id}"
        return Response(None, 201, {"Location": location, "TTL": ttl} | (headers or {}))

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
        return self._accepted(secrets.token_urlsafe(16), request.headers["ttl"], retry_after)


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


def _ttl(request: Request) -> int:
    ttl = request.headers["ttl"]
    return min(int(ttl), _MAX_TTL_SECONDS) if len(ttl) < 10 else _MAX_TTL_SECONDS


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
