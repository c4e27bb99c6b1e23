"""The schedule's Lambda: sweeps the due index every minute."""

from __future__ import annotations

from functools import cache
from typing import Any

from carillon import config
from carillon.email_fallback import EmailFallback
from carillon.observability import logger
from carillon.storage.due import Due
from carillon.storage.users import Users

_RESERVE_MS = 10_000
"""Time for the page under way; what is left falls to the next tick."""


@cache
def _fallback() -> EmailFallback:
    settings = config.load(config.EmailFallbackSettings)
    return EmailFallback(Users(settings.preferences_table), Due(settings.notifications_table), settings.email_queue_url)


@logger.inject_lambda_context
def lambda_handler(_event: Any, context: Any) -> dict[str, Any]:
    """Whatever the event says, sweep; answers how many emails were queued."""
    queued = _fallback().sweep(lambda: context.get_remaining_time_in_millis() > _RESERVE_MS)
    logger.info("swept", queued=queued)
    return {"queued": queued}
