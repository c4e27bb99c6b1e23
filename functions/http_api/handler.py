"""The HTTP API's Lambda: the table of its routes, and what is the same for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Route:
    """A resource, whether it is for administrators, and whether it reads its query itself."""

    resource: Resource
    is_for_admins: bool = False
    reads_query: bool = False

    def answer(self, request: Request) -> dict[str, Any]:
        """What the resource says. Raises Forbidden first; InvalidInput where any parameter is one too many."""
        if self.is_for_admins:
            assert request.identity is not None, "an administrators' route has an authorizer"
            request.identity.require_admin()
        if not self.reads_query:
            request.query()
        return self.resource(request)


_BASE = "/api/notifications"
ROUTES: dict[str, Route] = {
    f"GET {_BASE}": Route(listing.list_notifications, reads_query=True),
    f"POST {_BASE}": Route(notifications.create, is_for_admins=True),
    f"GET {_BASE}/unread-count": Route(notifications.unread_count),
    f"PATCH {_BASE}/read-all": Route(notifications.read_all),
    f"GET {_BASE}/preferences": Route(preferences.get),
    f"PUT {_BASE}/preferences": Route(preferences.put),
    f"POST {_BASE}/subscribe-push": Route(push.subscribe),
    f"DELETE {_BASE}/unsubscribe-push": Route(push.unsubscribe, reads_query=True),
    f"GET {_BASE}/push-key": Route(push.key),
    f"POST {_BASE}/ws-ticket": Route(connections.issue_ticket),
    f"GET {_BASE}/stats": Route(stats.totals, is_for_admins=True),
    f"GET {_BASE}/{{id}}": Route(notifications.get),
    f"DELETE {_BASE}/{{id}}": Route(notifications.delete),
    f"PATCH {_BASE}/{{id}}/read": Route(notifications.read),
    f"PATCH {_BASE}/{{id}}/unread": Route(notifications.unread),
    f"GET {_BASE}/{{id}}/deliveries": Route(deliveries.log, reads_query=True),
    "GET /api/users/{userId}": Route(users.get, is_for_admins=True),
    "PUT /api/users/{userId}": Route(users.put, is_for_admins=True),
    "DELETE /api/users/{userId}": Route(users.delete, is_for_admins=True),
    "GET /api/suppressions": Route(suppressions.list_suppressions, is_for_admins=True, reads_query=True),
    "GET /api/suppressions/{address}": Route(suppressions.get, is_for_admins=True),
    "DELETE /api/suppressions/{address}": Route(suppressions.delete, is_for_admins=True),
    "GET /unsubscribe/{token}": Route(unsubscribe.show),
    "POST /unsubscribe/{token}": Route(unsubscribe.act),
}
"""By API Gateway's route key: the gateway matches paths, so no route can shadow another here."""


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """An API Gateway event, payload format 2.0."""
    context = event["requestContext"]
    request_id = context["requestId"]
    route = context["routeKey"]
    try:
        identity: Identity | None = identify(event, services().settings)
        answer = ROUTES[route].answer(Request(event, identity))
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
