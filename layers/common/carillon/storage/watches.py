"""What is looked at again because it may not end by itself, by the instant to look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..domain import clock
from ..domain.delivery import RETENTION_MARGIN_SECONDS
from ..domain.stuck import Watched
from .pages import in_pages
from .tables import WatchRow

_KIND = "accepted"
_SEPARATOR = "#"


@dataclass(frozen=True, slots=True)
class Watch:
    """What one batch of the stream saw accepted, as far as it has not ended. `name`: the batch's."""

    name: str
    look_at: str
    watched: tuple[Watched, ...]

    @property
    def key(self) -> str:
        """Its place in the order of looks."""
        return f"{self.look_at}{_SEPARATOR}{self.name}"


class Watches:
    """The watches table."""

    def __init__(self, table_name: str) -> None:
        WatchRow.bind(table_name)

    def put(self, name: str, watched: Sequence[Watched], look_at: datetime) -> Watch:
        """Have these looked at then. The same again changes nothing."""
        watch = Watch(name, clock.iso(look_at), tuple(watched))
        expires_at = int(look_at.timestamp()) + RETENTION_MARGIN_SECONDS
        WatchRow(_KIND, watch.key, watched=[_stored(each) for each in watched], expiresAt=expires_at).save()
        return watch

    def remove(self, watch: Watch) -> None:
        """Look at it no more."""
        WatchRow(_KIND, watch.key).delete()

    def pages(self, now: datetime, size: int) -> Iterator[list[Watch]]:
        """What is to be looked at by now, longest due first, in pages."""
        rows = WatchRow.query(_KIND, WatchRow.lookKey <= clock.iso(now), page_size=size)
        return in_pages(map(_watch, rows), size)


def _watch(row: WatchRow) -> Watch:
    look_at, name = row.lookKey.split(_SEPARATOR, 1)
    return Watch(name, look_at, tuple(_watched(*each) for each in row.watched))


def _stored(watched: Watched) -> list[Any]:
    """As a list, without names: there are a hundred in an item."""
    return [getattr(watched, name) for name in Watched.__dataclass_fields__]


def _watched(user_id: str, notification_id: str, *rest: Any) -> Watched:
    priority, queued_at, channels, is_requeued = rest
    return Watched(user_id, notification_id, priority, queued_at, tuple(channels), is_requeued)
