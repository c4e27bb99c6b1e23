"""Queues as `local/` uses them, in memory; `refusals` says how often SQS answers that it did not take an entry."""

from collections import Counter
from typing import Any

from botocore.exceptions import ClientError


class Queues:
    """The calls of an SQS client that the commands make."""

    def __init__(self) -> None:
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.hidden: set[str] = set()
        self.refusals: Counter[str] = Counter()
        self.calls: list[int] = []
        self.tasks: list[dict[str, Any]] = []
        self.started: dict[str, str] = {}

    def put(self, queue: str, body: str, **attributes: str) -> None:
        self._add(queue, body, {name: {"DataType": "String", "StringValue": text} for name, text in attributes.items()})

    def bodies(self, queue: str) -> list[str]:
        return [message["Body"] for message in self.messages.get(queue, [])]

    def _add(self, queue: str, body: str, attributes: Any) -> None:
        number = f"{queue}-{len(self.messages.setdefault(queue, []))}-{body}"
        self.messages[queue].append(
            {"MessageId": number, "ReceiptHandle": number, "Body": body, "MessageAttributes": attributes}
        )

    def send_message_batch(self, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:
        assert sum(len(entry["MessageBody"].encode()) for entry in Entries) <= 262_144
        self.calls.append(len(Entries))
        failed = []
        for entry in Entries:
            if self.refusals[entry["MessageBody"]] > 0:
                self.refusals[entry["MessageBody"]] -= 1
                failed.append({"Id": entry["Id"], "Code": "InternalError", "SenderFault": False})
            else:
                self._add(QueueUrl, entry["MessageBody"], entry["MessageAttributes"])
        return {"Failed": failed}

    def receive_message(self, QueueUrl: str, MaxNumberOfMessages: int, **_: Any) -> dict[str, Any]:
        visible = [item for item in self.messages.get(QueueUrl, []) if item["MessageId"] not in self.hidden]
        taken = visible[:MaxNumberOfMessages]
        self.hidden |= {item["MessageId"] for item in taken}
        return {"Messages": taken} if taken else {}

    def delete_message(self, QueueUrl: str, ReceiptHandle: str) -> None:
        self.messages[QueueUrl] = [item for item in self.messages[QueueUrl] if item["MessageId"] != ReceiptHandle]

    def change_message_visibility(self, QueueUrl: str, ReceiptHandle: str, VisibilityTimeout: int) -> None:
        self.hidden.discard(ReceiptHandle)

    def get_queue_attributes(self, QueueUrl: str, AttributeNames: list[str]) -> dict[str, Any]:
        return {"Attributes": {"QueueArn": f"arn:{QueueUrl}"}}

    def start_message_move_task(self, SourceArn: str, DestinationArn: str) -> None:
        if self.started:
            raise ClientError({"Error": {"Code": "UnsupportedOperation"}}, "StartMessageMoveTask")
        self.started = {"from": SourceArn, "to": DestinationArn}

    def list_message_move_tasks(self, SourceArn: str, MaxResults: int) -> dict[str, Any]:
        return {"Results": [self.tasks.pop(0)]}
