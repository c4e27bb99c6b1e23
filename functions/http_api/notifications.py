"""One notification: create, show, mark, delete."""

from __future__ import annotations

from typing import Any

from carillon import contracts
from carillon.accept import Accepted, Incoming, new_id
from carillon.domain import ids
from carillon.domain.notification import Notification
from carillon.domain.user import User
from carillon.errors import InvalidInput, NotFound

from .request import Request
from .responses import answer, success
from .services import services
from .views import notification_views

_NO_SUCH = "no such notification"


def create(request: Request) -> dict[str, Any]:
    """`POST /api/notifications`, administrators only."""
    body = contracts.validated(contracts.NotificationContract, request.json())
    incoming = Incoming(new_id(), body.to_request(), _idempotency_key(request, body))
    outcome = services().accept.accept([incoming])[0]
    if not isinstance(outcome, Accepted):
        raise outcome
    view = _view(outcome.notification, outcome.user)
    return answer(view, 201, {"Idempotent-Replayed": "true"} if outcome.is_replay else None)


def get(request: Request) -> dict[str, Any]:
    """`GET /{id}`: also one that was never routed in-app."""
    user = services().users.get(request.user_id)
    notification = services().notifications.get(user.user_id, _id(request))
    if notification is None:
        raise NotFound(_NO_SUCH)
    return answer(_view(notification, user))


def read(request: Request) -> dict[str, Any]:
    """`PATCH /{id}/read`"""
    user = services().users.get(request.user_id)
    return answer(_view(services().reading.read(user, _id(request)), user))


def unread(request: Request) -> dict[str, Any]:
    """`PATCH /{id}/unread`"""
    user = services().users.get(request.user_id)
    return answer(_view(services().reading.unread(user, _id(request)), user))


def read_all(request: Request) -> dict[str, Any]:
    """`PATCH /read-all`"""
    services().reading.read_all(services().users.get(request.user_id))
    return success()


def delete(request: Request) -> dict[str, Any]:
    """`DELETE /{id}`"""
    services().reading.delete(User(request.user_id), _id(request))
    return success()


def unread_count(request: Request) -> dict[str, Any]:
    """`GET /unread-count`"""
    return answer({"count": services().inbox.unread_count(services().users.get(request.user_id))})


def _view(notification: Notification, user: User) -> dict[str, Any]:
    return notification_views([notification], user)[0]


def _id(request: Request) -> str:
    """The id in the path. One that cannot be an id is as unknown as any other. Raises NotFound."""
    identifier = request.path("id")
    if not ids.is_id(identifier):
        raise NotFound(_NO_SUCH)
    return identifier


def _idempotency_key(request: Request, body: contracts.NotificationContract) -> str | None:
    """The key of the header or the body; both must agree. Raises InvalidInput."""
    header = request.header("idempotency-key")
    if header is None:
        return body.idempotency_key
    if not 1 <= len(header) <= 255 or not header.isascii() or not header.isprintable() or not header.strip():
        raise InvalidInput.of("Idempotency-Key", "must be 1 to 255 printable ASCII characters")
    if body.idempotency_key is not None and body.idempotency_key != header:
        raise InvalidInput.of("idempotencyKey", "differs from the header Idempotency-Key")
    return header
