"""A mail as bytes, made so that no value in it can add a header, a recipient or a tag.

Headers pass `one_line`; the recipient is written as a single address or not at all; the standard library's SMTP policy
encodes the rest (RFC 5322, RFC 2047).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

_BREAKING = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_MAX_LOCAL_PART = 64
_MAX_DOMAIN = 253


def one_line(text: str) -> str:
    """`text` with every run of white space, line separators and control characters as one space."""
    return _BREAKING.sub(" ", text).strip()


def deliverable(address: str) -> str | None:
    """The address as SES takes it, or None when it is not exactly one that it can deliver to.

    SES knows no SMTPUTF8: the part before the @ must be ASCII, the domain Punycode.
    https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Destination.html
    """
    local, at, domain = address.rpartition("@")
    if not at or len(local) > _MAX_LOCAL_PART or not _LOCAL_PART.fullmatch(local):
        return None
    ascii_domain = _ascii_domain(domain)
    return f"{local}@{ascii_domain}" if ascii_domain else None


def compose(  # noqa: PLR0913 - a mail has these parts
    *,
    sender: str,
    recipient: str,
    subject: str,
    text: str,
    html: str,
    headers: Mapping[str, str],
    unsubscribe_url: str | None,
) -> bytes:
    """The mail to one `recipient` (as `deliverable` returns it), CRLF line ends. `unsubscribe_url`: see `_list_headers`.

    SES adds `Message-ID` and `Date`. `Auto-Submitted` (RFC 3834, section 5) keeps holiday notices from answering it.
    """
    mail = EmailMessage(policy=SMTP)
    local, _, domain = recipient.rpartition("@")
    mail["From"] = one_line(sender)
    mail["To"] = Address(username=local, domain=domain)
    mail["Subject"] = one_line(subject)
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in headers.items():
        mail[name] = one_line(value)
    mail.set_content(text, cte="base64")
    mail.add_alternative(html, subtype="html", cte="base64")
    return (_list_headers(unsubscribe_url) if unsubscribe_url else b"") + mail.as_bytes()


def _list_headers(unsubscribe_url: str) -> bytes:
    """One-click unsubscription (RFC 8058, section 3.1), each header a line however long its address is.

    The standard library would fold it into encoded words, which nobody decodes in an address (RFC 2047, section 5). That
    both are covered by a DKIM signature, as section 4 asks, is up to SES, which signs for the verified domain.
    https://aws.amazon.com/blogs/messaging-and-targeting/using-one-click-unsubscribe-with-amazon-ses/
    """
    return (
        f"List-Unsubscribe: <{one_line(unsubscribe_url)}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    ).encode("ascii")


def _ascii_domain(domain: str) -> str | None:
    """The domain with each label in Punycode where it needs it (RFC 5891, mapped as UTS #46 asks), None if it is none.

    Not the standard library's `idna` codec: that is IDNA 2003, for which `straße.example` is `strasse.example`, and that
    domain may be somebody else's.
    """
    mapped = unicodedata.normalize("NFKC", domain.lower()).replace("\u3002", ".")
    labels = [_ascii_label(label) for label in mapped.split(".")]
    joined = ".".join(label or "" for label in labels)
    if len(labels) < 2 or len(joined) > _MAX_DOMAIN or None in labels or labels[-1].isdigit():  # type: ignore[union-attr]
        return None
    return joined


def _ascii_label(label: str) -> str | None:
    if not label.isascii():
        if not all(unicodedata.category(character)[0] in "LMN" or character == "-" for character in label):
            return None
        label = "xn--" + label.encode("punycode").decode()
    return label if _LABEL.fullmatch(label) else None
