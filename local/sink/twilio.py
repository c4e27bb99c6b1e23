"""Twilio's `Messages` resource, as far as a sender of text messages meets it.

Sources: Twilio's "Message resource" (form fields, answer), "Test credentials" (magic numbers), "Error and warning
dictionary" (the codes), "SMS character limit" (segments).
"""

import base64
import re
import secrets
from dataclasses import dataclass
from email.utils import formatdate
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.secret_values import Twilio
from local.sink.faults import Faults
from local.sink.outbox import Message, Outbox
from local.sink.twilio_callbacks import TwilioCallbacks

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_MAX_BODY = 1600
_GSM_7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_EXTENDED = set("^{}\\[~]|€")  # each takes two places (3GPP TS 23.038, section 6.2.1.1)


@dataclass(frozen=True, slots=True)
class RefusedError(Exception):
    """Twilio's code, sentence and HTTP status."""

    code: int
    message: str
    status: int = 400


_BAD_TO = {
    "+15005550001": RefusedError(21211, "Invalid 'To' Phone Number: +1500555XXXX"),
    "+15005550002": RefusedError(
        21612, "Message cannot be sent with the current combination of 'To' and 'From' parameters"
    ),
    "+15005550003": RefusedError(21408, "Permission to send an SMS has not been enabled for the region"),
    "+15005550004": RefusedError(21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": RefusedError(21614, "'To' number is not a valid mobile number"),
}
_BAD_FROM = {
    "+15005550001": RefusedError(21212, "Invalid 'From' Number"),
    "+15005550007": RefusedError(
        21606, "The 'From' phone number provided is not a valid message-capable Twilio number"
    ),
    "+15005550008": RefusedError(21611, "The 'From' number has exceeded the maximum number of queued messages"),
}


class TwilioSink:
    """Twilio for one account: the one whose credentials the local stack made up."""

    def __init__(self, credentials: Twilio, outbox: Outbox, faults: Faults, callbacks: TwilioCallbacks) -> None:
        self._account = credentials["accountSid"]
        pair = f"{credentials['accountSid']}:{credentials['authToken']}"
        self._authorization = f"Basic {base64.b64encode(pair.encode()).decode()}"
        self._outbox = outbox
        self._faults = faults
        self._callbacks = callbacks

    def routes(self) -> list[Route]:
        """The path of Twilio's API version."""
        return [Route("/2010-04-01/Accounts/{account}/Messages.json", self._create, methods=["POST"])]

    async def _create(self, request: Request) -> Response:
        refusals = {
            "error": _answer(RefusedError(20500, "Internal Server Error", 500)),
            "throttle": _answer(RefusedError(20429, "Too Many Requests", 429)),
        }
        return await self._faults.around("sms", request, refusals, lambda: self._accept(request))

    async def _accept(self, request: Request) -> Response:
        try:
            self._check_access(request)
            form = await _form(request)
            to, sender, body = (form.get(name, "") for name in ("To", "From", "Body"))
            _check(to, sender, body)
        except RefusedError as refused:
            return _answer(refused)
        notification_id = request.headers.get("x-notification-id")
        self._outbox.add(Message(channel="sms", to=to, notification_id=notification_id, text=body))
        created = self._message(to, sender, body)
        self._callbacks.tell(form.get("StatusCallback"), str(created["sid"]), to, sender)
        return JSONResponse(created, 201)

    def _check_access(self, request: Request) -> None:
        given = request.headers.get("authorization", "")
        if not secrets.compare_digest(given.encode(), self._authorization.encode()):
            raise RefusedError(20003, "Authenticate", 401)
        if request.path_params["account"] != self._account:
            raise RefusedError(20404, "The requested resource was not found", 404)

    def _message(self, to: str, sender: str, body: str) -> dict[str, object]:
        sid = f"SM{secrets.token_hex(16)}"
        now = formatdate(usegmt=True)
        resource = f"/2010-04-01/Accounts/{self._account}/Messages/{sid}"
        return {
            "sid": sid, "account_sid": self._account, "api_version": "2010-04-01", "uri": f"{resource}.json",
            "to": to, "from": sender, "body": body, "status": "queued", "direction": "outbound-api",
            "num_segments": str(segments(body)), "num_media": "0", "messaging_service_sid": None,
            "error_code": None, "error_message": None, "price": None, "price_unit": "USD",
            "date_created": now, "date_updated": now, "date_sent": None,
            "subresource_uris": {"media": f"{resource}/Media.json"},
        }  # fmt: skip


def segments(body: str) -> int:
    """How many messages the text takes: 160 GSM-7 places or 70 UTF-16 units in one, 153 or 67 in each of many."""
    if set(body) <= _GSM_7 | _GSM_7_EXTENDED:
        units, single, many = sum(2 if character in _GSM_7_EXTENDED else 1 for character in body), 160, 153
    else:
        units, single, many = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if units <= single else -(-units // many)


async def _form(request: Request) -> dict[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise RefusedError(20415, "Unsupported Media Type", 415)
    try:
        fields = parse_qs((await request.body()).decode("ascii"), keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError) as error:
        raise RefusedError(20001, "The form could not be read") from error
    return {name: values[-1] for name, values in fields.items()}


def _check(to: str, sender: str, body: str) -> None:
    if not to:
        raise RefusedError(21604, "A 'To' phone number is required.")
    if not sender:
        raise RefusedError(21603, "A 'From' phone number is required.")
    if not body:
        raise RefusedError(21602, "Message body is required.")
    if len(body.encode("utf-16-le")) // 2 > _MAX_BODY:
        raise RefusedError(21617, "The concatenated message body exceeds the 1600 character limit.")
    if not _E164.fullmatch(sender):
        raise RefusedError(21212, "Invalid 'From' Number")
    if not _E164.fullmatch(to):
        raise RefusedError(21211, "Invalid 'To' Phone Number")
    if refused := _BAD_FROM.get(sender) or _BAD_TO.get(to):
        raise RefusedError(refused.code, refused.message, refused.status)


def _answer(refused: RefusedError) -> Response:
    more = f"https://www.twilio.com/docs/errors/{refused.code}"
    content = {"code": refused.code, "message": refused.message, "more_info": more, "status": refused.status}
    return JSONResponse(content, refused.status)
