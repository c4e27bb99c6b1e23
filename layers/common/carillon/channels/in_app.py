"""In-app: a WebSocket frame to each open connection of a person, through API Gateway's management API."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ..domain import frames, ids, reasons
from ..domain.user import User
from ..messages import EventMessage, NotificationMessage
from ..storage.connections import Connections
from ..threads import in_parallel
from . import outcomes
from .base import Accepted, OutcomeUnknown, Retryable, SendFailure, Skipped, Target

_GONE = "GoneException"


@dataclass(frozen=True, slots=True)
class InAppTarget(Target):
    """A person with open pages: the ids of their connections."""

    connections: Sequence[str]


class InAppSender:
    """Posts through `api` (`clients.connections`). `unread_count` counts a person's unread notifications, exactly.

    A person is one target, reached once a single connection took the frame: the others are older windows or closing
    ones, and every page fetches what it missed when it connects again.
    """

    channel = "in-app"
    provider = "api-gateway"
    no_target_reason = reasons.NO_CONNECTION

    def __init__(self, api: Any, connections: Connections, unread_count: Callable[[User], int]) -> None:
        self._api = api
        self._connections = connections
        self._unread_count = unread_count

    def targets(self, _message: NotificationMessage, user: User) -> Sequence[Target]:
        """The person, while they have a connection at all."""
        connections = self._connections.of_user(user.user_id)
        identifier = ids.target_id(user.user_id, self.channel)
        return [InAppTarget(identifier, user.user_id, connections)] if connections else []

    def send(self, message: NotificationMessage, user: User, target: Target, _age: float) -> Accepted:
        """Show the notification. Raises Skipped when every connection turned out to be closed."""
        assert isinstance(target, InAppTarget)  # as `targets` makes them
        self._post_to_all(target.connections, frames.notification_frame(message.notification, self._unread_count(user)))
        return Accepted(self.provider)

    def broadcast(self, message: EventMessage, user: User) -> None:
        """Tell every connection what a device did. Raises SendFailure; a repeated event changes nothing for its reader."""
        try:
            frame = frames.event_frame(message.event, message.data, self._unread_count(user))
            self._post_to_all(self._connections.of_user(user.user_id), frame)
        except Skipped:
            return

    def _post_to_all(self, connections: Sequence[str], frame: bytes) -> None:
        if not connections:
            raise Skipped(self.no_target_reason)
        failures = in_parallel(lambda connection: self._post(connection, frame), connections)
        if None in failures:
            return
        other = (failure for failure in failures if failure is not None and not isinstance(failure, Skipped))
        raise next(other, Skipped(self.no_target_reason))

    def _post(self, connection_id: str, frame: bytes) -> SendFailure | None:
        """One frame to one connection; what went wrong. A connection that is gone is forgotten."""
        try:
            self._api.post_to_connection(ConnectionId=connection_id, Data=frame)
        except (BotoCoreError, ClientError) as error:
            if isinstance(error, ClientError) and error.response["Error"]["Code"] == _GONE:
                self._connections.remove(connection_id)
                return Skipped(self.no_target_reason)
            return _repeatable(outcomes.of_connection(error))
        return None


def _repeatable(failure: SendFailure) -> SendFailure:
    """A frame that may have arrived may be sent again: the page knows notifications by their id."""
    return Retryable(failure.reason) if isinstance(failure, OutcomeUnknown) else failure
