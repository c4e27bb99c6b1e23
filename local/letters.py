"""Moving dead letters one by one: receive, send, delete, in this order, so that none is lost.

A message that was sent and could not be deleted comes twice; everything behind the queues is made for that.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local import queue_batches

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

REFUSED = "errorCode"
"""The message attribute that `ingest` gives what can never be accepted."""
_OF_REFUSAL = frozenset({REFUSED, "errorMessage"})
_HIDDEN_SECONDS = 900
_WAIT_SECONDS = 1
"""A long poll asks every server of SQS; a short one may answer "nothing" beside messages."""


@dataclass(slots=True)
class Moved:
    """What a redrive did. `refused` counts by `errorCode` what was left."""

    moved: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def refused_count(self) -> int:
        """How many were left."""
        return self.refused.total()

    def summary(self) -> str:
        """The codes of what was left, most frequent first."""
        return ", ".join(f"{count} {code}" for code, count in self.refused.most_common())


def move(client: "SQSClient", source: str, destination: str, *, keep_refused: bool) -> Moved:
    """Move every message that is visible. With `keep_refused`, those that carry `errorCode` stay, visible again.

    All are received before one is sent: what is refused anew comes back at once, and would be moved round and round.
    """
    moved = Moved()
    found: dict[str, MessageTypeDef] = {}
    while fresh := [message for message in _receive(client, source) if message["MessageId"] not in found]:
        found |= {message["MessageId"]: message for message in fresh}
    is_kept = {name: keep_refused and REFUSED in item.get("MessageAttributes", {}) for name, item in found.items()}
    kept = {name: message for name, message in found.items() if is_kept[name]}
    going = [message for name, message in found.items() if not is_kept[name]]
    try:
        moved.moved = _pass_on(client, source, destination, going)
    finally:
        for message in kept.values():
            client.change_message_visibility(
                QueueUrl=source, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
    moved.refused.update(message["MessageAttributes"][REFUSED]["StringValue"] for message in kept.values())
    return moved


def _receive(client: "SQSClient", source: str) -> list["MessageTypeDef"]:
    answer = client.receive_message(
        QueueUrl=source,
        MaxNumberOfMessages=10,
        MessageAttributeNames=["All"],
        VisibilityTimeout=_HIDDEN_SECONDS,
        WaitTimeSeconds=_WAIT_SECONDS,
    )
    return answer.get("Messages", [])


def _pass_on(client: "SQSClient", source: str, destination: str, messages: list["MessageTypeDef"]) -> int:
    """Send and delete; what could not be sent is visible again after a while. How many went."""
    outgoing = [queue_batches.Message(message["Body"], _attributes(message)) for message in messages]
    refused = set(queue_batches.send(client, destination, outgoing))
    sent = [message for position, message in enumerate(messages) if position not in refused]
    for message in sent:
        client.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
    return len(sent)


def _attributes(message: "MessageTypeDef") -> dict[str, dict[str, Any]]:
    """The producer's own attributes: without ours, or a later dead letter would look refused."""
    return {
        name: {key: part for key, part in value.items() if key in ("DataType", "StringValue", "BinaryValue")}
        for name, value in message.get("MessageAttributes", {}).items()
        if name not in _OF_REFUSAL
    }
