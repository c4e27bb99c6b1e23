"""The email for what stayed unread: rows of the `due` index are claimed, queued, and taken off the index, in this order.

A sweep looks a minute ahead and lets the queue hold each message back until it is due, so that mails leave on time although
the schedule ticks once a minute. A claim moves the row's due time; where a sweep dies before queueing, the row falls due
again. Whether the mail is still wanted is decided again by its sender, just before it leaves.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta

from pynamodb.exceptions import PynamoDBException

from . import queues
from .domain import clock, inbox, routing
from .domain.notification import Notification
from .domain.user import User
from .messages import encode_notification
from .observability import count, logger
from .storage.due import Due, DueRow
from .storage.users import Users
from .threads import in_parallel

LOOK_AHEAD = timedelta(seconds=60)
"""The period of the schedule in the template."""

PAGE = 100


class EmailFallback:
    """Sweeps the due index."""

    def __init__(self, users: Users, due: Due, email_queue_url: str) -> None:
        self._users = users
        self._due = due
        self._email_queue_url = email_queue_url

    def sweep(self, may_go_on: Callable[[], bool]) -> int:
        """Queue every email that falls due within `LOOK_AHEAD`, a page at a time while `may_go_on()`. How many."""
        queued = 0
        until = clock.now() + LOOK_AHEAD
        for shard in self._due.shards():
            for page in self._due.pages(shard, until, PAGE):
                queued += self._sweep_page(page, clock.now())
                if not may_go_on():
                    return queued
        return queued

    def _sweep_page(self, page: list[DueRow], now: datetime) -> int:
        users = self._users.get_many({row.user_id for row in page})
        wanted = [row for row in page if self._is_wanted(row, users[row.user_id], now)]
        claimed = [pair for pair in in_parallel(lambda row: (row, self._claim(row, now)), wanted) if pair[1]]
        failed = queues.send_all(
            [self._message(row, notification, now) for row, notification in claimed if notification]
        )
        done = [row for row, _ in claimed if row.notification_id not in failed]
        count("FallbacksQueued", len(done))
        in_parallel(self._clear, done)
        for row in done:
            logger.info("fallback queued", notification_id=row.notification_id, channel="email")
        return len(done)

    def _is_wanted(self, row: DueRow, user: User, now: datetime) -> bool:
        """Whether the row's email is to be queued. What is read, or is due and not allowed, leaves the index."""
        is_read = not inbox.is_unread(row.unread_key, user.read_up_to)
        is_allowed = routing.skip_reason("email", row.request, user) is None
        if is_read or (not is_allowed and row.due_at <= clock.iso(now)):
            self._clear(row)
        return is_allowed and not is_read

    def _claim(self, row: DueRow, now: datetime) -> Notification | None:
        """See Due. A row that the table did not let us claim is left to the next sweep; its neighbours do not wait."""
        try:
            return self._due.claim(row, now)
        except PynamoDBException:
            logger.exception("fallback not claimed", notification_id=row.notification_id)
            return None

    def _clear(self, row: DueRow) -> None:
        """See Due. A row that stays is looked at again; what was queued twice is sent once."""
        try:
            self._due.clear(row)
        except PynamoDBException:
            logger.exception("fallback not cleared", notification_id=row.notification_id)

    def _message(self, row: DueRow, notification: Notification, now: datetime) -> queues.Outgoing:
        wait = (clock.from_iso(row.due_at) - now).total_seconds()
        return queues.Outgoing(
            self._email_queue_url,
            encode_notification(notification, is_fallback=True),
            notification.id,
            delay=max(0, math.ceil(wait)),
        )
