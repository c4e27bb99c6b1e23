"""`GET /{id}/deliveries`: what became of a notification on each channel."""

from __future__ import annotations

from typing import Any

from carillon import contracts
from carillon.domain import ids
from carillon.domain.delivery_log import log_view
from carillon.errors import Forbidden, NotFound

from .request import Request
from .responses import answer
from .services import services


def log(request: Request) -> dict[str, Any]:
    """For its owner; for an administrator with `?userId=`."""
    asked_for = request.query("userId").get("userId")
    assert request.identity is not None
    if asked_for is not None and not request.identity.is_admin:
        raise Forbidden("only administrators see deliveries of others")
    user_id = contracts.check_user_id(asked_for) if asked_for is not None else request.user_id
    identifier = request.path("id")
    notification = services().notifications.get(user_id, identifier) if ids.is_id(identifier) else None
    if notification is None:
        raise NotFound("no such notification")
    return answer({"deliveries": log_view(notification, services().deliveries.of_notification(user_id, identifier))})
