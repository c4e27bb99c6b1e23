"""The inbox of one person: list, count, read, unread. Local indexes only, so what was just changed is counted."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition

from ..domain import clock, inbox
from ..domain.notification import Notification
from ..domain.user import User
from ..threads import in_parallel
from .conditions import is_condition_failure
from .notification_table import NotificationRow
from .notifications import Notifications, category_key, fresh_unread_key, notification_of

_LONGEST_PAGE = 1_000
_LOOKED_AT = 30
"""Keys of the unread index, about as many as a read unit holds."""
_HIGHEST = "~"
"""Sorts after every character of an identifier."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is restricted to."""

    unread_only: bool = False
    category: str | None = None


_UNREAD = Filter(unread_only=True)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page begins: after the row with this index key and id."""

    key: str
    id: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page, newest first; `next` where the following one begins, None at the end. `positions` by id."""

    notifications: list[Notification]
    next: Position | None
    positions: Mapping[str, Position] = field(default_factory=dict)

    def first(self, count: int) -> Page:
        """The first `count` (1 or more) as a page of their own: the others begin the following one."""
        kept = self.notifications[:count]
        return Page(kept, self.positions[kept[-1].id], self.positions)


class Inbox:
    """Reads and marks what was routed in-app."""

    def __init__(self, notifications: Notifications) -> None:
        self._notifications = notifications

    def page(self, user: User, only: Filter, limit: int, after: Position | None = None, skip: int = 0) -> Page:
        """`limit` notifications after a position; `skip` walks over that many keys first (the cost of page numbers)."""
        index, attribute = _index(only)
        within = _range(user, only, after.key if after else None)
        if within is None:
            return Page([], None)
        query: dict[str, Any] = {
            "range_key_condition": within,
            "filter_condition": _filter(only),
            "consistent_read": True,
            "index_name": index,
            "scan_index_forward": False,
        }
        many = skip + limit + 1
        rows = NotificationRow.query(user.user_id, limit=many, page_size=min(many, _LONGEST_PAGE), **query)
        keys = [Position(getattr(row, attribute), row.id) for row in rows]
        wanted = keys[skip : skip + limit]
        found = self._notifications.get_many(user.user_id, [position.id for position in wanted]) if wanted else []
        following = wanted[-1] if len(keys) > skip + limit else None
        return Page(found, following, {position.id: position for position in wanted})

    def count(self, user: User, only: Filter) -> int:
        """How many there are: one request per megabyte of keys."""
        return self._count(user, only, _range(user, only, None), consistent=True)

    def unread_count(self, user: User) -> int:
        """How many are unread, exactly."""
        return self.count(user, _UNREAD)

    def unread_count_with(self, user: User, notification_id: str) -> int:
        """How many are unread, for half the price, where the index shows this one, which came a moment ago, among them: then
        it is not behind. Otherwise exactly.
        """
        newest = NotificationRow.query(
            user.user_id,
            _range(user, _UNREAD, None),
            _filter(_UNREAD),
            index_name="unread",
            scan_index_forward=False,
            limit=_LOOKED_AT,
            page_size=_LOOKED_AT,
        )
        seen = [row.id for row in newest]
        if notification_id not in seen:
            return self.count(user, _UNREAD)
        last = newest.last_evaluated_key
        older = _range(user, _UNREAD, last["unreadKey"]["S"]) if last else None
        return len(seen) + (self._count(user, _UNREAD, older, consistent=False) if older is not None else 0)

    def mark_read(self, user: User, notification: Notification, at: datetime) -> Notification | None:
        """Mark one as read. One that is read already keeps its time. None when it was deleted meanwhile."""
        if inbox.read_time(notification, user) is not None:
            return notification
        row = NotificationRow(user.user_id, notification.id)
        actions = [
            NotificationRow.readAt.set(clock.iso(at)),
            NotificationRow.updatedAt.set(clock.iso(at)),
            NotificationRow.unreadKey.remove(),
            NotificationRow.dueShard.remove(),
            NotificationRow.dueAt.remove(),
        ]
        return self._update(row, actions, _unchanged(notification))

    def mark_unread(self, user: User, notification: Notification, at: datetime) -> Notification | None:
        """Mark one as unread, as if it had just arrived, but for its email: it was read. One that is unread already stays
        as it is. None: see above.
        """
        if inbox.read_time(notification, user) is None:
            return notification
        row = NotificationRow(user.user_id, notification.id)
        actions = [
            NotificationRow.readAt.remove(),
            NotificationRow.updatedAt.set(clock.iso(at)),
            NotificationRow.dueShard.remove(),
            NotificationRow.dueAt.remove(),
        ]
        if notification.in_inbox:
            actions.append(NotificationRow.unreadKey.set(fresh_unread_key(at)))
        return self._update(row, actions, _unchanged(notification))

    def replace(self, user: User, notification_id: str, by: str, at: datetime) -> bool:
        """Take one out of the inbox while it is unread: `by` stands in its place. False when it was read, or is not there."""
        row = NotificationRow(user.user_id, notification_id)
        in_inbox = ("inboxKey", "categoryKey", "unreadKey", "dueShard", "dueAt")
        actions = [
            *(getattr(NotificationRow, name).remove() for name in in_inbox),
            NotificationRow.replacedBy.set(by),
            NotificationRow.updatedAt.set(clock.iso(at)),
        ]
        try:
            row.update(actions, condition=NotificationRow.unreadKey > _just_above(user.read_up_to))
        except UpdateError as error:
            if is_condition_failure(error):
                return False
            raise
        return True

    def count_uncounted(self, user: User) -> int:
        """How many rows the read marks cover that were not counted yet: expired ones too, until they are removed."""
        return NotificationRow.count(
            user.user_id,
            NotificationRow.unreadKey.between(_just_above(user.counted_up_to), user.read_up_to),
            consistent_read=True,
            index_name="unread",
        )

    def unread_above_mark(self, user: User, mark: str, at: datetime) -> list[Notification]:
        """The few unread that are too young for a read mark, up to `at`."""
        rows = NotificationRow.query(
            user.user_id,
            NotificationRow.unreadKey.between(mark, inbox.end_of(at)),
            consistent_read=True,
            index_name="unread",
        )
        young = [row.id for row in rows if row.unreadKey > mark]
        return self._notifications.get_many(user.user_id, young) if young else []

    def mark_each_read(self, user: User, notifications: list[Notification], at: datetime) -> None:
        """Mark those one by one, side by side."""
        in_parallel(lambda notification: self.mark_read(user, notification, at), notifications)

    def _count(self, user: User, only: Filter, within: Condition | None, *, consistent: bool) -> int:
        return NotificationRow.count(
            user.user_id, within, _filter(only), consistent_read=consistent, index_name=_index(only)[0]
        )

    def _update(self, row: NotificationRow, actions: list[Any], condition: Condition) -> Notification | None:
        """The row after the change. Where somebody else was quicker, the row as they left it; None when it is gone."""
        try:
            row.update(actions, condition=condition)
        except UpdateError as error:
            if is_condition_failure(error):
                return self._notifications.get(row.userId, row.id)
            raise
        return notification_of(row)


