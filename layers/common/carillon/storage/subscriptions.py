"""Push subscriptions: who gets what on which device. An endpoint belongs to the one person who registered it last."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pynamodb.exceptions import UpdateError

from ..domain import clock, ids
from .conditions import is_condition_failure
from .tables import SubscriptionRow

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


class Subscriptions:
    """The subscriptions table."""

    def __init__(self, table_name: str) -> None:
        SubscriptionRow.bind(table_name)

    def register(self, subscription: Subscription) -> Subscription:
        """Make this the one subscription of its endpoint, whoever had it before; the oldest beyond the cap goes out.

        Registering it again keeps its `created_at` and its `vapid_key`: a page may do so at every visit, and for as long as
        an endpoint lives, the key that it was made with stays the same. Two devices registered at the same moment may both
        miss the other in the index, and stay beyond the cap until the next one; nothing is sent to more than the cap.
        """
        row = _row(subscription.endpoint)
        mine = SubscriptionRow.userId == subscription.user_id
        now = clock.iso(clock.now())
        if not _update(row, _actions(subscription, now), mine):
            made_with = [SubscriptionRow.vapidKey.set(SubscriptionRow.vapidKey | subscription.vapid_key)]
            made_now = [SubscriptionRow.createdAt.set(now), *(made_with if subscription.vapid_key else ())]
            row.update([*_actions(subscription, now), *made_now])
        registered = _subscription(row)
        self._retire_oldest(registered)
        return registered

    def unregister(self, user_id: str, endpoint: str) -> bool:
        """Switch a person's device off. True also the second time; False when it is not theirs, or unknown."""
        return _update(_row(endpoint), _off(), SubscriptionRow.userId == user_id)

    def deactivate(self, subscription: Subscription) -> None:
        """Switch off exactly this subscription: not one that took its endpoint meanwhile."""
        _update(_row(subscription.endpoint), _off(), _still(subscription))

    def remember_key(self, subscription: Subscription, vapid_key: str) -> None:
        """The application server key that exactly this subscription turned out to be made with."""
        _update(_row(subscription.endpoint), [SubscriptionRow.vapidKey.set(vapid_key)], _still(subscription))

    def active_of(self, user_id: str) -> list[Subscription]:
        """A person's devices, newest first, MAX_ACTIVE at most.

        The index may lag behind a change of owner, so each row is read again, consistently, and its owner compared.
        """
        found = SubscriptionRow.of_user.query(
            user_id,
            filter_condition=SubscriptionRow.isActive == True,  # noqa: E712 - builds an expression
            scan_index_forward=False,
            limit=MAX_ACTIVE,
        )
        hashes = [row.endpointHash for row in found]
        rows = SubscriptionRow.batch_get(hashes, consistent_read=True) if hashes else ()
        now = time.time()
        active = [
            _subscription(row)
            for row in rows
            if row.userId == user_id and row.isActive and (row.expiresAt is None or row.expiresAt > now)
        ]
        return sorted(active, key=lambda each: each.created_at, reverse=True)

    def has_any(self, user_id: str) -> bool:
        """Whether the person has or had any device that is still known."""
        return any(True for _ in SubscriptionRow.of_user.query(user_id, limit=1))

    def _retire_oldest(self, newest: Subscription) -> None:
        active = SubscriptionRow.of_user.query(
            newest.user_id,
            filter_condition=SubscriptionRow.isActive == True,  # noqa: E712 - builds an expression
            scan_index_forward=False,
        )
        others = [row for row in active if row.endpoint != newest.endpoint]
        for row in others[MAX_ACTIVE - 1 :]:
            self.deactivate(_subscription(row))


def _row(endpoint: str) -> SubscriptionRow:
    return SubscriptionRow(hashlib.sha256(endpoint.encode()).hexdigest())


def _actions(subscription: Subscription, now: str) -> list[Any]:
    values: Mapping[str, Any] = {
        "userId": subscription.user_id,
        "endpoint": subscription.endpoint,
        "p256dh": subscription.p256dh,
        "auth": subscription.auth,
        "isActive": True,
        "updatedAt": now,
    }
    optional = {"deviceInfo": subscription.device_info, "expiresAt": subscription.expires_at}
    return [
        *(getattr(SubscriptionRow, name).set(value) for name, value in values.items()),
        *(_set_or_remove(getattr(SubscriptionRow, name), value) for name, value in optional.items()),
    ]


def _set_or_remove(attribute: Any, value: Any) -> Any:
    return attribute.remove() if value is None else attribute.set(value)


def _still(subscription: Subscription) -> Any:
    """The condition that nobody else registered the endpoint meanwhile, and the browser made it no new keys."""
    return (SubscriptionRow.userId == subscription.user_id) & (SubscriptionRow.p256dh == subscription.p256dh)


def _off() -> Sequence[Any]:
    return [
        SubscriptionRow.isActive.set(False),
        SubscriptionRow.updatedAt.set(clock.iso(clock.now())),
        SubscriptionRow.expiresAt.set(int(time.time()) + KEPT_INACTIVE_SECONDS),
    ]


def _update(row: SubscriptionRow, actions: Sequence[Any], condition: Any) -> bool:
    """Whether the condition held, and the row was changed."""
    try:
        row.update(list(actions), condition=condition)
    except UpdateError as error:
        if is_condition_failure(error):
            return False
        raise
    return True


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
