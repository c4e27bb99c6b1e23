"""Which notifications stand under a person's collapse key: the newest, and those it has not replaced yet.

An id is taken off only after its notification was replaced, so whatever dies in between is done by the next that comes. The
newest is never taken off: an older one that comes late finds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from pynamodb.exceptions import DoesNotExist

from .tables import CollapseRow

_SETS = {"in-app": CollapseRow.inApp, "push": CollapseRow.push}


class CollapseKeys:
    """The collapse keys table, by person and key, with a set of notification ids for each channel that replaces."""

    def __init__(self, table_name: str) -> None:
        CollapseRow.bind(table_name)

    def join(
        self, user_id: str, key: str, channels: Sequence[str], notification_id: str, expires_at: int
    ) -> dict[str, AbstractSet[str]]:
        """Stand under the key on those channels. By channel: all that stand there now. `expires_at`: epoch seconds."""
        row = CollapseRow(user_id, key)
        row.update(
            [*(_SETS[channel].add({notification_id}) for channel in channels), CollapseRow.expiresAt.set(expires_at)]
        )
        return {channel: _standing(row, channel) for channel in channels}

    def leave(self, user_id: str, key: str, gone: Mapping[str, AbstractSet[str]]) -> None:
        """Take off what was replaced, by channel."""
        CollapseRow(user_id, key).update([_SETS[channel].delete(set(ids)) for channel, ids in gone.items() if ids])

    def newest(self, user_id: str, key: str, channel: str) -> str:
        """The newest id on a channel, read consistently; empty when the key is unknown."""
        try:
            return max(_standing(CollapseRow.get(user_id, key, consistent_read=True), channel), default="")
        except DoesNotExist:
            return ""


def ids_of(row: CollapseRow) -> AbstractSet[str]:
    """Every id of a row, on whatever channel."""
    return _standing(row, "in-app") | _standing(row, "push")


def _standing(row: CollapseRow, channel: str) -> AbstractSet[str]:
    ids: AbstractSet[str] | None = getattr(row, _SETS[channel].attr_name)
    return ids or set()
