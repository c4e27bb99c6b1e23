"""The three ways a request comes on the ingest queue: bare, in an SNS notification, in an EventBridge event.

https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
"""

from __future__ import annotations

from typing import Any

from . import strict_json


def unwrap(body: str) -> Any:
    """The JSON value a producer meant. Raises InvalidJson, also for what is inside an SNS notification."""
    value = strict_json.loads(body)
    if not isinstance(value, dict):
        return value
    if value.get("Type") == "Notification" and "TopicArn" in value and isinstance(value.get("Message"), str):
        return strict_json.loads(value["Message"])
    if "detail-type" in value and "source" in value and "detail" in value:
        return value["detail"]
    return value
