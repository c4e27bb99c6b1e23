"""What a Lambda function gets from a channel's queue, and what it gives back.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Generic, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from . import clients, queues
from .messages import EventMessage, MalformedMessage, NotificationMessage, decode
from .observability import logger

MessageT = TypeVar("MessageT")

_ENTRIES_PER_CALL = 10
MALFORMED = "invalid_message"


@dataclass(frozen=True, slots=True)
class Received(Generic[MessageT]):
    """A message as the queue handed it over. `receives` counts its deliveries, this one included; `sent_ms` is when it was
    queued (a redriven message is a new one, https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html).
    """

    message: MessageT
    receives: int
    sent_ms: int
    receipt_handle: str
    message_id: str
    body: str

    def age(self, now: datetime) -> float:
        """Seconds since it was queued."""
        return now.timestamp() - self.sent_ms / 1000


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
class Dead:
    """A record goes to the dead-letter queue now, with a code that says why."""

    message_id: str
    body: str
    code: str

    @classmethod
    def of(cls, received: Received[Any], code: str) -> Dead:
        """Give this message up."""
        return cls(received.message_id, received.body, code)


Unfinished = Retry | Dead
"""A record that is not simply deleted."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of one invocation."""

    notifications: list[Received[NotificationMessage]] = field(default_factory=list)
    events: list[Received[EventMessage]] = field(default_factory=list)
    malformed: list[Dead] = field(default_factory=list)

    def without_events(self) -> Batch:
        """The batch for a channel whose queue carries notifications only: an event there is malformed."""
        return Batch(self.notifications, [], [*self.malformed, *(Dead.of(event, MALFORMED) for event in self.events)])


def read(event: Mapping[str, Any]) -> Batch:
    """The messages of a Lambda event; one that cannot be read never takes its neighbours along."""
    batch = Batch()
    for record in event["Records"]:
        try:
            message = decode(record["body"])
        except MalformedMessage:
            logger.error("not a message of this system", message_id=record["messageId"])
            batch.malformed.append(Dead(record["messageId"], record["body"], MALFORMED))
            continue
        if isinstance(message, EventMessage):
            batch.events.append(received(record, message))
        else:
            batch.notifications.append(received(record, message))
    return batch


def received(record: Mapping[str, Any], message: MessageT) -> Received[MessageT]:
    """A record of a Lambda event, with the message that its body holds."""
    attributes = record["attributes"]
    return Received(
        message=message,
        receives=int(attributes["ApproximateReceiveCount"]),
        sent_ms=int(attributes["SentTimestamp"]),
        receipt_handle=record["receiptHandle"],
        message_id=record["messageId"],
        body=record["body"],
    )


def answer(queue_url: str, dead_letter_queue_url: str, unfinished: Iterable[Unfinished]) -> dict[str, Any]:
    """What the function returns: the records to keep in the queue, each hidden as long as it asked for.

    When their visibility cannot be changed they come back after the queue's own timeout: later than wished, not lost. So
    does a dead letter that its queue did not take.
    """
    again: list[Retry] = []
    dead: list[Dead] = []
    for each in unfinished:
        if isinstance(each, Retry):
            again.append(each)
        else:
            dead.append(each)
    kept = queues.put_aside(
        dead_letter_queue_url, [queues.Refused(each.message_id, each.body, each.code) for each in dead]
    )
    for chunk in _chunks(again):
        _hide(queue_url, chunk)
    return {"batchItemFailures": [{"itemIdentifier": each} for each in (*(retry.message_id for retry in again), *kept)]}


def _hide(queue_url: str, chunk: list[Retry]) -> None:
    entries: list[Any] = [
        {"Id": str(index), "ReceiptHandle": retry.receipt_handle, "VisibilityTimeout": retry.delay}
        for index, retry in enumerate(chunk)
    ]
    try:
        clients.sqs().change_message_visibility_batch(QueueUrl=queue_url, Entries=entries)
    except (BotoCoreError, ClientError):
        logger.exception("visibility not changed", messages=len(chunk))


def _chunks(retries: list[Retry]) -> Iterator[list[Retry]]:
    rest = iter(retries)
    while chunk := list(islice(rest, _ENTRIES_PER_CALL)):
        yield chunk
