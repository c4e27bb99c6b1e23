"""A person's own choices."""

from __future__ import annotations

from typing import Any

from carillon import contracts
from carillon.domain.views import preferences_view

from .request import Request
from .responses import answer
from .services import services


def get(request: Request) -> dict[str, Any]:
    """`GET /preferences`: writes nothing."""
    return answer(preferences_view(services().users.get(request.user_id)))


def put(request: Request) -> dict[str, Any]:
    """`PUT /preferences`: sets the fields given, leaves the rest."""
    body = contracts.validated(contracts.PreferencesContract, request.json())
    changes = {name: value for name, value in body.changes().items() if name != "updated_at"}
    users = services().users
    user = users.change_preferences(request.user_id, changes) if changes else users.get(request.user_id)
    return answer(preferences_view(user))
