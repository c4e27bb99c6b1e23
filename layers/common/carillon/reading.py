"""What a reader does to their inbox, and telling their other devices."""

from __future__ import annotations

from typing import Any

from . import queues
from .domain import clock
from .domain.notification import Notification
from .domain.user import User
from .errors import NotFound
from .messages import EventMessage, encode_event
from .storage.inbox import Inbox
from .storage.notifications import Notifications
from .storage.users import Users


class Reading:
    """Marks and deletes. `in_app_queue_url`: the queue whose sender talks to the sockets."""

    def __init__(self, users: Users, notifications: Notifications, in_app_queue_url: str) -> None:
        self._users = users
        self._notifications = notifications
        self._inbox = Inbox(notifications)
        self._in_app_queue_url = in_app_queue_url

    def read(self, user: User, notification_id: str) -> Notification:
        """Mark one as read. Raises NotFound."""
        before = self._get(user, notification_id)
        after = self._inbox.mark_read(user, before, clock.now())
        return self._announce_change(user, "read", before, after)

    def unread(self, user: User, notification_id: str) -> Notification:
        """Mark one as unread. Raises NotFound."""
        before = self._get(user, notification_id)
        after = self._inbox.mark_unread(user, before, clock.now())
        return self._announce_change(user, "unread", before, after)

    def delete(self, user: User, notification_id: str) -> None:
        """Delete one. Raises NotFound."""
        if self._notifications.delete(user.user_id, notification_id) is None:
            raise NotFound("no such notification")
        self._announce(user, "deleted", {"id": notification_id})

    def read_all(self, user: User) -> None:
        """Mark everything up to now as read: one write, and one for each of the few too young for it."""
        at = clock.now()
        while (moved := self._users.mark_all_read(user.user_id, user, at)) is None:
            user = self._users.get(user.user_id)
        young = self._inbox.unread_above_mark(moved, moved.read_up_to, at)
        self._inbox.mark_each_read(moved, young, at)
        self._announce(user, "read", {"all": True})

    def _get(self, user: User, notification_id: str) -> Notification:
        notification = self._notifications.get(user.user_id, notification_id)
        if notification is None:
            raise NotFound("no such notification")
        return notification

    def _announce_change(
        self, user: User, event: str, before: Notification, after: Notification | None
    ) -> Notification:
        if after is None:
            raise NotFound("no such notification")
        if after is not before:
            self._announce(user, event, {"ids": [after.id]})
        return after

    def _announce(self, user: User, event: str, data: dict[str, Any]) -> None:
        """Queue a frame for every connection of the person. The change is made already: where the queue fails, it is
        logged, and the other devices see it when they next ask.
        """
        message = encode_event(EventMessage(user.user_id, event, data))
        queues.send_all([queues.Outgoing(self._in_app_queue_url, message, user.user_id)])
