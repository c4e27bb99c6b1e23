"""Totals and the latest notifications: one item, written once per batch of changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.update import Action

from ..domain.stats import BATCHES_REMEMBERED, RECENT_SHOWN, Totals
from .conditions import is_condition_failure
from .tables import StatsRow

_NAME = "totals"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The totals and the latest notifications, newest first."""

    totals: Totals
    recent: list[dict[str, Any]]


class Stats:
    """The stats table."""

    def __init__(self, table_name: str) -> None:
        StatsRow.bind(table_name)

    def get(self) -> Snapshot:
        """What is known now. A total is never shown below zero."""
        row = _read()
        totals = Totals(max(int(row.total), 0), max(int(row.unread), 0), max(int(row.pushSubs), 0))
        return Snapshot(totals, list(row.recent or ())[:RECENT_SHOWN])

    def apply(
        self, batch_id: str, change: Totals, recent: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]
    ) -> bool:
        """Add a batch's change, once: False when this batch was added before. Others may be writing at the same time."""
        while True:
            row = _read()
            batches = list(row.batches or ())
            if batch_id in batches:
                return False
            version = int(row.version or 0)
            actions: list[Action] = [
                StatsRow.total.set(int(row.total) + change.total),
                StatsRow.unread.set(int(row.unread) + change.unread),
                StatsRow.pushSubs.set(int(row.pushSubs) + change.push_subscriptions),
                StatsRow.recent.set(recent(list(row.recent or ()))),
                StatsRow.batches.set([*batches, batch_id][-BATCHES_REMEMBERED:]),
                StatsRow.version.set(version + 1),
            ]
            unchanged = StatsRow.version == version if version else StatsRow.version.does_not_exist()
            try:
                StatsRow(_NAME).update(actions, condition=unchanged)
            except UpdateError as error:
                if is_condition_failure(error):
                    continue
                raise
            return True


def _read() -> StatsRow:
    try:
        return StatsRow.get(_NAME, consistent_read=True)
    except DoesNotExist:
        return StatsRow(_NAME)
