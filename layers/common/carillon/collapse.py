"""A newer notification takes the place of an unread older one with the same collapse key (`domain.collapse`).

Two requests more for a notification with a key, and one for each that it replaces; none for one without.
"""

from __future__ import annotations

from datetime import timedelta

from .domain import clock, collapse, reasons
from .domain.notification import Notification
from .domain.user import User
from .messages import NotificationMessage
from .storage.collapse_keys import CollapseKeys
from .storage.inbox import Inbox


class Collapse:
    """Replaces what a stored notification stands for. `retention`: how long notifications live."""

    def __init__(self, keys: CollapseKeys, inbox: Inbox, retention: timedelta) -> None:
        self._keys = keys
        self._inbox = inbox
        self._retention = retention

    def replace(self, notification: Notification, user: User) -> list[str]:
        """The ids that left the inbox just now. To be called after the row was stored, and again whenever it fails."""
        key = notification.request.collapse_key
        channels = [channel for channel in collapse.CHANNELS if channel in notification.channels]
        if key is None or not channels:
            return []
        expires_at = int((notification.created + self._retention).timestamp())
        standing = self._keys.join(user.user_id, key, channels, notification.id, expires_at)
        gone = {channel: collapse.giving_way(ids, notification.id) for channel, ids in standing.items()}
        now = clock.now()
        replaced = [
            older for older in gone.get("in-app", ()) if self._inbox.replace(user, older, max(standing["in-app"]), now)
        ]
        if any(gone.values()):
            self._keys.leave(user.user_id, key, gone)
        return replaced


class Replaced:
    """A sender's last check: a newer notification of its key has taken the channel, so this one must not follow it."""

    def __init__(self, keys: CollapseKeys, channel: str) -> None:
        self._keys = keys
        self._channel = channel

    def __call__(self, message: NotificationMessage, user: User) -> str | None:
        """The reason to skip the message, or None."""
        notification = message.notification
        key = notification.request.collapse_key
        if key is None or self._keys.newest(user.user_id, key, self._channel) <= notification.id:
            return None
        return reasons.REPLACED
