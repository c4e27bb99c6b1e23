"""`GET /stats`, administrators only."""

from __future__ import annotations

from typing import Any

from .request import Request
from .responses import answer
from .services import services


def totals(_request: Request) -> dict[str, Any]:
    """The totals and the last five notifications, as the streams have counted them: one read, no scan."""
    snapshot = services().stats.get()
    return answer(
        {
            "total": snapshot.totals.total,
            "unread": snapshot.totals.unread,
            "pushSubs": snapshot.totals.push_subscriptions,
            "recent": snapshot.recent,
        }
    )
