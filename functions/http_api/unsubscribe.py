"""What the links in emails lead to. No login: the token says who, and no cookie or header is looked at (RFC 8058, section 3.2).

A link is opened by people, and by programs that look at every link of a mail: so GET only shows, and POST acts.
"""

from __future__ import annotations

from typing import Any

from carillon import contracts
from carillon.domain import clock, unsubscribe
from carillon.domain.unsubscribe import Scope
from carillon.errors import InvalidInput

from .request import Request
from .responses import page
from .services import services
from .unsubscribe_page import CONTENT_SECURITY_POLICY, render


def show(request: Request) -> dict[str, Any]:
    """`GET /unsubscribe/{token}`: the choices, as a page. Changes nothing, and reads nobody."""
    return page(render(_scope(request).category), CONTENT_SECURITY_POLICY)


def act(request: Request) -> dict[str, Any]:
    """`POST /unsubscribe/{token}`: a mail provider's one click, or a choice of the page. A second time changes nothing."""
    scope = _scope(request)
    choice = contracts.validated(contracts.UnsubscribeContract, request.form()).choice
    users = services().users
    user = users.find(scope.user_id)
    if user is not None and user.is_known:  # nobody writes to a person who was erased
        users.change_preferences(user.user_id, unsubscribe.change(choice, scope, user.preferences, clock.now()))
    return page(render(scope.category, choice), CONTENT_SECURITY_POLICY)


def _scope(request: Request) -> Scope:
    try:
        return services().unsubscribe_tokens.verify(request.path("token"))
    except unsubscribe.BadToken as error:
        raise InvalidInput.of("token", "is not one of a link as we sent it") from error
