"""Noting what was accepted, a batch of the notifications' stream at a time: one write for up to a hundred of them.

See `finish_stuck` for who looks at it again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from .count_stats import Record
from .domain.stuck import Ages, Watched
from .storage.watches import Watches


class WatchAccepted:
    """Sees to it that whatever was queued is looked at again."""

    def __init__(self, watches: Watches, ages: Ages) -> None:
        self._watches = watches
        self._ages = ages

    def note(self, records: Sequence[Record]) -> None:
        """Note what a batch tells of as accepted. A batch that comes again is the same note; one that is cut anew is another,
        and what stands in two is looked at twice and ended once.
        """
        watched = [each for record in records for each in _watched(record)]
        if watched:
            newest = max(each.queued_at for each in watched)
            look_at = datetime.fromtimestamp(newest + self._ages.first_look, UTC)
            self._watches.put(_name(watched), watched, look_at)


def _watched(record: Record) -> Iterator[Watched]:
    """A new row was queued on its channels; one that was claimed for its email fallback, on that one."""
    old, new = (record["dynamodb"].get(f"{age}Image") or {} for age in ("Old", "New"))
    if "channels" not in new:
        return
    channels = [channel["S"] for channel in new["channels"]["L"]] if not old else []
    if old and new.get("fallbackAt") != old.get("fallbackAt"):
        channels = ["email"]
    if channels:
        yield Watched(
            user_id=_text(new, "userId"),
            notification_id=_text(new, "id"),
            priority=_text(new, "priority"),
            queued_at=int(record["dynamodb"].get("ApproximateCreationDateTime") or time.time()),
            channels=tuple(channels),
        )


def _name(watched: Sequence[Watched]) -> str:
    """The same for the same."""
    return hashlib.sha256(repr(watched).encode()).hexdigest()[:16]


def _text(image: Mapping[str, Any], name: str) -> str:
    return str(image[name]["S"])
