"""The part of Lambda that polls a queue: receives, calls the handler, deletes what the handler did not report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from carillon import clients

CONTEXT = SimpleNamespace(
    function_name="test",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:test",
    aws_request_id="request-1",
    get_remaining_time_in_millis=lambda: 30_000,
)

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


@dataclass
class LambdaQueue:
    """A queue and the function behind it."""

    url: str
    handler: Handler

    def put(self, *bodies: str) -> None:
        for body in bodies:
            clients.sqs().send_message(QueueUrl=self.url, MessageBody=body)

    def receive(self, age: float = 0) -> dict[str, Any]:
        """The event of the messages that are visible, `age` seconds after they were queued."""
        answer = clients.sqs().receive_message(QueueUrl=self.url, MaxNumberOfMessages=10, AttributeNames=["All"])
        return {"Records": [_record(message, age) for message in answer.get("Messages", [])]}

    def run(self, age: float = 0) -> list[str]:
        """One invocation with what is visible, `age` seconds old; the message ids that it reported as failed."""
        return self.invoke(self.receive(age))

    def invoke(self, event: dict[str, Any]) -> list[str]:
        failed = {item["itemIdentifier"] for item in self.handler(event, CONTEXT)["batchItemFailures"]}
        for record in event["Records"]:
            if record["messageId"] not in failed:
                clients.sqs().delete_message(QueueUrl=self.url, ReceiptHandle=record["receiptHandle"])
        return [record["messageId"] for record in event["Records"] if record["messageId"] in failed]

    def left(self) -> int:
        """Messages that the queue still has, hidden or not."""
        names = [f"ApproximateNumberOfMessages{kind}" for kind in ("", "NotVisible", "Delayed")]
        answer = clients.sqs().get_queue_attributes(QueueUrl=self.url, AttributeNames=names)
        return sum(int(answer["Attributes"][name]) for name in names)


def _record(message: dict[str, Any], age: float) -> dict[str, Any]:
    attributes = dict(message["Attributes"])
    attributes["SentTimestamp"] = str(int(attributes["SentTimestamp"]) - round(age * 1000))
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": attributes,
    }
