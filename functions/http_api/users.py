"""People's contacts, for administrators."""

from __future__ import annotations

from typing import Any

from carillon import contracts
from carillon.domain import clock
from carillon.domain.views import contact_view
from carillon.erase_user import Erasure, request_erasure
from carillon.errors import NotFound

from .request import Request
from .responses import answer, success
from .services import services

_NO_SUCH = "no such user"


def get(request: Request) -> dict[str, Any]:
    """`GET /api/users/{userId}`"""
    user = services().users.find(_user_id(request))
    if user is None or not user.is_known:
        raise NotFound(_NO_SUCH)
    return answer(contact_view(user.contact))


def put(request: Request) -> dict[str, Any]:
    """`PUT /api/users/{userId}`: sets the fields given, null clears."""
    user_id = _user_id(request)
    body = contracts.validated(contracts.ContactContract, request.json())
    return answer(contact_view(services().users.change_contact(user_id, body.changes()).contact))


def delete(request: Request) -> dict[str, Any]:
    """`DELETE /api/users/{userId}`: contact and preferences go now, the rest within seconds."""
    user_id = _user_id(request)
    if not _has_anything(user_id):
        raise NotFound(_NO_SUCH)
    erasure = Erasure(user_id, clock.now())
    # Queued first: were the person's item gone without it, asking again would find nobody and queue nothing.
    request_erasure(erasure, services().settings.erasure_queue_url)
    services().users.erase(user_id, erasure.at)
    return success()


def _has_anything(user_id: str) -> bool:
    """Whether there is anything to erase: somebody nobody described may still have notifications or devices."""
    user = services().users.find(user_id)
    return (
        (user is not None and user.is_known)
        or services().notifications.has_any(user_id)
        or services().subscriptions.has_any(user_id)
    )


def _user_id(request: Request) -> str:
    return contracts.check_user_id(request.path("userId"))
