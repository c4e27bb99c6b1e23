"""AWS End User Messaging's `SendTextMessage`, as far as a sender of text messages meets it.

Shapes, patterns and error names: its API reference (JSON 1.0: the operation in a header). The destination numbers of its
simulator are ordinary ones to this call: it takes them too, and tells of success or failure later, by event.
"""

import json
import re
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.sink.faults import Faults
from local.sink.outbox import Message, Outbox

PATH = "/sms-voice"
"""Of its own, since the API's is that of the page: `/`."""

_OPERATION = "PinpointSMSVoiceV2.SendTextMessage"
_KNOWN = {"DestinationPhoneNumber", "OriginationIdentity", "MessageBody", "MessageType", "Context", "TimeToLive"}
_NUMBER = re.compile(r"\+?[1-9][0-9]{1,18}")
_IDENTITY = re.compile(r"[A-Za-z0-9_:/+-]{1,256}")
_MAX_BODY = 1600
_MAX_CONTEXT = 5


class SmsVoice:
    """The one call of AWS End User Messaging that the system makes."""

    def __init__(self, outbox: Outbox, faults: Faults) -> None:
        self._outbox = outbox
        self._faults = faults

    def routes(self) -> list[Route]:
        """A POST for everything, as its protocol has it."""
        return [Route(PATH, self._send, methods=["POST"])]

    async def _send(self, request: Request) -> Response:
        refusals = {
            "error": refusal(500, "InternalServerException", "Internal failure"),
            "throttle": refusal(400, "ThrottlingException", "Rate exceeded"),
        }
        return await self._faults.around("sms-voice", request, refusals, lambda: self._accept(request))

    async def _accept(self, request: Request) -> Response:
        if not request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
            return refusal(403, "MissingAuthenticationTokenException", "Missing Authentication Token")
        if request.headers.get("x-amz-target") != _OPERATION:
            return refusal(400, "UnknownOperationException", "")
        try:
            call = json.loads(await request.body())
            if wrong := _wrong_fields(call):
                return refusal(400, "ValidationException", f"wrong: {wrong}", Reason="FIELD_VALIDATION_FAILED")
        except (ValueError, TypeError, AttributeError):
            return refusal(400, "SerializationException", "The request could not be read")
        identifier = (call.get("Context") or {}).get("notificationId")
        to, text = call["DestinationPhoneNumber"], call["MessageBody"]
        self._outbox.add(Message(channel="sms", to=to, notification_id=identifier, text=text))
        return JSONResponse({"MessageId": str(uuid.uuid4())})


def refusal(status: int, error: str, message: str, **members: str) -> Response:
    """An error as a JSON protocol of AWS writes it: its name in the body."""
    return JSONResponse({"__type": f"com.amazonaws.smsvoice#{error}", "Message": message, **members}, status)


def _wrong_fields(call: dict[str, Any]) -> list[str]:
    """The members that do not have the pattern or the length of the API reference; `OriginationIdentity` is needed here."""
    found = sorted(set(call) - _KNOWN)
    if not _NUMBER.fullmatch(call.get("DestinationPhoneNumber", "")):
        found.append("DestinationPhoneNumber")
    if not _IDENTITY.fullmatch(call.get("OriginationIdentity", "")):
        found.append("OriginationIdentity")
    body = call.get("MessageBody", "")
    if not body.strip() or len(body.encode("utf-16-le")) // 2 > _MAX_BODY:
        found.append("MessageBody")
    if len(call.get("Context") or {}) > _MAX_CONTEXT:
        found.append("Context")
    return found
