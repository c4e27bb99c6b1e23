"""Push subscriptions: who gets what on which device. An endpoint belongs to the one person who registered it last.

The row of an endpoint says whose it is. What its owner's pushes need of it stands in the owner's item as well, so that whoever
reads the person has found their devices. Both change in one transaction: an endpoint is never in two people's items.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from ..domain import clock, ids
from ..domain.user import User
from . import transactions
from .conditions import is_condition_failure
from .tables import SubscriptionRow, UserRow

MAX_ACTIVE = 20
"""Devices of one person; the oldest gives way. It bounds what one notification can set off."""

KEPT_INACTIVE_SECONDS = 90 * 24 * 3600
"""How long a device that was switched off can still be named by the person who had it."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One device. Keys are unpadded base64url, checked by `domain.push_endpoint`; `expires_at` is epoch seconds.

    `vapid_key` is the application server key it was made with: its push service takes pushes signed with no other
    (RFC 8292, section 4.2). None: not known.
    """

    user_id: str
    endpoint: str
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)
    vapid_key: str | None = None
    device_info: Any = None
    expires_at: int | None = None
    is_active: bool = True
    created_at: str = ""

    @property
    def id(self) -> str:
        """Its opaque name, which is also its `target` in the delivery log."""
        return ids.target_id(self.user_id, self.endpoint)

    def view(self) -> dict[str, Any]:
        """What its owner sees: no keys."""
        return {
            "id": self.id,
            "endpoint": self.endpoint,
            "deviceInfo": self.device_info,
            "isActive": self.is_active,
            "createdAt": self.created_at,
        }


_Change = Callable[[Subscription | None], Subscription | None]


class Subscriptions:
    """The subscriptions table, and the devices in the preferences table."""

    def __init__(self, table_name: str, preferences_table: str) -> None:
        SubscriptionRow.bind(table_name)
        UserRow.bind(preferences_table)

    def register(self, subscription: Subscription) -> Subscription:
        """Make this the one subscription of its endpoint, whoever had it before; the oldest beyond the cap goes out.

        Registering it again keeps its `created_at` and its `vapid_key`: a page may do so at every visit, and for as long as
        an endpoint lives, the key that it was made with stays the same.
        """

        def renewed(known: Subscription | None) -> Subscription:
            if known is None:
                return replace(subscription, created_at=clock.iso(clock.now()))
            is_mine = known.user_id == subscription.user_id
            return replace(
                subscription,
                created_at=known.created_at if is_mine else clock.iso(clock.now()),
                vapid_key=known.vapid_key or subscription.vapid_key,
            )

        registered = self._change(subscription.user_id, subscription.endpoint, renewed)
        assert registered is not None  # as `renewed` says
        return registered

    def unregister(self, user_id: str, endpoint: str) -> bool:
        """Switch a person's device off. True also the second time; False when it is not theirs, or unknown."""

        def off(known: Subscription | None) -> Subscription | None:
            return _off(known) if known and known.user_id == user_id else None

        return self._change(user_id, endpoint, off) is not None

    def deactivate(self, subscription: Subscription) -> None:
        """Switch off exactly this subscription: not one that took its endpoint meanwhile."""

        def off(known: Subscription | None) -> Subscription | None:
            return _off(known) if known and _is_still(known, subscription) else None

        self._change(subscription.user_id, subscription.endpoint, off)

    def remember_key(self, subscription: Subscription, vapid_key: str) -> None:
        """The application server key that exactly this subscription turned out to be made with."""

        def with_key(known: Subscription | None) -> Subscription | None:
            return replace(known, vapid_key=vapid_key) if known and _is_still(known, subscription) else None

        self._change(subscription.user_id, subscription.endpoint, with_key)

    def has_any(self, user_id: str) -> bool:
        """Whether the person has or had any device that is still known."""
        return any(True for _ in SubscriptionRow.of_user.query(user_id, limit=1))

    def _change(self, user_id: str, endpoint: str, becomes: _Change) -> Subscription | None:
        """What `becomes` makes of an endpoint's subscription, the person's from then on, once it is written. Where it says
        None, nothing changes.
        """

        def attempt() -> Subscription | None:
            row, person = _row(endpoint), _person(user_id)
            wanted = becomes(_known(row, person))
            if wanted is not None:
                _write(row, wanted, person)
            return wanted

        return transactions.retried(attempt)


def active(user: User) -> list[Subscription]:
    """A person's devices, MAX_ACTIVE at most, the newest first."""
    return [each for each in _devices(user.user_id, user.devices) if not user.erased_since(each.created_at)]


def _known(row: SubscriptionRow | None, person: UserRow) -> Subscription | None:
    """An endpoint's subscription. What the person had before they were erased is none, though its row may still be there."""
    if row is None:
        return None
    is_erased = row.userId == person.userId and row.createdAt <= (person.erasedAt or "")
    return None if is_erased else _subscription(row)


