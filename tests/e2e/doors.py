"""Every public door of a running stack: what producers, browsers and operators may use, and nothing behind it."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import boto3
import httpx
from botocore.config import Config

from local.invoke import function_name
from local.settings import STACK_NAME

from .eventually import eventually
from .outbox import Outbox
from .sockets import Socket

TIMEOUT_SECONDS = 30
_COUNTS = [f"ApproximateNumberOfMessages{state}" for state in ("", "NotVisible", "Delayed")]


class Doors:
    """A stack as its `stack.json` describes it."""

    def __init__(self, stack: dict[str, Any]) -> None:
        self.stack = stack
        self.outputs: dict[str, str] = stack["outputs"]
        self.api = f"{stack['httpApiUrl']}/api"
        limits = httpx.Limits(max_connections=60)
        self.http = httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False, limits=limits)
        self.outbox = Outbox(stack, self.http)
        self.client = cache(self._client)
        self.resource = cache(self._resource)
        self.defects: list[str] = []
        self.open_sockets: list[Socket] = []
        self._dead_letters: dict[str, list[dict[str, Any]]] = {}

    def _client(self, service: Any) -> Any:
        """A client of the local AWS, with the credentials that an operator has."""
        return boto3.client(
            service,
            endpoint_url=self.stack["awsEndpoint"],
            region_name=self.stack["region"],
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(proxies={}, read_timeout=TIMEOUT_SECONDS),
        )

    def _resource(self, logical_id: str) -> str:
        """The name of a resource of the template."""
        found = self.client("cloudformation").describe_stack_resource(
            StackName=STACK_NAME, LogicalResourceId=logical_id
        )
        return str(found["StackResourceDetail"]["PhysicalResourceId"])

    def socket(self, url: str) -> Socket:
        """A WebSocket that is closed when the test is over."""
        self.open_sockets.append(Socket(url))
        return self.open_sockets[-1]

    def close_sockets(self) -> None:
        """Close what is open still: a local AWS with open connections takes long to stop."""
        while self.open_sockets:
            self.open_sockets.pop().close()

    def put(self, queue: str, *bodies: str | Mapping[str, Any]) -> list[str]:
        """Put messages on the queue of that name (`Ingest`, `Email`, …), at most ten, in one call; their ids."""
        entries = [
            {"Id": str(index), "MessageBody": body if isinstance(body, str) else json.dumps(body)}
            for index, body in enumerate(bodies)
        ]
        answer = self.client("sqs").send_message_batch(QueueUrl=self.outputs[f"{queue}QueueUrl"], Entries=entries)
        assert not answer.get("Failed"), answer
        return [taken["MessageId"] for taken in sorted(answer["Successful"], key=lambda taken: int(taken["Id"]))]

    def waiting(self, queue: str) -> int:
        """How many messages a queue still has: visible, hidden or delayed."""
        answer = self.client("sqs").get_queue_attributes(
            QueueUrl=self.outputs[f"{queue}QueueUrl"], AttributeNames=_COUNTS
        )
        return sum(int(count) for count in answer["Attributes"].values())

    def wait_until_empty(self, queue: str, within: float = 30) -> None:
        eventually(lambda: self.waiting(queue), lambda count: count == 0, within)

    def purge(self, queue: str) -> None:
        """Lose everything that a queue holds."""
        self.client("sqs").purge_queue(QueueUrl=self.outputs[f"{queue}QueueUrl"])
        assert self.waiting(queue) == 0

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Every row of a table, as an operator can look at it."""
        pages = self.client("dynamodb").get_paginator("scan").paginate(TableName=self.outputs[f"{table}TableName"])
        return [row for page in pages for row in page["Items"]]

    def switch_trigger(self, function: str, *, on: bool) -> None:
        """Have a function take messages from its queue, or not."""
        client = self.client("lambda")
        name = function_name(client, function)
        (mapping,) = client.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
        client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=on)

    def dead_letters(self, queue: str) -> list[dict[str, Any]]:
        """All that ever came to the queue's dead-letter queue; taken from there, and remembered here."""
        known = self._dead_letters.setdefault(queue, [])
        url = self.outputs[f"{queue}DeadLetterQueueUrl"]
        sqs = self.client("sqs")
        while True:
            answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
            if not answer.get("Messages"):
                return known
            for message in answer["Messages"]:
                known.append(message)
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def dead_letter(self, queue: str, body: str) -> dict[str, Any]:
        """The one dead letter with that body."""
        (found,) = eventually(lambda: [item for item in self.dead_letters(queue) if item["Body"] == body])
        return found

    def invoke(self, function_name: str, event: bytes = b"{}") -> Any:
        """Invoke a function as an operator can; what it returned."""
        answer = self.client("lambda").invoke(FunctionName=function_name, Payload=event)
        returned = json.loads(answer["Payload"].read() or b"null")
        assert "FunctionError" not in answer, returned
        return returned
