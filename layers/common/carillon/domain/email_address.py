"""Email addresses as mail servers know them."""

from __future__ import annotations

import re
import unicodedata

_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_MAX_LOCAL_PART = 64
_MAX_DOMAIN = 253


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
