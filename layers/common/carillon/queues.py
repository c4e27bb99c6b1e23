"""Sending to SQS in batches, telling which messages did not get through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from . import clients
from .errors import Unavailable
from .observability import logger
from .threads import in_parallel

_LONGEST_ERROR_MESSAGE = 1_000
_MAX_ENTRIES = 10
_MAX_BYTES = 256 * 1024
"""Of a whole batch: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html"""


class QueueingFailed(Unavailable):
    """SQS did not take a message; whoever asked for it must be told, or try again."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message for a queue. `owner` is what the caller knows it by; `delay` seconds hide it at first."""

    queue_url: str
    body: str
    owner: str
    delay: int = 0
    attributes: Mapping[str, str] | None = None


def send_all(messages: Sequence[Outgoing]) -> set[str]:
    """Send every message, queues side by side. The owners of those that SQS did not take."""
    failed = in_parallel(_send_batch, [batch for queue in _by_queue(messages) for batch in _batches(queue)])
    return set().union(*failed)


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that is given up: its id, its body untouched, and why: a code, and a sentence where there is one."""

    message_id: str
    body: str
    code: str
    message: str = ""


def put_aside(dead_letter_queue_url: str, refused: Sequence[Refused]) -> list[str]:
    """Put messages on a dead-letter queue, with the attributes `errorCode` and `errorMessage`. The ids of those it did not
    take, which must be received again.
    """
    letters = [
        Outgoing(dead_letter_queue_url, item.body, item.message_id, attributes=_attributes(item)) for item in refused
    ]
    return sorted(send_all(letters)) if letters else []


def send(message: Outgoing) -> None:
    """Send one message. Raises QueueingFailed."""
    if send_all([message]):
        raise QueueingFailed("the queue did not take the message")


def _attributes(refused: Refused) -> dict[str, str]:
    """SQS takes neither an empty attribute nor every character: a member name a producer invented may hold anything."""
    printable = refused.message.encode("ascii", "backslashreplace").decode()
    text = "".join(character if character.isprintable() else "?" for character in printable)[:_LONGEST_ERROR_MESSAGE]
    return {"errorCode": refused.code, **({"errorMessage": text} if text else {})}


def _by_queue(messages: Sequence[Outgoing]) -> list[list[Outgoing]]:
    queues: dict[str, list[Outgoing]] = {}
    for message in messages:
        queues.setdefault(message.queue_url, []).append(message)
    return list(queues.values())


def _batches(messages: Sequence[Outgoing]) -> Iterator[list[Outgoing]]:
    batch: list[Outgoing] = []
    size = 0
    for message in messages:
        bytes_of_message = _size(message)
        if batch and (len(batch) == _MAX_ENTRIES or size + bytes_of_message > _MAX_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(message)
        size += bytes_of_message
    if batch:
        yield batch


def _size(message: Outgoing) -> int:
    attributes = message.attributes or {}
    return len(message.body.encode()) + sum(
        len(name) + len(value) + len("String") for name, value in attributes.items()
    )


def _send_batch(batch: Sequence[Outgoing]) -> set[str]:
    entries = [_entry(position, message) for position, message in enumerate(batch)]
    try:
        answer = clients.sqs().send_message_batch(QueueUrl=batch[0].queue_url, Entries=entries)
    except (ClientError, BotoCoreError):
        logger.exception("a batch was not queued", size=len(batch))
        return {message.owner for message in batch}
    failed = answer.get("Failed", ())
    for failure in failed:
        logger.error("a message was not queued", code=failure.get("Code"))
    return {batch[int(failure["Id"])].owner for failure in failed}


def _entry(position: int, message: Outgoing) -> dict[str, Any]:
    entry: dict[str, Any] = {"Id": str(position), "MessageBody": message.body}
    if message.delay:
        entry["DelaySeconds"] = message.delay
    if message.attributes:
        entry["MessageAttributes"] = {
            name: {"DataType": "String", "StringValue": value} for name, value in message.attributes.items()
        }
    return entry
