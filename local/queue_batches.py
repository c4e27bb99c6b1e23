"""Sending to a queue by tens, from outside of the application: what SQS did not take is tried again.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

_ENTRIES = 10
_BYTES = 256 * 1024
"""Of a whole batch; the longest message there is fills one."""
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Message:
    """A text for a queue, with its message attributes as SQS has them."""

    body: str
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes, as the limit of a batch counts them: names, types and values of attributes included."""
        named = (
            len(name) + sum(len(str(part).encode()) for part in value.values())
            for name, value in self.attributes.items()
        )
        return len(self.body.encode()) + sum(named)


def batches(messages: Sequence[Message]) -> Iterator[list[int]]:
    """The positions of the messages that go together: ten at most, and no more bytes than SQS takes."""
    batch: list[int] = []
    size = 0
    for position, message in enumerate(messages):
        if batch and (len(batch) == _ENTRIES or size + message.size > _BYTES):
            yield batch
            batch, size = [], 0
        batch.append(position)
        size += message.size
    if batch:
        yield batch


def send(
    client: "SQSClient",
    queue_url: str,
    messages: Sequence[Message],
    progress: Callable[[int], None] = lambda _done: None,
    pause: Callable[[float], None] = time.sleep,
) -> list[int]:
    """Send them all, telling `progress` how many are done. The positions of those that SQS refused on every try.

    Raises botocore's errors when a whole call failed: botocore has tried it again already.
    """
    refused: list[int] = []
    done = 0
    for batch in batches(messages):
        left = batch
        for number in range(_TRIES):
            if number:
                pause(2.0**number / 4)
            left = _send(client, queue_url, {position: messages[position] for position in left})
            if not left:
                break
        refused += left
        done += len(batch)
        progress(done)
    return refused


def _send(client: "SQSClient", queue_url: str, messages: Mapping[int, Message]) -> list[int]:
    entries: list[SendMessageBatchRequestEntryTypeDef] = [
        {"Id": str(position), "MessageBody": message.body, "MessageAttributes": message.attributes}
        for position, message in messages.items()
    ]
    answer = client.send_message_batch(QueueUrl=queue_url, Entries=entries)
    return [int(failure["Id"]) for failure in answer.get("Failed", [])]
