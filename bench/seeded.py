"""Rows by the hundred thousand, straight in Moto's tables: the first is written by the real code, the others are its copies.

Copies share the values that are the same in all of them: nothing changes a value in place.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict

from bench.life import MESSAGE_BYTES
from carillon.domain import clock, ids
from carillon.domain.notification import Notification, NotificationRequest
from carillon.storage.notification_table import DUE_SHARDS, NotificationRow
from carillon.storage.notifications import Lifetimes, Notifications, category_key, due_shard
from carillon.storage.users import Users
from tests.integration.names import ACCOUNT, REGION

AGE = timedelta(minutes=11)
"""Of the newest: its email is due, and a read mark may cover it."""

_LIFETIMES = Lifetimes(retention=timedelta(days=180), fallback_delay=timedelta(minutes=10))
_USUAL = ("in-app", "email", "push")
_TEXT = MESSAGE_BYTES - 200


def inbox(user_id: str, number: int, due: int = 0, behind: int = 0) -> list[str]:
    """Unread notifications of somebody, a second apart, the newest first, `behind` so many that are there. Of the newest `due`
    the email is due, as many of each shard: chance would be measured too.
    """
    newest = clock.now() - AGE - timedelta(seconds=behind)
    moments = [newest - timedelta(seconds=second) for second in range(number)]
    identifiers = [
        *(_of_shard(str(place % DUE_SHARDS), moment) for place, moment in enumerate(moments[:due])),
        *map(ids.new_id, moments[due:]),
    ]
    _copy(_first(user_id, newest, ("in-app",)), ((user_id, each) for each in identifiers[:due]))
    _copy(_first(user_id, newest, _USUAL), ((user_id, each) for each in identifiers[due:]))
    return identifiers


def _of_shard(shard: str, at: datetime) -> str:
    while due_shard(identifier := ids.new_id(at)) != shard:
        continue
    return identifier


def due(number: int) -> set[str]:
    """Notifications whose email is due, each of somebody else, who has an address."""
    people = [f"person-{person:06}" for person in range(number)]
    Users(os.environ["PREFERENCES_TABLE"]).change_contact(people[0], {"email": "somebody@example.com"})
    table = _table("PREFERENCES_TABLE")
    [known] = [item for item in table.items.values() if item.hash_key.value == people[0]]
    for person in people[1:]:
        _put(table, known, {"userId": person})
    at = clock.now() - AGE
    keys = [(person, ids.new_id(at)) for person in people]
    _copy(_first(people[0], at, ("in-app",)), iter(keys))
    return {identifier for _, identifier in keys}


def still_due() -> int:
    """Rows that a later sweep would find."""
    rows = (item for of_user in _table("NOTIFICATIONS_TABLE").items.values() for item in of_user.values())
    return sum("dueAt" in item.attrs for item in rows)


def _first(user_id: str, at: datetime, channels: tuple[str, ...]) -> Item:
    """A row as the code writes it, taken out of the table again."""
    identifier = ids.new_id(at)
    request = NotificationRequest(user_id, "reward", "Notification", "m" * _TEXT)
    notification = Notification(identifier, request, channels, skipped={}, unread_key=identifier)
    Notifications(os.environ["NOTIFICATIONS_TABLE"]).add(notification, _LIFETIMES)
    row: Item = _table("NOTIFICATIONS_TABLE").get_item(_text(user_id), _text(identifier))
    NotificationRow(user_id, identifier).delete()
    return row


def _copy(row: Item, keys: Iterator[tuple[str, str]]) -> None:
    table = _table("NOTIFICATIONS_TABLE")
    category = row.attrs["category"].value
    for user_id, identifier in keys:
        changed = dict.fromkeys(("id", "inboxKey", "unreadKey"), identifier)
        changed |= {"userId": user_id, "categoryKey": category_key(category, identifier)}
        if "dueShard" in row.attrs:
            changed["dueShard"] = due_shard(identifier)
        _put(table, row, changed)


def _put(table: Any, like: Item, changed: dict[str, str]) -> None:
    """Beside what Moto looks at when it puts an item: the first one has passed that."""
    copy: Any = Item.__new__(Item)
    copy.attrs = LimitedSizeDict()
    texts = {value: _text(value) for value in changed.values()}
    dict.update(copy.attrs, like.attrs | {name: texts[value] for name, value in changed.items()})
    copy.hash_key = copy.attrs[table.hash_key_attr]
    copy.range_key = copy.attrs[table.range_key_attr] if table.range_key_attr else None
    if table.range_key_attr:
        table.items[copy.hash_key][copy.range_key] = copy
    else:
        table.items[copy.hash_key] = copy


def _text(value: str) -> DynamoType:
    return DynamoType({"S": value})


def _table(variable: str) -> Any:
    return dynamodb_backends[ACCOUNT][REGION].get_table(os.environ[variable])
