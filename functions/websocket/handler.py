"""The three routes of the WebSocket API. Who speaks is what the authorizer found, never what a frame says."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from pynamodb.exceptions import PynamoDBException

from carillon import config, strict_json
from carillon.domain.frames import reply_frame
from carillon.errors import InvalidJson
from carillon.observability import logger
from carillon.storage.connections import Connections
from carillon.storage.inbox import Inbox
from carillon.storage.notifications import Notifications
from carillon.storage.users import Users


class _Socket:
    """The tables behind a socket."""

    def __init__(self, settings: config.WebSocketSettings) -> None:
        self.connections = Connections(settings.preferences_table)
        self._users = Users(settings.preferences_table)
        self._inbox = Inbox(Notifications(settings.notifications_table))

    def unread_count(self, user_id: str) -> int:
        return self._inbox.unread_count(self._users.get(user_id))


@cache
def _socket() -> _Socket:
    return _Socket(config.load(config.WebSocketSettings))


def _connect(connection_id: str, user_id: str, _body: str) -> str | None:
    _socket().connections.add(user_id, connection_id)
    return None


def _disconnect(connection_id: str, user_id: str, _body: str) -> str | None:
    _socket().connections.remove(user_id, connection_id)
    return None


def _message(_connection_id: str, user_id: str, body: str) -> str | None:
    try:
        frame = strict_json.loads(body)
    except InvalidJson:
        frame = None
    if frame == {"action": "ping"}:
        return reply_frame("pong")
    if frame == {"action": "unread-count"}:
        return _counted(user_id)
    return reply_frame("error", error='say {"action": "ping"} or {"action": "unread-count"}')


def _counted(user_id: str) -> str:
    """An exception here would be answered by API Gateway, with a frame that no page knows."""
    try:
        return reply_frame("unread-count", unreadCount=_socket().unread_count(user_id))
    except PynamoDBException:
        logger.exception("not counted")
        return reply_frame("error", error="too busy for the moment; ask again")


_EVENTS: dict[str, Callable[[str, str, str], str | None]] = {
    "CONNECT": _connect,
    "DISCONNECT": _disconnect,
    "MESSAGE": _message,
}
"""By type, not by route: a frame may name the route that it goes to, and `$disconnect` is one too."""


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """One event of one connection; the body of the answer is the frame sent back."""
    request = event["requestContext"]
    user_id = request.get("authorizer", {}).get("userId", "")
    reply = _EVENTS[request["eventType"]](request["connectionId"], user_id, event.get("body") or "")
    return {"statusCode": 200, "body": reply} if reply is not None else {"statusCode": 200}
