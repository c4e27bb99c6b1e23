"""SES v2 `SendEmail`, as far as a sender of raw messages meets it.

Shapes and error names: Amazon SES API v2 reference, `SendEmail`. The mailbox simulator's addresses are ordinary ones to
this call: SES accepts them too, and tells of the bounce or complaint later, by event.
"""

import base64
import binascii
import json
import re
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.sink import mail
from local.sink.faults import Faults
from local.sink.outbox import Message, Outbox
from local.sink.ses_events import SesEvents

_TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")


def refusal(status: int, error: str, message: str) -> Response:
    """An error as SES v2 writes it: the name in a header, the sentence in the body."""
    return JSONResponse({"message": message}, status, {"x-amzn-ErrorType": error})


class Ses:
    """The one call of SES that the system makes."""

    def __init__(self, outbox: Outbox, faults: Faults, events: SesEvents) -> None:
        self._outbox = outbox
        self._faults = faults
        self._events = events

    def routes(self) -> list[Route]:
        """SES v2's path for `SendEmail`."""
        return [Route("/v2/email/outbound-emails", self._send, methods=["POST"])]

    async def _send(self, request: Request) -> Response:
        refusals = {
            "error": refusal(500, "InternalServiceErrorException", "Internal failure"),
            "throttle": refusal(429, "TooManyRequestsException", "Maximum sending rate exceeded."),
        }
        return await self._faults.around("email", request, refusals, lambda: self._accept(request))

    async def _accept(self, request: Request) -> Response:
        if not request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
            return refusal(403, "MissingAuthenticationTokenException", "Missing Authentication Token")
        try:
            call = json.loads(await request.body())
            read = mail.read(_raw(call))
            recipients = _recipients(call, read)
            for address in [read.sender, call.get("FromEmailAddress") or read.sender, *recipients]:
                mail.check_address(_bare(address))
            _check_tags(call)
        except mail.MailRefusedError as error:
            return refusal(400, "BadRequestException", str(error))
        except (ValueError, TypeError, KeyError, AttributeError):
            return refusal(400, "SerializationException", "The request could not be read")
        message_id = f"0100{uuid.uuid4().hex[:12]}-{uuid.uuid4()}-000000"
        for address in recipients:
            self._outbox.add(
                Message(
                    channel="email",
                    to=_bare(address),
                    notification_id=read.headers.get("X-Notification-Id"),
                    subject=read.subject,
                    text=read.text,
                    html=read.html,
                    headers=read.headers,
                )
            )
            self._events.tell(call, read, _bare(address), message_id)
        return JSONResponse({"MessageId": message_id})


def _raw(call: dict[str, Any]) -> bytes:
    try:
        return base64.b64decode(call["Content"]["Raw"]["Data"], validate=True)
    except KeyError as error:
        raise mail.MailRefusedError("Content has no raw message") from error
    except binascii.Error as error:
        raise mail.MailRefusedError("Raw message is not base64") from error


def _recipients(call: dict[str, Any], read: mail.Mail) -> list[str]:
    """The envelope: `Destination` where it is given, otherwise the message's own To, Cc and Bcc."""
    destination = call.get("Destination") or {}
    named = [
        address for field in ("ToAddresses", "CcAddresses", "BccAddresses") for address in destination.get(field) or []
    ]
    recipients = named or read.recipients
    if not 1 <= len(recipients) <= mail.MAX_RECIPIENTS:
        raise mail.MailRefusedError(f"Recipient count is {len(recipients)}: at least 1, at most {mail.MAX_RECIPIENTS}")
    return recipients


def _bare(address: str) -> str:
    """`Name <a@b>` without the name; anything else as it is, so that the check sees what was sent."""
    found = re.fullmatch(r"[^<>\r\n]*<([^<>]*)>", address)
    return found.group(1) if found else address


def _check_tags(call: dict[str, Any]) -> None:
    for tag in call.get("EmailTags") or []:
        if not _TAG.fullmatch(tag["Name"]) or not _TAG.fullmatch(tag["Value"]):
            raise mail.MailRefusedError("Tags take ASCII letters, digits, '_' and '-', 256 at most")
