"""What Twilio calls back: a text's status, and what somebody texted us. Signed as Twilio signs.

https://www.twilio.com/docs/usage/security#validating-requests
"""

import json
import secrets
import urllib.request
from collections.abc import Callable
from urllib.parse import urldefrag, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator

from local.secret_values import Twilio
from local.settings import Settings
from local.sink.receipts import Receipts

_LIFE = ("sent", "delivered")
_TIMEOUT_SECONDS = 15
_UNDELIVERABLE = "+15005550010"
"""Ours: a number whose carrier does not deliver (30003), which Twilio's magic numbers do not play."""


class TwilioCallbacks:
    """Calls the addresses that texts name."""

    def __init__(self, settings: Settings, credentials: Twilio, receipts: Receipts) -> None:
        self._settings = settings
        self._account = credentials["accountSid"]
        self._validator = RequestValidator(credentials["authToken"])
        self._receipts = receipts

    def routes(self) -> list[Route]:
        """`/inbound-sms`: somebody texts us. Body: `{"from": "+…", "body": "STOP"}`, and `sid` to say one again."""
        return [Route("/inbound-sms", self._inbound, methods=["POST"])]

    def tell(self, callback: str | None, sid: str, to: str, sender: str) -> None:
        """Tell, in a moment, what became of a text, where it named an address."""
        if not callback:
            return
        life = ("sent", "undelivered") if to == _UNDELIVERABLE else _LIFE
        self._receipts.tell("sms", to, [self._saying(callback, sid, to, sender, status) for status in life])

    def _saying(self, callback: str, sid: str, to: str, sender: str, status: str) -> Callable[[], None]:
        form = {"AccountSid": self._account, "ApiVersion": "2010-04-01", "From": sender, "MessageSid": sid,
                "MessageStatus": status, "SmsSid": sid, "SmsStatus": status, "To": to}  # fmt: skip
        if status == "undelivered":
            form["ErrorCode"] = "30003"
        return lambda: self._call(callback, form)

    def _call(self, address: str, form: dict[str, str]) -> None:
        """POST a form, signed for the address that was named, at the place where that address is on this machine."""
        public, _ = urldefrag(address)
        signature = self._validator.compute_signature(public, form)
        headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
        request = urllib.request.Request(self._here(public), urlencode(form).encode(), headers)  # noqa: S310 - http(s), ours
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS):  # noqa: S310
            pass

    def _here(self, public: str) -> str:
        parts = urlsplit(public)
        host = parts.hostname or ""
        if ".execute-api." not in host:
            return public
        query = f"?{parts.query}" if parts.query else ""
        return f"{self._settings.aws_endpoint}/_aws/execute-api/{host.split('.')[0]}{parts.path}{query}"

    async def _inbound(self, request: Request) -> Response:
        try:
            wanted = json.loads(await request.body())
            sid = wanted.get("sid", f"SM{secrets.token_hex(16)}")
            form = {"AccountSid": self._account, "From": wanted["from"], "Body": wanted["body"],
                    "MessageSid": sid, "To": wanted.get("to", "+15005550006")}  # fmt: skip
            stack = json.loads(self._settings.stack_file.read_text(encoding="utf-8"))
            address = f"{stack['outputs']['HttpApiUrl'].rstrip('/')}/webhooks/twilio/inbound"
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            return JSONResponse({"error": str(error)}, 400)
        await run_in_threadpool(self._call, address, form)
        return Response(status_code=204)
