"""The rows and keys of every table.

Notifications   `userId` | `id`: another person's row cannot be reached by construction; ids sort by creation. Local
                indexes, because a count after a change must be exact: `inbox` (`inboxKey` = id) holds what was routed
                in-app, `category` (`categoryKey` = category#id) the same by category, `unread` (`unreadKey`, see
                `domain.inbox`) what is unread by itself. `due` (`dueShard` | `dueAt`) is global and sparse: rows whose
                email fallback may fall due, spread over `DUE_SHARDS` partitions.
Preferences     `userId`: preferences, contact, read marks, open connections and devices in one item, so that a decision costs
                one read, and so does finding whom to send to. For the totals alone: `countedMarks`, and how many rows those
                covered, `readByMarks` (`count_marked`).
Idempotency     `key` = hash of user and key: the hash of the request and the notification it made, for 24 h.
CollapseKeys    `userId` | `collapseKey`: by channel, the ids that stand under the key.
Subscriptions   `endpointHash`: one owner per endpoint, who has the same in `devices` of their item; `user` finds a person's.
Tickets         `ticketHash`: deleting it is redeeming it.
Deliveries      `userId` | `notificationId#channel`: claim and log of one notification on one channel. `deliveryId` finds it
                by the opaque id that a provider gives back with its receipts; sparse.
Suppressions    `address`, in lower case: nothing is sent there any more, while there is a `reason`. Without one, the row is the
                memory of a suppression that was lifted. `channel` (`channel` | `address`) lists those that stand: its sort
                key is unique, so that a page has one place to go on.
SmsCaps         `key`: texts of a day to a number, a user, or of the stack (`day#what#hash`); what was decided of a text
                (`text#notification id`).
Stats           `name`: counters and the latest notifications.
Watches         `kind` | `lookKey` = when to look, # and a name: what a batch of the stream saw accepted, until all of it has
                ended. One partition: an item stands for up to a hundred notifications, and most live for five minutes.

Data of a notification is JSON text: DynamoDB nests 32 levels only. `expiresAt` is the TTL attribute (epoch seconds);
DynamoDB deletes late, so readers filter by it.
"""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import (
    AllProjection,
    GlobalSecondaryIndex,
    KeysOnlyProjection,
)

from ..domain.user import CATEGORY_SWITCHES, CHANNEL_SWITCHES, choice_name
from .row import Row


class UserRow(Row):
    """Every choice and every address is an attribute of its own, so that two changes at once both last."""

    class Meta:
        table_name = ""

    userId = UnicodeAttribute(hash_key=True)
    emailEnabled = BooleanAttribute(null=True)
    smsEnabled = BooleanAttribute(null=True)
    inAppEnabled = BooleanAttribute(null=True)
    pushEnabled = BooleanAttribute(null=True)
    transactionAlerts = BooleanAttribute(null=True)
    securityAlerts = BooleanAttribute(null=True)
    systemAlerts = BooleanAttribute(null=True)
    rewardAlerts = BooleanAttribute(null=True)
    adminAlerts = BooleanAttribute(null=True)
    promotionalEmails = BooleanAttribute(null=True)
    enableDigest = BooleanAttribute(null=True)
    digestFrequency = UnicodeAttribute(null=True)
    emailMutedUntil = UnicodeAttribute(null=True)
    locals().update(
        {
            choice_name(category, channel): BooleanAttribute(null=True)
            for category in CATEGORY_SWITCHES
            for channel in CHANNEL_SWITCHES
        }
    )
    preferencesUpdatedAt = UnicodeAttribute(null=True)
    contactUpdatedAt = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    phone = UnicodeAttribute(null=True)
    username = UnicodeAttribute(null=True)
    locale = UnicodeAttribute(null=True)
    timezone = UnicodeAttribute(null=True)
    readMarks = JSONAttribute(null=True)
    readUpTo = UnicodeAttribute(null=True)
    countedMarks = JSONAttribute(null=True)
    readByMarks = NumberAttribute(null=True)
    erasedAt = UnicodeAttribute(null=True)
    connections = UnicodeSetAttribute(null=True)
    devices = UnicodeAttribute(null=True)


