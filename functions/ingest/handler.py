"""The ingest queue's Lambda: internal systems drop notification requests here."""

from __future__ import annotations

from functools import cache
from typing import Any

from carillon import config
from carillon.accept import Accept
from carillon.ingest import Ingest
from carillon.observability import logger


@cache
def _ingest() -> Ingest:
    settings = config.load(config.IngestSettings)
    return Ingest(Accept(settings), settings.ingest_dead_letter_queue_url)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """An SQS batch; answers which messages failed and must be received again."""
    return {"batchItemFailures": [{"itemIdentifier": item} for item in _ingest().ingest(event["Records"])]}