def _unchanged(notification: Notification) -> Condition:
    """The row is there (an update must not bring a deleted one back), in the read state and the inbox as we saw it."""
    if notification.unread_key is not None:
        return cast(Condition, NotificationRow.unreadKey == notification.unread_key)
    replaced = NotificationRow.replacedBy
    return cast(
        Condition,
        NotificationRow.id.exists()
        & NotificationRow.unreadKey.does_not_exist()
        & (replaced.exists() if notification.replaced_by else replaced.does_not_exist()),
    )


def _index(only: Filter) -> tuple[str, str]:
    if only.unread_only:
        return "unread", "unreadKey"
    return ("category", "categoryKey") if only.category else ("inbox", "inboxKey")


def _range(user: User, only: Filter, before: str | None) -> Condition | None:
    """The range of the filter's index that lies before a key; keys equal to the bounds are never rows of the range.

    None where nothing lies: before a key that was unread when the cursor was given out, and is under the read mark now.
    DynamoDB refuses a BETWEEN whose upper bound sorts before its lower one.
    """
    if only.unread_only:
        lower, attribute = user.read_up_to, NotificationRow.unreadKey
    elif only.category:
        lower, attribute = category_key(only.category, ""), NotificationRow.categoryKey
    else:
        lower, attribute = "", NotificationRow.inboxKey
    upper = before if before is not None else lower + _HIGHEST if only.category and not only.unread_only else _HIGHEST
    lowest, highest = _just_above(lower), _just_below(upper)
    return attribute.between(lowest, highest) if lowest <= highest else None


def _just_above(key: str) -> str:
    return key + "!"


def _just_below(key: str) -> str:
    """The highest key below `key`: identifiers end in a character that has one before it, or are cut."""
    return key if key.endswith(_HIGHEST) else key[:-1] + chr(ord(key[-1]) - 1) + _HIGHEST


def _filter(only: Filter) -> Condition:
    alive = NotificationRow.expiresAt > int(time.time())
    return alive & (NotificationRow.category == only.category) if only.unread_only and only.category else alive
