"""The receipt queue's Lambda: what providers tell of messages goes into the delivery log."""

from __future__ import annotations

from functools import cache
from typing import Any

from carillon import config, queue_records, receipt_messages
from carillon.domain.receipt import MalformedReceipt
from carillon.observability import logger
from carillon.record_delivery import ReceivedWords, RecordDelivery
from carillon.storage.deliveries import Deliveries
from carillon.storage.suppressions import Suppressions


@cache
def _record_delivery() -> RecordDelivery:
    settings = config.load(config.RecordDeliverySettings)
    return RecordDelivery(Deliveries(settings.deliveries_table), Suppressions(settings.suppressions_table))


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """An SQS batch; answers which messages must be received again."""
    settings = config.load(config.RecordDeliverySettings)
    received: list[ReceivedWords] = []
    malformed: list[queue_records.Unfinished] = []
    for record in event["Records"]:
        try:
            received.append(queue_records.received(record, receipt_messages.decode(record["body"])))
        except MalformedReceipt:
            logger.error("not a receipt", message_id=record["messageId"])
            malformed.append(queue_records.Dead(record["messageId"], record["body"], queue_records.MALFORMED))
    unfinished = [*malformed, *_record_delivery().record(received)]
    return queue_records.answer(settings.receipt_queue_url, settings.receipt_dead_letter_queue_url, unfinished)