def _write(row: SubscriptionRow | None, wanted: Subscription, owner: UserRow) -> None:
    """The row, and the items of its owner and of who was that before: all of them, as they were read, or none, where anything
    changes at all. Raises TransactWriteError when one of them changed meanwhile.
    """
    before = {owner.userId: owner}
    if row and row.userId != owner.userId:
        before[row.userId] = _person(row.userId)
    after = {user_id: _after(wanted, user_id, person.devices) for user_id, person in before.items()}
    if row and wanted == _subscription(row) and all(text == before[user_id].devices for user_id, text in after.items()):
        return
    with TransactWrite(connection=SubscriptionRow._get_connection().connection) as transaction:
        transaction.update(SubscriptionRow(_hash(wanted.endpoint)), actions=_actions(wanted), condition=_unchanged(row))
        for user_id, person in before.items():
            text = after[user_id]
            transaction.update(
                UserRow(user_id),
                actions=[UserRow.devices.set(text) if text else UserRow.devices.remove()],
                condition=_as_it_was(UserRow.devices, person.devices) & _as_it_was(UserRow.erasedAt, person.erasedAt),
            )


def _after(wanted: Subscription, user_id: str, text: str | None) -> str | None:
    """A person's devices once this one is as wanted. One that comes anew is the first; the last beyond the cap goes out."""
    devices = {each.endpoint: each for each in _devices(user_id, text)}
    if not wanted.is_active or wanted.user_id != user_id:
        devices.pop(wanted.endpoint, None)
    elif wanted.endpoint in devices:
        devices[wanted.endpoint] = wanted
    else:
        devices = {wanted.endpoint: wanted} | devices
    in_order = list(devices.values())
    for oldest in in_order[MAX_ACTIVE:]:
        _retire(oldest)
    return _text(in_order[:MAX_ACTIVE])


def _retire(oldest: Subscription) -> None:
    """Before it leaves its owner's item: should that fail, the next device to come retires it again."""
    kept_until = int(time.time()) + KEPT_INACTIVE_SECONDS
    actions: list[Action] = [SubscriptionRow.isActive.set(False), SubscriptionRow.expiresAt.set(kept_until)]
    still = (SubscriptionRow.userId == oldest.user_id) & (SubscriptionRow.p256dh == oldest.p256dh)
    try:
        SubscriptionRow(_hash(oldest.endpoint)).update(actions, condition=still)
    except UpdateError as error:
        if not is_condition_failure(error):
            raise


def _row(endpoint: str) -> SubscriptionRow | None:
    try:
        return SubscriptionRow.get(_hash(endpoint), consistent_read=True)
    except DoesNotExist:
        return None


def _hash(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()


def _unchanged(row: SubscriptionRow | None) -> Condition:
    """Whatever changes a row, changes one of these."""
    if row is None:
        return SubscriptionRow.endpointHash.does_not_exist()
    return cast(
        Condition,
        (SubscriptionRow.userId == row.userId)
        & (SubscriptionRow.isActive == row.isActive)
        & (SubscriptionRow.updatedAt == row.updatedAt),
    )


def _actions(subscription: Subscription) -> list[Action]:
    values: Mapping[str, Any] = {
        "userId": subscription.user_id,
        "endpoint": subscription.endpoint,
        "p256dh": subscription.p256dh,
        "auth": subscription.auth,
        "vapidKey": subscription.vapid_key,
        "deviceInfo": subscription.device_info,
        "expiresAt": subscription.expires_at,
        "isActive": subscription.is_active,
        "createdAt": subscription.created_at,
        "updatedAt": clock.iso(clock.now()),
    }
    return [
        getattr(SubscriptionRow, name).remove() if value is None else getattr(SubscriptionRow, name).set(value)
        for name, value in values.items()
    ]


def _is_still(known: Subscription, subscription: Subscription) -> bool:
    """Whether nobody else registered the endpoint meanwhile, and the browser made it no new keys."""
    return (known.user_id, known.p256dh) == (subscription.user_id, subscription.p256dh)


def _off(subscription: Subscription) -> Subscription:
    """Switched off. One that is off already stays as it is."""
    if not subscription.is_active:
        return subscription
    return replace(subscription, is_active=False, expires_at=int(time.time()) + KEPT_INACTIVE_SECONDS)


def _person(user_id: str) -> UserRow:
    try:
        return UserRow.get(user_id, consistent_read=True)
    except DoesNotExist:
        return UserRow(user_id)


def _as_it_was(attribute: UnicodeAttribute, value: str | None) -> Condition:
    return attribute == value if value else attribute.does_not_exist()


def _text(devices: Sequence[Subscription]) -> str | None:
    """Devices as they stand in their owner's item, with no more than a push needs."""
    if not devices:
        return None
    rows = [
        [each.endpoint, each.p256dh, each.auth, each.vapid_key, each.expires_at, each.created_at] for each in devices
    ]
    return json.dumps(rows, separators=(",", ":"))


def _devices(user_id: str, text: str | None) -> list[Subscription]:
    """The devices of such a text that have not expired."""
    found = [
        Subscription(user_id, endpoint, p256dh, auth, vapid_key, expires_at=expires_at, created_at=created_at)
        for endpoint, p256dh, auth, vapid_key, expires_at, created_at in json.loads(text or "[]")
    ]
    now = time.time()
    return [each for each in found if each.expires_at is None or each.expires_at > now]


def _subscription(row: SubscriptionRow) -> Subscription:
    return Subscription(
        user_id=row.userId,
        endpoint=row.endpoint,
        p256dh=row.p256dh,
        auth=row.auth,
        vapid_key=row.vapidKey,
        device_info=row.deviceInfo,
        expires_at=int(row.expiresAt) if row.expiresAt is not None else None,
        is_active=row.isActive,
        created_at=row.createdAt,
    )
