"""The streams' Lambda: keeps the totals behind `GET /stats`."""

from __future__ import annotations

from functools import cache
from typing import Any

from carillon import config
from carillon.count_stats import CountStats
from carillon.observability import logger
from carillon.storage.stats import Stats
from carillon.storage.users import Users


@cache
def _count_stats() -> CountStats:
    settings = config.load(config.CountStatsSettings)
    return CountStats(Stats(settings.stats_table), Users(settings.preferences_table))


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> None:
    """A batch of one stream. Raises when it could not be counted; the stream then hands it over again."""
    _count_stats().apply(event["Records"])
