"""What a Lambda function gets from a channel's queue, and what it gives back.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Generic, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from . import clients
from .messages import EventMessage, MalformedMessage, NotificationMessage, decode
from .observability import logger

MessageT = TypeVar("MessageT", NotificationMessage, EventMessage)

_ENTRIES_PER_CALL = 10


@dataclass(frozen=True, slots=True)
class Received(Generic[MessageT]):
    """A message as the queue handed it over. `receives` counts its deliveries, this one included."""

    message: MessageT
    receives: int
    receipt_handle: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Retry:
    """A record goes back to the queue, hidden for `delay` seconds."""

    message_id: str
    receipt_handle: str
    delay: int

    @classmethod
    def of(cls, received: Received[Any], delay: int) -> Retry:
        """Receive this message again after `delay` seconds."""
        return cls(received.message_id, received.receipt_handle, delay)


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of one invocation. `malformed` go back at once, to reach the dead-letter queue soon."""

    notifications: list[Received[NotificationMessage]] = field(default_factory=list)
    events: list[Received[EventMessage]] = field(default_factory=list)
    malformed: list[Retry] = field(default_factory=list)

    def without_events(self) -> Batch:
        """The batch for a channel whose queue carries notifications only: an event there is malformed."""
        return Batch(self.notifications, [], [*self.malformed, *(Retry.of(event, 0) for event in self.events)])


def read(event: Mapping[str, Any]) -> Batch:
    """The messages of a Lambda event; one that cannot be read never takes its neighbours along."""
    batch = Batch()
    for record in event["Records"]:
        message_id, receipt_handle = record["messageId"], record["receiptHandle"]
        receives = int(record["attributes"]["ApproximateReceiveCount"])
        try:
            message = decode(record["body"])
        except MalformedMessage:
            logger.error("not a message of this system", message_id=message_id)
            batch.malformed.append(Retry(message_id, receipt_handle, 0))
            continue
        if isinstance(message, EventMessage):
            batch.events.append(Received(message, receives, receipt_handle, message_id))
        else:
            batch.notifications.append(Received(message, receives, receipt_handle, message_id))
    return batch


def answer(queue_url: str, retries: Iterable[Retry]) -> dict[str, Any]:
    """What the function returns: the records to keep in the queue, each hidden as long as it asked for.

    When their visibility cannot be changed they come back after the queue's own timeout: later than wished, not lost.
    """
    again = list(retries)
    for chunk in _chunks(again):
        try:
            clients.sqs().change_message_visibility_batch(
                QueueUrl=queue_url,
                Entries=[
                    {"Id": str(index), "ReceiptHandle": retry.receipt_handle, "VisibilityTimeout": retry.delay}
                    for index, retry in enumerate(chunk)
                ],
            )
        except (BotoCoreError, ClientError):
            logger.exception("visibility not changed", messages=len(chunk))
    return {"batchItemFailures": [{"itemIdentifier": retry.message_id} for retry in again]}


def _chunks(retries: list[Retry]) -> Iterator[list[Retry]]:
    rest = iter(retries)
    while chunk := list(islice(rest, _ENTRIES_PER_CALL)):
        yield chunk
