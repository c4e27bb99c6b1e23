"""Text messages: the person's number, a text of few segments, and whichever provider takes it.

Providers are asked in their order. The next one is asked only when the one before surely did not take the text: never
after an answer that was lost, and never for a text that was refused for good.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pynamodb.exceptions import PynamoDBException

from ..domain import ids, reasons, sms_text
from ..domain.circuit import Circuit
from ..domain.user import User
from ..messages import NotificationMessage
from ..observability import logger
from ..storage.suppressions import Suppressions
from .base import Accepted, Permanent, Retryable, SendFailure, Target, Throttled


@dataclass(frozen=True, slots=True)
class Text:
    """What a provider is handed. Nothing of it is ever logged but the notification's id. `receipt_key` is what a provider
    that tells of deliveries is to give back (`ids.receipt_key`).
    """

    notification_id: str
    receipt_key: str
    number: str
    body: str


class Provider(Protocol):
    """Somebody who sends texts. `stopped` is the reason of a refusal because the person said STOP."""

    name: str
    stopped: str

    def send(self, text: Text) -> str:
        """Send once; the provider's id of the message. Raises SendFailure."""
        ...


class SmsSender:
    """Sends texts of at most `max_segments` through the first of `providers` that takes them."""

    channel = "sms"
    no_target_reason = reasons.NO_ADDRESS

    def __init__(self, providers: Sequence[Provider], suppressions: Suppressions, max_segments: int) -> None:
        self._lines = [_Line(provider) for provider in providers]
        self._suppressions = suppressions
        self._max_segments = max_segments
        self.provider = providers[0].name

    def targets(self, _message: NotificationMessage, user: User) -> Sequence[Target]:
        """The person's number."""
        phone = user.contact.phone
        return [Target(ids.target_id(user.user_id, phone), phone)] if phone else []

    def send(self, message: NotificationMessage, user: User, target: Target, _age: float) -> Accepted:
        """Have one provider take the text. Raises SendFailure, of several the one that asks to wait longest."""
        notification_id = message.notification.id
        receipt_key = ids.receipt_key(user.user_id, notification_id, self.channel, target.id)
        text = Text(notification_id, receipt_key, target.address, body(message, self._max_segments))
        refusals: list[Retryable] = []
        for line in self._lines_to_ask():
            try:
                message_id = line.send(text)
            except Retryable as refusal:
                refusals.append(refusal)
            except Permanent as refusal:
                if refusal.reason == line.provider.stopped:
                    self._suppress(target, refusal.reason)
                raise
            else:
                return Accepted(line.provider.name, message_id, sms_text.segments(text.body))
        raise max(refusals, key=lambda refusal: refusal.retry_after if isinstance(refusal, Throttled) else 0)

    def _lines_to_ask(self) -> Iterator[_Line]:
        """Those whose circuit lets a call through; if there are none, everybody: the queue waits between tries anyway."""
        is_asked = False
        for line in self._lines:
            if line.circuit.may_call(time.time()):
                is_asked = True
                yield line
        if not is_asked:
            yield from self._lines

    def _suppress(self, target: Target, reason: str) -> None:
        """Remember that the person said STOP. Where that fails the provider still refuses the next text, as this one."""
        try:
            self._suppressions.add(self.channel, target.address, reason)
        except PynamoDBException:
            logger.exception("a number was not suppressed")


class _Line:
    """A provider and its circuit."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.circuit = Circuit()

    def send(self, text: Text) -> str:
        """Send, and learn from it. Who refuses a text for good is well; who does not answer is not."""
        try:
            message_id = self.provider.send(text)
        except SendFailure as failure:
            failure.provider = self.provider.name
            if isinstance(failure, Permanent):
                self.circuit.succeeded()
            elif self.circuit.failed(time.time()):
                logger.warning("a provider is left alone for a while", provider=self.provider.name)
            raise
        self.circuit.succeeded()
        return message_id


def body(message: NotificationMessage, max_segments: int) -> str:
    """`title: message`, cut where a reader sees a boundary."""
    request = message.notification.request
    return sms_text.cut(f"{request.title}: {request.message}", max_segments)
