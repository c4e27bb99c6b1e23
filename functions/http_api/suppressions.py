"""Addresses that nothing is sent to, for administrators: who is on the list, why, and off it again."""

from __future__ import annotations

from typing import Any

from carillon.domain import cursors
from carillon.errors import NotFound

from .paging import page_limit, position
from .request import Request
from .responses import answer, success
from .services import services

_SCOPE = "suppressions"
_NO_SUCH = "no such suppression"


def list_suppressions(request: Request) -> dict[str, Any]:
    """`GET /api/suppressions`: a page in the order of the addresses."""
    query = request.query("limit", "cursor")
    limit = page_limit(query)
    after = position(_SCOPE, query["cursor"])[0] if "cursor" in query else None
    found = services().suppressions.page(limit + 1, after)
    shown = found[:limit]
    has_more = len(found) > limit
    return answer(
        {
            "suppressions": [suppression.view() for suppression in shown],
            "hasMore": has_more,
            "nextCursor": cursors.encode(_SCOPE, shown[-1].address, "") if has_more else None,
        }
    )


def get(request: Request) -> dict[str, Any]:
    """`GET /api/suppressions/{address}`"""
    suppression = services().suppressions.find(request.path("address"))
    if suppression is None:
        raise NotFound(_NO_SUCH)
    return answer(suppression.view())


def delete(request: Request) -> dict[str, Any]:
    """`DELETE /api/suppressions/{address}`: it is written to again, whatever was the reason not to."""
    if not services().suppressions.remove(request.path("address")):
        raise NotFound(_NO_SUCH)
    return success()
