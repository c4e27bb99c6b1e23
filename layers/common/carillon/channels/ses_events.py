"""What Amazon SES tells of a mail, as an event of a configuration set (`eventType`) or as an identity's feedback
notification (`notificationType`).

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..domain import clock, reasons
from ..domain.receipt import MalformedReceipt, ProviderWord, Receipt
from ..domain.suppression import Suppress

DELIVERY_TAG = "deliveryId"
"""The message tag that carries `ids.receipt_key`."""

DELIVERY_HEADER = "X-Delivery-Id"
"""The same in the mail itself: a feedback notification has headers, where it is asked to, and no tags."""


def read(event: Mapping[str, Any]) -> list[ProviderWord]:
    """What an event says; nothing for what is no news to us (opens, clicks, subscriptions). Raises MalformedReceipt."""
    try:
        kind = event.get("eventType") or event["notificationType"]
        reader = _READERS.get(kind)
        return reader(event) if reader else []
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise MalformedReceipt(f"not an event of SES: {type(error).__name__}") from error


def _sent(event: Mapping[str, Any]) -> list[ProviderWord]:
    return [_receipt(event, "sent", event["mail"]["timestamp"])]


def _delivered(event: Mapping[str, Any]) -> list[ProviderWord]:
    return [_receipt(event, "delivered", event["delivery"]["timestamp"])]


def _delayed(event: Mapping[str, Any]) -> list[ProviderWord]:
    return [_receipt(event, "sent", event["deliveryDelay"]["timestamp"], event["deliveryDelay"]["delayType"])]


def _rejected(event: Mapping[str, Any]) -> list[ProviderWord]:
    return [_receipt(event, "failed", event["mail"]["timestamp"], reasons.REJECTED)]


def _bounced(event: Mapping[str, Any]) -> list[ProviderWord]:
    """Only a permanent bounce says that the address is no good: a full mailbox is empty again tomorrow."""
    bounce = event["bounce"]
    reason = f"{bounce['bounceType']}/{bounce['bounceSubType']}"
    receipt = _receipt(event, "bounced", bounce["timestamp"], reason)
    bad = bounce["bouncedRecipients"] if bounce["bounceType"] == "Permanent" else []
    return [*_suppressed(bad, reason, receipt.entry.at), receipt]


def _complained(event: Mapping[str, Any]) -> list[ProviderWord]:
    complaint = event["complaint"]
    receipt = _receipt(event, "delivered", complaint["timestamp"], reasons.COMPLAINT)
    return [*_suppressed(complaint["complainedRecipients"], reasons.COMPLAINT, receipt.entry.at), receipt]


def _suppressed(recipients: Sequence[Mapping[str, Any]], reason: str, at: str) -> list[ProviderWord]:
    return [Suppress("email", str(recipient["emailAddress"]), reason, at) for recipient in recipients]


_READERS: Mapping[str, Callable[[Mapping[str, Any]], list[ProviderWord]]] = {
    "Send": _sent,
    "Delivery": _delivered,
    "DeliveryDelay": _delayed,
    "Reject": _rejected,
    "Bounce": _bounced,
    "Complaint": _complained,
}


def _receipt(event: Mapping[str, Any], status: str, at: str, reason: str | None = None) -> Receipt:
    mail = event["mail"]
    moment = clock.iso(clock.from_iso(at))
    message_id = str(mail["messageId"])
    return Receipt.of(_key(mail), status, moment, reason=reason, provider="ses", provider_message_id=message_id)


def _key(mail: Mapping[str, Any]) -> str | None:
    tagged = mail.get("tags", {}).get(DELIVERY_TAG)
    if tagged:
        return str(tagged[0])
    headers = mail.get("headers") or []
    return next((str(header["value"]) for header in headers if header["name"].lower() == DELIVERY_HEADER.lower()), None)
