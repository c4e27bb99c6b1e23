"""`GET /api/notifications`: the inbox, by page number or by cursor."""

from __future__ import annotations

from math import ceil
from typing import Any

from carillon.domain import cursors
from carillon.domain.notification import CATEGORIES
from carillon.domain.user import User
from carillon.errors import InvalidInput
from carillon.storage.inbox import Filter, Page, Position
from carillon.strict_json import canonical, compact_size
from carillon.threads import both

from .paging import page_limit, page_number, position
from .request import Request
from .responses import answer
from .services import services
from .views import notification_views

_BYTES = 6_000_000
"""Of 6 MB that a function may answer: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""

_FIT_ALWAYS = 20
"""However long their texts and data are."""


def list_notifications(request: Request) -> dict[str, Any]:
    """One page, newest first."""
    query = request.query("page", "limit", "unreadOnly", "category", "cursor")
    limit = page_limit(query)
    only = Filter(unread_only=_flag(query, "unreadOnly"), category=_category(query))
    user = services().users.get(request.user_id)
    if "cursor" in query:
        if "page" in query:
            raise InvalidInput.of("cursor", "cannot stand beside page")
        page = services().inbox.page(user, only, limit, after=Position(*position(_scope(user, only), query["cursor"])))
        return _answer(user, only, page, {"total": None, "page": None, "totalPages": None})
    return _numbered(user, only, limit, page_number(query))


def _numbered(user: User, only: Filter, limit: int, number: int) -> dict[str, Any]:
    inbox = services().inbox
    skip = (number - 1) * limit
    if skip < limit * 5:  # near the top, where nearly everybody is, counting and reading need not wait for each other
        total, page = both(lambda: inbox.count(user, only), lambda: inbox.page(user, only, limit, skip=skip))
    else:
        total = inbox.count(user, only)
        page = inbox.page(user, only, limit, skip=skip) if skip < total else Page([], None)
    return _answer(user, only, page, {"total": total, "page": number, "totalPages": ceil(total / limit)})


def _answer(user: User, only: Filter, page: Page, numbers: dict[str, int | None]) -> dict[str, Any]:
    views = notification_views(page.notifications, user)
    fitting = _how_many_fit(views)
    if fitting < len(views):
        page, views = page.first(fitting), views[:fitting]
    cursor = cursors.encode(_scope(user, only), page.next.key, page.next.id) if page.next else None
    return answer({"notifications": views, **numbers, "hasMore": page.next is not None, "nextCursor": cursor})


def _how_many_fit(views: list[dict[str, Any]]) -> int:
    """How many of them one answer can hold. As the body of a Lambda's answer each is quoted once more."""
    if len(views) <= _FIT_ALWAYS:
        return len(views)
    size = 0
    for count, view in enumerate(views):
        size += compact_size(canonical(view))
        if size > _BYTES:
            return count
    return len(views)


def _scope(user: User, only: Filter) -> str:
    return "\n".join((user.user_id, str(only.unread_only), only.category or ""))


def _flag(query: dict[str, str], name: str) -> bool:
    text = query.get(name, "false")
    if text not in ("true", "false"):
        raise InvalidInput.of(name, "must be true or false")
    return text == "true"


def _category(query: dict[str, str]) -> str | None:
    category = query.get("category")
    if category is not None and category not in CATEGORIES:
        raise InvalidInput.of("category", f"must be one of {', '.join(CATEGORIES)}")
    return category
