"""Totals and the latest notifications: one item, written once per batch of changes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.update import Action

from ..domain.stats import BATCHES_REMEMBERED, RECENT_SHOWN, RECORDS_REMEMBERED, Change, Totals, merge_recent
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

    def apply(self, records: Sequence[str], change_of: Callable[[Sequence[str]], Change]) -> bool:
        """Add what a batch of records, named uniquely, changes; `change_of` says what those do that were not added before.

        False when all of them were. Others may be writing at the same time.
        """
        batch_id = _short("\n".join(records), 16)
        names = {_short(record, 6): record for record in records}
        while True:
            row = _read()
            batches, known = list(row.batches or ()), list(row.records or ())
            fresh = [name for name in names if name not in known]
            if batch_id in batches or not fresh:
                return False
            change, version = change_of([names[name] for name in fresh]), int(row.version or 0)
            actions: list[Action] = [
                StatsRow.total.set(int(row.total) + change.totals.total),
                StatsRow.unread.set(int(row.unread) + change.totals.unread),
                StatsRow.pushSubs.set(int(row.pushSubs) + change.totals.push_subscriptions),
                StatsRow.recent.set(merge_recent(list(row.recent or ()), change.added, change.deleted)),
                StatsRow.batches.set([*batches, batch_id][-BATCHES_REMEMBERED:]),
                StatsRow.records.set([*known, *fresh][-RECORDS_REMEMBERED:]),
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


def _short(name: str, length: int) -> str:
    return base64.b64encode(hashlib.sha256(name.encode()).digest())[:length].decode()


def _read() -> StatsRow:
    try:
        return StatsRow.get(_NAME, consistent_read=True)
    except DoesNotExist:
        return StatsRow(_NAME)