class IdempotencyRow(Row):
    class Meta:
        table_name = ""

    key = UnicodeAttribute(hash_key=True)
    requestHash = UnicodeAttribute()
    notificationId = UnicodeAttribute()
    isDone = BooleanAttribute(null=True)
    expiresAt = NumberAttribute()


class CollapseRow(Row):
    class Meta:
        table_name = ""

    userId = UnicodeAttribute(hash_key=True)
    collapseKey = UnicodeAttribute(range_key=True)
    inApp = UnicodeSetAttribute(null=True)
    push = UnicodeSetAttribute(null=True)
    expiresAt = NumberAttribute()


class SubscriptionsOfUser(GlobalSecondaryIndex[Any]):
    class Meta:
        index_name = "user"
        projection = AllProjection()

    userId = UnicodeAttribute(hash_key=True)
    createdAt = UnicodeAttribute(range_key=True)


class SubscriptionRow(Row):
    class Meta:
        table_name = ""

    endpointHash = UnicodeAttribute(hash_key=True)
    userId = UnicodeAttribute()
    endpoint = UnicodeAttribute()
    p256dh = UnicodeAttribute()
    auth = UnicodeAttribute()
    vapidKey = UnicodeAttribute(null=True)
    deviceInfo = JSONAttribute(null=True)
    isActive = BooleanAttribute()
    createdAt = UnicodeAttribute()
    updatedAt = UnicodeAttribute()
    expiresAt = NumberAttribute(null=True)
    of_user = SubscriptionsOfUser()


class TicketRow(Row):
    class Meta:
        table_name = ""

    ticketHash = UnicodeAttribute(hash_key=True)
    userId = UnicodeAttribute()
    expiresAt = NumberAttribute()


class DeliveryIdIndex(GlobalSecondaryIndex[Any]):
    class Meta:
        index_name = "deliveryId"
        projection = KeysOnlyProjection()

    deliveryId = UnicodeAttribute(hash_key=True)


class DeliveryRow(Row):
    class Meta:
        table_name = ""

    userId = UnicodeAttribute(hash_key=True)
    deliveryKey = UnicodeAttribute(range_key=True)
    entries = ListAttribute[MapAttribute[str, Any]](null=True)
    inFlight = ListAttribute[str](null=True)
    abandoned = ListAttribute[str](null=True)
    leaseUntil = NumberAttribute(null=True)
    claim = UnicodeAttribute(null=True)
    attempt = NumberAttribute(null=True)
    deliveryId = UnicodeAttribute(null=True)
    expiresAt = NumberAttribute()
    by_delivery_id = DeliveryIdIndex()


class SuppressionsOfChannel(GlobalSecondaryIndex[Any]):
    class Meta:
        index_name = "channel"
        projection = AllProjection()

    channel = UnicodeAttribute(hash_key=True)
    address = UnicodeAttribute(range_key=True)


class SuppressionRow(Row):
    class Meta:
        table_name = ""

    address = UnicodeAttribute(hash_key=True)
    channel = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    createdAt = UnicodeAttribute(null=True)
    liftedAt = UnicodeAttribute(null=True)
    startedAt = UnicodeAttribute(null=True)
    lastStop = UnicodeAttribute(null=True)
    lastStart = UnicodeAttribute(null=True)
    expiresAt = NumberAttribute(null=True)
    of_channel = SuppressionsOfChannel()


class SmsCapRow(Row):
    class Meta:
        table_name = ""

    key = UnicodeAttribute(hash_key=True)
    used = NumberAttribute(null=True)
    verdict = UnicodeAttribute(null=True)
    expiresAt = NumberAttribute()


class StatsRow(Row):
    class Meta:
        table_name = ""

    name = UnicodeAttribute(hash_key=True)
    total = NumberAttribute(default=0)
    unread = NumberAttribute(default=0)
    pushSubs = NumberAttribute(default=0)
    recent = JSONAttribute(null=True)
    batches = JSONAttribute(null=True)
    records = JSONAttribute(null=True)
    version = NumberAttribute(null=True)


class WatchRow(Row):
    class Meta:
        table_name = ""

    kind = UnicodeAttribute(hash_key=True)
    lookKey = UnicodeAttribute(range_key=True)
    watched = JSONAttribute()
    expiresAt = NumberAttribute()
