"""The rows of the notifications table, and its indexes: see `tables` for the keys of every table."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import BooleanAttribute, JSONAttribute, ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, LocalSecondaryIndex

from .row import Row

DUE_SHARDS = 4
_FILTER_FIELDS = ["category", "expiresAt"]


class InboxIndex(LocalSecondaryIndex[Any]):
    class Meta:
        index_name = "inbox"
        projection = IncludeProjection(_FILTER_FIELDS)

    userId = UnicodeAttribute(hash_key=True)
    inboxKey = UnicodeAttribute(range_key=True)


class CategoryIndex(LocalSecondaryIndex[Any]):
    class Meta:
        index_name = "category"
        projection = IncludeProjection(_FILTER_FIELDS)

    userId = UnicodeAttribute(hash_key=True)
    categoryKey = UnicodeAttribute(range_key=True)


class UnreadIndex(LocalSecondaryIndex[Any]):
    class Meta:
        index_name = "unread"
        projection = IncludeProjection(_FILTER_FIELDS)

    userId = UnicodeAttribute(hash_key=True)
    unreadKey = UnicodeAttribute(range_key=True)


class DueIndex(GlobalSecondaryIndex[Any]):
    class Meta:
        index_name = "due"
        projection = IncludeProjection(["unreadKey", "mandatory", "category"])

    dueShard = UnicodeAttribute(hash_key=True)
    dueAt = UnicodeAttribute(range_key=True)


class NotificationRow(Row):
    class Meta:
        table_name = ""

    userId = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    type = UnicodeAttribute()
    priority = UnicodeAttribute()
    category = UnicodeAttribute()
    title = UnicodeAttribute()
    message = UnicodeAttribute()
    data = UnicodeAttribute()
    mandatory = BooleanAttribute(null=True)
    collapseKey = UnicodeAttribute(null=True)
    channels = ListAttribute[str]()
    skipped = JSONAttribute(null=True)
    inboxKey = UnicodeAttribute(null=True)
    categoryKey = UnicodeAttribute(null=True)
    unreadKey = UnicodeAttribute(null=True)
    readAt = UnicodeAttribute(null=True)
    updatedAt = UnicodeAttribute(null=True)
    dueShard = UnicodeAttribute(null=True)
    dueAt = UnicodeAttribute(null=True)
    fallbackAt = UnicodeAttribute(null=True)
    replacedBy = UnicodeAttribute(null=True)
    expiresAt = NumberAttribute()
    inbox = InboxIndex()
    by_category = CategoryIndex()
    unread = UnreadIndex()
    due = DueIndex()
