"""The HTTP API's Lambda: the table of its routes, and what is the same for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from carillon.domain import ids
from carillon.errors import CarillonError
from carillon.observability import logger

from . import (
    connections,
    deliveries,
    listing,
    notifications,
    preferences,
    push,
    stats,
    suppressions,
    unsubscribe,
    users,
)
from .identity import Identity, identify
from .request import Request
from .responses import failure, refusal
from .services import services

Resource = Callable[[Request], dict[str, Any]]


def admin(resource: Resource) -> Resource:
    """A resource for administrators: the first thing it does is to look who asks."""

    def guarded(request: Request) -> dict[str, Any]:
        assert request.identity is not None, "an administrators' route has an authorizer"
        request.identity.require_admin()
        return resource(request)

    return guarded


_BASE = "/api/notifications"
ROUTES: dict[str, Resource] = {
    f"GET {_BASE}": listing.list_notifications,
    f"POST {_BASE}": admin(notifications.create),
    f"GET {_BASE}/unread-count": notifications.unread_count,
    f"PATCH {_BASE}/read-all": notifications.read_all,
    f"GET {_BASE}/preferences": preferences.get,
    f"PUT {_BASE}/preferences": preferences.put,
    f"POST {_BASE}/subscribe-push": push.subscribe,
    f"DELETE {_BASE}/unsubscribe-push": push.unsubscribe,
    f"GET {_BASE}/push-key": push.key,
    f"POST {_BASE}/ws-ticket": connections.issue_ticket,
    f"GET {_BASE}/stats": admin(stats.totals),
    f"GET {_BASE}/{{id}}": notifications.get,
    f"DELETE {_BASE}/{{id}}": notifications.delete,
    f"PATCH {_BASE}/{{id}}/read": notifications.read,
    f"PATCH {_BASE}/{{id}}/unread": notifications.unread,
    f"GET {_BASE}/{{id}}/deliveries": deliveries.log,
    "GET /api/users/{userId}": admin(users.get),
    "PUT /api/users/{userId}": admin(users.put),
    "DELETE /api/users/{userId}": admin(users.delete),
    "GET /api/suppressions": admin(suppressions.list_suppressions),
    "GET /api/suppressions/{address}": admin(suppressions.get),
    "DELETE /api/suppressions/{address}": admin(suppressions.delete),
    "GET /unsubscribe/{token}": unsubscribe.show,
    "POST /unsubscribe/{token}": unsubscribe.act,
}
"""By API Gateway's route key: the gateway matches paths, so no route can shadow another here."""

_WITH_PARAMETERS = {
    f"GET {_BASE}",
    f"GET {_BASE}/{{id}}/deliveries",
    f"DELETE {_BASE}/unsubscribe-push",
    "GET /api/suppressions",
}
"""The routes whose resource reads its query itself; everywhere else any parameter is one too many."""


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """An API Gateway event, payload format 2.0."""
    context = event["requestContext"]
    request_id = context["requestId"]
    route = context["routeKey"]
    try:
        identity: Identity | None = identify(event, services().settings)
        request = Request(event, identity)
        if route not in _WITH_PARAMETERS:
            request.query()
        answer = ROUTES[route](request)
    except CarillonError as error:
        answer = refusal(error, request_id)
    except Exception as error:
        logger.exception("request failed", route=route)
        answer = failure(error, request_id)
    logger.info("request", route=route, status=answer["statusCode"], notification_id=_notification_id(event))
    return answer


def _notification_id(event: dict[str, Any]) -> str | None:
    """The id in the path, for the log; anything else that somebody writes there stays out of it."""
    identifier = (event.get("pathParameters") or {}).get("id", "")
    return identifier if ids.is_id(identifier) else None
