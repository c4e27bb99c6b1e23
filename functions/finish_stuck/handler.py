"""The schedule's Lambda: every minute, ends what was accepted and does not end by itself."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import Any

from carillon import config
from carillon.domain.stuck import Ages
from carillon.finish_stuck import FinishStuck
from carillon.observability import logger
from carillon.storage.deliveries import Deliveries
from carillon.storage.notifications import Notifications
from carillon.storage.watches import Watches

_RESERVE_MS = 20_000
"""Time for the page under way; what is left falls to the next tick."""


@cache
def _finish_stuck() -> FinishStuck:
    settings = config.load(config.FinishStuckSettings)
    return FinishStuck(
        Watches(settings.watches_table),
        Deliveries(settings.deliveries_table, settings.retention_days),
        Notifications(settings.notifications_table),
        settings.channel_queues,
        Ages(settings.max_retry_seconds, settings.outcome_wait_seconds),
    )


@logger.inject_lambda_context
def lambda_handler(_event: Any, context: Any) -> dict[str, Any]:
    """Whatever the event says, sweep; answers how many deliveries were queued again, and how many were ended."""
    swept = asdict(_finish_stuck().sweep(lambda: context.get_remaining_time_in_millis() > _RESERVE_MS))
    logger.info("swept", **swept)
    return swept
