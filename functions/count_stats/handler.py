"""The streams' Lambda: notes what was accepted, and keeps the totals behind `GET /stats`."""

from __future__ import annotations

from functools import cache
from typing import Any

from carillon import config
from carillon.count_marked import CountMarked
from carillon.count_stats import CountStats
from carillon.domain.stuck import Ages
from carillon.observability import logger
from carillon.storage.inbox import Inbox
from carillon.storage.notifications import Notifications
from carillon.storage.stats import Stats
from carillon.storage.users import Users
from carillon.storage.watches import Watches
from carillon.watch_accepted import WatchAccepted


@cache
def _watch_accepted() -> WatchAccepted:
    settings = config.load(config.CountStatsSettings)
    return WatchAccepted(Watches(settings.watches_table), Ages(settings.max_retry_seconds))


@cache
def _count_stats() -> CountStats:
    settings = config.load(config.CountStatsSettings)
    return CountStats(Stats(settings.stats_table), Users(settings.preferences_table))


@cache
def _count_marked() -> CountMarked:
    settings = config.load(config.CountStatsSettings)
    return CountMarked(Users(settings.preferences_table), Inbox(Notifications(settings.notifications_table)))


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> None:
    """A batch of one stream. Raises when it could not be noted or counted; the stream then hands it over again.

    Noted first: a total may be wrong for a while, a notification may not be lost. What marks cover last: it waits.
    """
    _watch_accepted().note(event["Records"])
    _count_stats().apply(event["Records"])
    _count_marked().apply(event["Records"])
