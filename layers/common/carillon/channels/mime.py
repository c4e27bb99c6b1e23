"""A mail as bytes, made so that no value in it can add a header, a recipient or a tag.

Headers pass `one_line`; the recipient is written as a single address or not at all; the standard library's SMTP policy
encodes the rest (RFC 5322, RFC 2047).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

_BREAKING = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(text: str) -> str:
    """`text` with every run of white space, line separators and control characters as one space."""
    return _BREAKING.sub(" ", text).strip()


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
    """The mail to one `recipient` (as `email_address.deliverable` returns it), CRLF line ends. `unsubscribe_url` is for
    `_list_headers`.

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
