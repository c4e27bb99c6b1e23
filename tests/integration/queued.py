"""What lies on the queues."""

from __future__ import annotations

import json
from typing import Any

from carillon import clients
from tests.integration.names import queue_url


def take(name: str) -> list[dict[str, Any]]:
    """Every message of a queue, as SQS gives it, taken off the queue."""
    taken: list[dict[str, Any]] = []
    while (
        messages := clients.sqs()
        .receive_message(QueueUrl=queue_url(name), MaxNumberOfMessages=10, MessageAttributeNames=["All"])
        .get("Messages")
    ):
        for message in messages:
            clients.sqs().delete_message(QueueUrl=queue_url(name), ReceiptHandle=message["ReceiptHandle"])
            taken.append(message)
    return taken


def bodies(name: str) -> list[dict[str, Any]]:
    """The JSON of every message of a queue."""
    return [json.loads(message["Body"]) for message in take(name)]
