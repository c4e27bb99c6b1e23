"""A mail as bytes, made so that no value in it can add a header, a recipient or a tag.

Headers pass `one_line`; the recipient is written as a single address or not at all; the standard library's SMTP policy
encodes them (RFC 5322, RFC 2047). The two parts are base64, in which no boundary can occur, and are put together here: the
library's own message, which reads each header back as a tree, took a quarter of the sender's CPU.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from email.headerregistry import Address
from email.policy import SMTP
from functools import lru_cache

_BOUNDARY = "=_alternative"
_LONGEST_LINE = 78
"""Without its end: RFC 5322, section 2.1.1."""
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
"""Words that stand in a header as they are, if none of them looks like an encoded word (RFC 2047, section 2)."""
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
    local, _, domain = recipient.rpartition("@")
    lines = [
        _list_headers(unsubscribe_url) if unsubscribe_url else b"",
        _sender_header(sender),
        _header("To", Address(username=local, domain=domain)),
        _text_header("Subject", subject),
        b"Auto-Submitted: auto-generated\r\n",
        *(_text_header(name, value) for name, value in headers.items()),
        f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{_BOUNDARY}"\r\n\r\n'.encode(),
        _part("plain", text),
        _part("html", html),
        f"--{_BOUNDARY}--\r\n".encode(),
    ]
    return b"".join(lines)


def _header(name: str, value: str | Address) -> bytes:
    """A header, folded."""
    folded: str = SMTP.header_factory(name, value).fold(policy=SMTP)
    return folded.encode("ascii")


def _text_header(name: str, text: str) -> bytes:
    """One without a grammar (RFC 5322, section 2.2.1), and the same without the library where nothing is to be done."""
    line = one_line(text)
    if _PLAIN.fullmatch(line) and "=?" not in line and len(name) + 2 + len(line) <= _LONGEST_LINE:
        return f"{name}: {line}\r\n".encode("ascii")
    return _header(name, line)


@lru_cache(maxsize=1)
def _sender_header(sender: str) -> bytes:
    """That of all mails."""
    return _header("From", one_line(sender))


def _part(subtype: str, text: str) -> bytes:
    """One of the two forms of the mail. The lines of a text end with CRLF below any encoding too (RFC 2046, section 4.1.1)."""
    content = b"\r\n".join(text.encode().splitlines()) + b"\r\n"
    encoded = base64.encodebytes(content).replace(b"\n", b"\r\n")
    head = f"--{_BOUNDARY}\r\nContent-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + encoded + b"\r\n"


def _list_headers(unsubscribe_url: str) -> bytes:
    """One-click unsubscription (RFC 8058, section 3.1), each header a line however long its address is.

    The standard library would fold it into encoded words, which nobody decodes in an address (RFC 2047, section 5). That
    both are covered by a DKIM signature, as section 4 asks, is up to SES, which signs for the verified domain.
    https://aws.amazon.com/blogs/messaging-and-targeting/using-one-click-unsubscribe-with-amazon-ses/
    """
    return (
        f"List-Unsubscribe: <{one_line(unsubscribe_url)}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    ).encode("ascii")
