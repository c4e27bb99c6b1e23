"""What SES refuses in a raw message, and what a reader's mail program makes of one that it takes.

Sources: the Amazon SES developer guide, "Sending raw email using the Amazon SES API v2" (structure, line length, header
encoding), "Email format in Amazon SES" (address rules), "Service quotas in Amazon SES" (40 MB, 50 recipients).
"""

import re
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses

MAX_MESSAGE_BYTES = 40 * 1024 * 1024
MAX_RECIPIENTS = 50
_MAX_LINE_BYTES = 998  # RFC 5322, section 2.1.1, without the CRLF
_MAX_ADDRESS = 320

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")

_ONCE = {
    "from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "mime-version", "content-type",
    "content-transfer-encoding", "return-path", "in-reply-to", "references",
}  # fmt: skip
"""Headers that a message has at most once (RFC 5322, section 3.6; RFC 2045): a second one is how an injection shows."""


class MailRefusedError(Exception):
    """What SES would not take; the text is for the error's `message`."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as it is read."""

    sender: str
    recipients: list[str]
    subject: str
    text: str | None
    html: str | None
    headers: dict[str, str]


def check_address(address: str) -> None:
    """Raise MailRefusedError for what is no deliverable ASCII address: SES takes IDN domains in Punycode only."""
    local, at, domain = address.rpartition("@")
    if not at:
        raise MailRefusedError("Missing final '@domain'")
    if not _LOCAL.fullmatch(local) or len(local) > 64:
        raise MailRefusedError("Local address contains control, whitespace or a character that is not allowed")
    labels = domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or len(address) > _MAX_ADDRESS:
        raise MailRefusedError("Domain contains illegal character")


def read(data: bytes) -> Mail:
    """Parse a raw message. Raises MailRefusedError for what SES refuses."""
    _check_bytes(data)
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        _check_headers(message)
        _check_parts(message)
        recipients = _addresses(message, "to") + _addresses(message, "cc") + _addresses(message, "bcc")
        senders = _addresses(message, "from")
        text, html = (_content(message, kind) for kind in ("plain", "html"))
        headers = {name: str(value) for name, value in message.items()}
    except (MessageError, LookupError, ValueError, AttributeError) as error:
        raise MailRefusedError("The message could not be parsed") from error
    if len(senders) != 1:
        raise MailRefusedError("Invalid From header")
    return Mail(senders[0], recipients, str(message["subject"] or ""), text, html, headers)


def _check_bytes(data: bytes) -> None:
    if not data:
        raise MailRefusedError("The message is empty")
    if len(data) > MAX_MESSAGE_BYTES:
        raise MailRefusedError(f"Message length is more than {MAX_MESSAGE_BYTES} bytes long: '{len(data)}'")
    if b"\0" in data:
        raise MailRefusedError("The message contains a NUL byte")
    if any(len(line.rstrip(b"\r")) > _MAX_LINE_BYTES for line in data.split(b"\n")):
        raise MailRefusedError(f"A line is longer than {_MAX_LINE_BYTES} bytes")
    if re.search(rb"\r(?!\n)", data):
        raise MailRefusedError("The message contains a bare carriage return")
    if not data.partition(b"\n\n" if b"\r\n\r\n" not in data else b"\r\n\r\n")[0].isascii():
        raise MailRefusedError("Header contains a character that is not ASCII: encode it (RFC 2047)")


def _check_headers(message: EmailMessage) -> None:
    names = [name.lower() for name in message.keys()]  # noqa: SIM118 - a message's keys repeat, its iteration does too
    for name in _ONCE:
        if names.count(name) > 1:
            raise MailRefusedError(f"Duplicate header '{name}'")
    if "from" not in names:
        raise MailRefusedError("Missing required header 'From'")
    if "mime-version" not in names:
        raise MailRefusedError("Missing required header 'MIME-Version'")


def _check_parts(message: EmailMessage) -> None:
    parts = list(message.walk())
    for part in parts:
        broken = list(part.defects) + [defect for value in part.values() for defect in getattr(value, "defects", ())]
        if broken:
            raise MailRefusedError(f"Malformed MIME: {type(broken[0]).__name__}")
        if not part.is_multipart() and part.get_content_maintype() == "text":
            part.get_content()  # raises LookupError for a character set that nobody knows


def _content(message: EmailMessage, kind: str) -> str | None:
    body = message.get_body(preferencelist=(kind,))
    return None if body is None else str(body.get_content())


def _addresses(message: EmailMessage, name: str) -> list[str]:
    return [address for _, address in getaddresses([str(value) for value in message.get_all(name, [])])]
