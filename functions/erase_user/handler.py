"""The erasure queue's Lambda. It runs until its time is nearly over, then asks for the message again: a function that
queued its own next page would be stopped by Lambda's recursive loop detection.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
"""

from __future__ import annotations

from functools import cache
from typing import Any

from carillon import config
from carillon.erase_user import Erasure, erase
from carillon.observability import logger
from carillon.storage.erasable import (
    Erasable,
    ErasableById,
    ErasableCollapseKeys,
    ErasableSubscriptions,
)
from carillon.storage.notification_table import NotificationRow
from carillon.storage.tables import DeliveryRow

_RESERVE_MS = 10_000


@cache
def _tables() -> list[Erasable]:
    settings = config.load(config.EraseUserSettings)
    return [
        ErasableById(NotificationRow, settings.notifications_table),
        ErasableSubscriptions(settings.subscriptions_table),
        ErasableById(DeliveryRow, settings.deliveries_table),
        ErasableCollapseKeys(settings.collapse_keys_table),
    ]


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """An SQS batch of erasures; answers those that are not finished."""
    unfinished = [
        record["messageId"]
        for record in event["Records"]
        if not erase(
            Erasure.decode(record["body"]), _tables(), lambda: context.get_remaining_time_in_millis() > _RESERVE_MS
        )
    ]
    for record in event["Records"]:
        logger.info("erasure", message_id=record["messageId"], is_finished=record["messageId"] not in unfinished)
    return {"batchItemFailures": [{"itemIdentifier": item} for item in unfinished]}
