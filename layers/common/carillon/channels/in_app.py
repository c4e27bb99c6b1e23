"""In-app: a WebSocket frame to each open connection of a person, through API Gateway's management API."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PynamoDBException

from ..domain import frames, ids, inbox, reasons
from ..domain.user import User
from ..messages import EventMessage, NotificationMessage
from ..observability import logger
from ..storage.connections import OPENING_SECONDS, Connections
from ..storage.inbox import Inbox
from ..threads import in_parallel
from . import outcomes
from .base import Accepted, SendFailure, Skipped, Target

_GONE = "GoneException"


class InAppSender:
    """Posts through `api` (`clients.connections`).

    A person is one target, reached once a single connection took the frame: the others are older windows or closing
    ones, and every page fetches what it missed when it connects again.
    """

    channel = "in-app"
    provider = "api-gateway"
    no_target_reason = reasons.NO_CONNECTION

    def __init__(self, api: Any, connections: Connections, inbox: Inbox) -> None:
        self._api = api
        self._connections = connections
        self._inbox = inbox

    def targets(self, _message: NotificationMessage, user: User) -> Sequence[Target]:
        """The person, while they have a connection at all."""
        return [Target(ids.target_id(user.user_id, self.channel), user.user_id)] if user.connections else []

    def send(self, message: NotificationMessage, user: User, _target: Target, _age: float) -> Accepted:
        """Show the notification. Raises Skipped when every connection turned out to be closed."""
        unread = self._inbox.unread_count_with(inbox.having_read(user, message.read_up_to), message.notification.id)
        self._post_to_all(user, frames.notification_frame(message.notification, unread))
        return Accepted(self.provider)

    def broadcast(self, message: EventMessage, user: User) -> None:
        """Tell every connection what a device did. Raises SendFailure; a repeated event changes nothing for its reader."""
        if not user.connections:
            return
        frame = frames.event_frame(message.event, message.data, self._inbox.unread_count(user))
        with suppress(Skipped):
            self._post_to_all(user, frame)

    def _post_to_all(self, user: User, frame: bytes) -> None:
        failures = in_parallel(lambda connection: self._post(user.user_id, connection, frame), user.connections)
        if None in failures:
            return
        other = (failure for failure in failures if failure is not None and not isinstance(failure, Skipped))
        raise next(other, Skipped(self.no_target_reason))

    def _post(self, user_id: str, connection_id: str, frame: bytes) -> SendFailure | None:
        """One frame to one connection; what went wrong."""
        try:
            self._api.post_to_connection(ConnectionId=connection_id, Data=frame)
        except (BotoCoreError, ClientError) as error:
            is_gone = isinstance(error, ClientError) and error.response["Error"]["Code"] == _GONE
            if is_gone and self._forgets(user_id, connection_id):
                return Skipped(self.no_target_reason)
            return outcomes.of_connection(error)
        return None

    def _forgets(self, user_id: str, connection_id: str) -> bool:
        """Forget a connection that is gone. False for one that is so young that it may still be opening."""
        try:
            return self._connections.remove(user_id, connection_id, opened_before=time.time() - OPENING_SECONDS)
        except PynamoDBException:
            logger.exception("a connection that is gone was not forgotten")  # the next frame finds it gone again
            return True
