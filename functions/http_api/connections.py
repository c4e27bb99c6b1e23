"""`POST /ws-ticket`: how a browser gets its socket without its token in an address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from carillon import clients
from carillon.storage.tickets import TICKET_LIFETIME_SECONDS

from .request import Request
from .responses import answer
from .services import services


def issue_ticket(request: Request) -> dict[str, Any]:
    """A ticket, and the address to connect to with it."""
    ticket = services().tickets.issue(request.user_id)
    settings = services().settings
    address = clients.websocket_url(settings.websocket_api_id, settings.websocket_stage)
    url = f"{address}?{urlencode({'ticket': ticket})}"
    return answer({"ticket": ticket, "expiresIn": TICKET_LIFETIME_SECONDS, "url": url})
