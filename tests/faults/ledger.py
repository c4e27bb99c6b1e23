"""The ledger as it lies in its table: the API's answer about each of a thousand notifications would take too long."""

from collections.abc import Iterator
from dataclasses import dataclass

from .victims import Victim


@dataclass(frozen=True)
class Delivery:
    """A row. `status` is its last line's, `claimed` without any; `lease_until` in epoch seconds, none: infinite."""

    notification_id: str
    channel: str
    status: str
    provider: str | None
    lease_until: float


def deliveries(victim: Victim) -> Iterator[Delivery]:
    """Every row of somebody."""
    client = victim.doors.client("dynamodb")
    pages = client.get_paginator("query").paginate(
        TableName=victim.doors.resource("DeliveriesTable"),
        KeyConditionExpression="userId = :user",
        ExpressionAttributeValues={":user": {"S": victim.person.user_id}},
        ConsistentRead=True,
    )
    for page in pages:
        for row in page["Items"]:
            notification_id, channel = row["deliveryKey"]["S"].split("#")
            lines = row.get("entries", {}).get("L", [])
            last = lines[-1]["M"] if lines else {}
            yield Delivery(
                notification_id,
                channel,
                last.get("status", {}).get("S", "claimed"),
                last.get("provider", {}).get("S"),
                float(row.get("leaseUntil", {}).get("N", "inf")),
            )
