"""What a text message takes on the air: its segments, and the start of a text that fits into so many.

A text in the GSM 7 bit alphabet (3GPP TS 23.038, section 6.2.1) takes 160 places in one message and 153 in each of
several, since a header ties those together (3GPP TS 23.040, section 9.2.3.24.1); any other text is UCS-2 with 70 and 67
units. Neither an escaped character nor a surrogate pair is divided between two messages.
"""

from __future__ import annotations

from . import text as texts

MOST_SEGMENTS = 10
"""1,530 places of GSM, 670 units of UCS-2: below the 1,600 characters at which both providers refuse a text.

https://www.twilio.com/docs/api/errors/21617
https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
"""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Section 6.2.1.1: an escape stands before each, so that it takes two places."""

_CUT_MARK = "..."
"""Not "…", which is in no GSM alphabet and would make every segment less than half as long."""


def segments(text: str) -> int:
    """How many messages a text takes, at least one."""
    characters = set(text)
    if characters <= _BASIC | _EXTENDED:
        alone, joined, units = 160, 153, [2 if character in _EXTENDED else 1 for character in text]
    else:
        alone, joined, units = 70, 67, [2 if character > "\uffff" else 1 for character in text]
    if sum(units) <= alone:
        return 1
    count, free = 1, joined
    for unit in units:
        if unit > free:
            count, free = count + 1, joined
        free -= unit
    return count


def cut(text: str, most: int) -> str:
    """The longest start of a text that takes at most `most` segments, "..." included where something was lost."""
    return texts.cut(text, lambda start: segments(start) <= most, _CUT_MARK)
