"""What a killed sender leaves behind: looked for where it lies, since a receipt may settle it before the log shows it."""

import time
from typing import Any

from carillon.domain import clock
from carillon.domain.delivery import LEASE_SECONDS
from carillon.domain.notification import CHANNELS
from local.settings import STACK_NAME
from tests.e2e.doors import Doors
from tests.e2e.eventually import eventually

from .victims import QUEUES, Victim

_DEAD_AFTER_SECONDS = 4
"""Nobody alive takes so long for a message whose provider answers."""


def wait_for(victim: Victim, when: str, within: float) -> dict[str, int]:
    """By channel, how many deliveries were seen whose sender died `before` or `after` it claimed them; at least one each."""
    look = _unclaimed if when == "before" else _in_flight
    found = dict.fromkeys(CHANNELS, 0)

    def most_seen() -> dict[str, int]:
        found.update({channel: max(found[channel], look(victim, channel)) for channel in CHANNELS})
        return found

    return eventually(most_seen, lambda seen: all(seen.values()), within)


def _in_flight(victim: Victim, channel: str) -> int:
    """Claimed a while ago, and never written down."""
    leases = [float(row.get("leaseUntil", {}).get("N", "inf")) for row in _rows(victim, channel)]
    return sum(lease - LEASE_SECONDS < time.time() - _DEAD_AFTER_SECONDS for lease in leases)


def _unclaimed(victim: Victim, channel: str) -> int:
    """Accepted a while ago and never claimed, though nothing waits in the queue: somebody took it and died."""
    claimed = {row["deliveryKey"]["S"].split("#")[0] for row in _rows(victim, channel)}
    latest = clock.now().timestamp() - _DEAD_AFTER_SECONDS
    old = {name for name, at in victim.accepted.items() if clock.from_iso(at).timestamp() < latest}
    return len(old - claimed) if old and _visible(victim.doors, channel) == 0 else 0


def _visible(doors: Doors, channel: str) -> int:
    name = "ApproximateNumberOfMessages"
    url = doors.outputs[f"{QUEUES[channel]}QueueUrl"]
    return int(doors.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])


def _rows(victim: Victim, channel: str) -> list[dict[str, Any]]:
    found = victim.doors.client("cloudformation").describe_stack_resource(
        StackName=STACK_NAME, LogicalResourceId="DeliveriesTable"
    )
    pages = (
        victim.doors.client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=found["StackResourceDetail"]["PhysicalResourceId"],
            KeyConditionExpression="userId = :user",
            ExpressionAttributeValues={":user": {"S": victim.person.user_id}},
            ConsistentRead=True,
        )
    )
    return [row for page in pages for row in page["Items"] if row["deliveryKey"]["S"].endswith(f"#{channel}")]
