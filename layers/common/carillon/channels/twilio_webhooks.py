"""What Twilio tells of a text, and what its reader answers.

https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
https://www.twilio.com/docs/messaging/guides/webhook-request
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ..domain import clock
from ..domain.receipt import MalformedReceipt, ProviderWord, Receipt
from ..domain.suppression import STOPPED, Suppress, Unsuppress

PROVIDER = "twilio"

KEY_PARAMETER = "delivery"
_STATUS_PATH = "/webhooks/twilio/status"
_ASK_AGAIN = "rc=5&rp=all"
"""Twilio calls back once unless the address asks for more, in its fragment, which stays with Twilio.

https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
"""

_STATUS = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
"""https://www.twilio.com/docs/messaging/api/message-resource#message-status-values"""

# The words that Twilio itself obeys: https://help.twilio.com/articles/223134027
_STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
_START = frozenset({"START", "YES", "UNSTOP"})


def status_callback(public_api_url: str, receipt_key: str) -> str:
    """The address that Twilio is to call with the status of a text."""
    return f"{public_api_url.rstrip('/')}{_STATUS_PATH}?{KEY_PARAMETER}={receipt_key}#{_ASK_AGAIN}"


def of_status(form: Mapping[str, str], key: str | None, now: datetime) -> list[ProviderWord]:
    """What a status callback says of the text whose callback address carried `key`. Raises MalformedReceipt."""
    told = form.get("MessageStatus") or form.get("SmsStatus")
    if told not in _STATUS or not form.get("MessageSid"):
        raise MalformedReceipt("not a status of a message")
    status, code = _STATUS[told], form.get("ErrorCode")
    fields = {"provider": PROVIDER, "provider_message_id": form["MessageSid"]}
    reason = (code or told) if status == "failed" else None
    words: list[ProviderWord] = [Receipt.of(key, status, clock.iso(now), reason=reason, **fields)]
    if code == STOPPED and form.get("To"):
        words.append(Suppress("sms", form["To"], STOPPED, clock.iso(now), form["MessageSid"]))
    return words


def of_inbound(form: Mapping[str, str], now: datetime) -> list[ProviderWord]:
    """What a text that a person sent us means: STOP, START, or nothing. Raises MalformedReceipt.

    With Advanced Opt-Out Twilio says it in `OptOutType`; without, it goes by the whole text, whatever its case.
    https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out

    The form has no time, so a word is of the moment it came in at our door, before any queue: whatever happens to it from
    here on, its place is fixed. A call that Twilio repeats has the same `MessageSid`, and the list knows the last one of
    each word. What cannot be decided: a STOP whose first call failed and whose second comes after the START that was
    texted meanwhile. It counts as the later one, so that nobody who stopped is written to; another START lifts it.
    """
    sender = form.get("From")
    if not sender:
        raise MalformedReceipt("an inbound message has a sender")
    word = (form.get("OptOutType") or form.get("Body") or "").strip().upper()
    if word in _STOP:
        return [Suppress("sms", sender, STOPPED, clock.iso(now), form.get("MessageSid"))]
    if word in _START:
        return [Unsuppress("sms", sender, clock.iso(now), form.get("MessageSid"))]
    return []
