"""Keeping the totals: a batch of changes of a table becomes one write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .domain import clock, ids, stats
from .domain.stats import Change, Totals
from .domain.user import User
from .observability import logger
from .storage.stats import Stats
from .storage.users import Users

Record = Mapping[str, Any]


class CountStats:
    """Applies stream records of the notifications, subscriptions and preferences tables."""

    def __init__(self, stats_repository: Stats, users: Users) -> None:
        self._stats = stats_repository
        self._users = users

    def apply(self, records: Sequence[Record]) -> None:
        """Add what a batch changed, once however often the stream hands it over."""
        users = self._users_of_lost(records)
        named = {_name(record): record for record in records if _changes([record], users)}
        if _changes(list(named.values()), users):
            self._stats.apply(list(named), lambda names: _changes([named[name] for name in names], users))
        logger.info("changes counted", records=len(records), notification_ids=_notification_ids(records))

    def _users_of_lost(self, records: Sequence[Record]) -> Mapping[str, User]:
        owners = {
            record["dynamodb"]["Keys"]["userId"]["S"]
            for record in records
            if _is_notification(record) and _loses_its_key(record)
        }
        return self._users.get_many(owners) if owners else {}


def _changes(records: Sequence[Record], users: Mapping[str, User]) -> Change:
    notifications = [record for record in records if _is_notification(record)]
    return Change(
        totals=sum((_change(record, users) for record in records), Totals()),
        added=[_recent(_image(record, "NewImage")) for record in notifications if _is_insert(record)],
        deleted={_image(record, "OldImage")["id"] for record in notifications if _is_remove(record)},
    )


def _change(record: Record, users: Mapping[str, User]) -> Totals:
    old, new = _image(record, "OldImage") or None, _image(record, "NewImage") or None
    keys = record["dynamodb"]["Keys"]
    if "endpointHash" in keys:
        return stats.subscription_change(old, new)
    if "id" not in keys:
        return stats.user_change(old, new)
    user = users.get(keys["userId"]["S"])
    # Rounded down to the second: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
    second = int(record["dynamodb"].get("ApproximateCreationDateTime", 0))
    at = clock.iso(clock.from_epoch_ms(second * 1000))
    return stats.notification_change(old, new, user.counted_marks if user else (), at)


def _image(record: Record, name: str) -> dict[str, Any]:
    """The attributes of an image that the totals look at, as plain values."""
    image = record["dynamodb"].get(name) or {}
    return {
        attribute: next(iter(typed.values()))
        for attribute, typed in image.items()
        if next(iter(typed)) in ("S", "N", "BOOL")
    }


def _recent(image: Mapping[str, Any]) -> dict[str, Any]:
    """What is shown of a latest notification: no text but its title, no address."""
    shown = {name: image[name] for name in ("id", "userId", "type", "priority", "category", "title")}
    return shown | {"createdAt": clock.iso(ids.created_at(image["id"]))}


def _notification_ids(records: Sequence[Record]) -> list[str]:
    return sorted({record["dynamodb"]["Keys"]["id"]["S"] for record in records if _is_notification(record)})


def _is_notification(record: Record) -> bool:
    return "id" in record["dynamodb"]["Keys"]


def _loses_its_key(record: Record) -> bool:
    had, has = (stats.unread_key(_image(record, name)) for name in ("OldImage", "NewImage"))
    return had is not None and had != has


def _is_insert(record: Record) -> bool:
    return "NewImage" in record["dynamodb"] and "OldImage" not in record["dynamodb"]


def _is_remove(record: Record) -> bool:
    return "OldImage" in record["dynamodb"] and "NewImage" not in record["dynamodb"]


def _name(record: Record) -> str:
    return str(record.get("eventID") or record["dynamodb"].get("SequenceNumber"))
