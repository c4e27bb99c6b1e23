"""What is said of a route, and the parameters that routes take."""

from dataclasses import dataclass

from carillon.domain.notification import CATEGORIES
from local.api_docs import examples
from local.api_docs.answers import FLAG, one_of
from local.api_docs.requests import USER_ID, Schema


@dataclass(frozen=True, slots=True)
class Link:
    """An operation that takes something of this one's answer."""

    operation: str
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Operation:
    """One route. `refusals` are the statuses beyond those that every route of its kind has."""

    name: str
    summary: str
    answer: str
    tag: str
    body: str | None = None
    is_body_required: bool = True
    parameters: tuple[Schema, ...] = ()
    status: int = 200
    is_for_admins: bool = False
    is_open: bool = False
    refusals: tuple[int, ...] = ()
    links: tuple[Link, ...] = ()
    description: str | None = None


def _query(name: str, schema: Schema, description: str) -> Schema:
    """A parameter of the query, which nobody must give."""
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def page_parameters() -> tuple[Schema, ...]:
    """Those of the list."""
    page: Schema = {"type": "integer", "minimum": 1, "maximum": 999_999_999, "default": 1}
    limit: Schema = {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    cursor: Schema = {"type": "string", "format": "cursor"}
    return (
        _query("page", page, "Past the end: an empty page."),
        _query("limit", limit, "How many at most."),
        _query("unreadOnly", FLAG | {"default": False}, "Only what is unread."),
        _query("category", one_of(CATEGORIES), "Only this category."),
        _query("cursor", cursor, "`nextCursor` of an answer with the same filter; never beside `page`."),
    )


IDEMPOTENCY_KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "As `idempotencyKey` in the body; both and different: 400.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]*[!-~][ -~]*$"},
}
ENDPOINT = _query(
    "endpoint",
    {"type": "string", "format": "push-endpoint", "minLength": 1},
    "The endpoint, here or in the body: one of the two is needed.",
)
OWNER = _query(
    "userId",
    {"type": "string", "minLength": 1, "maxLength": 128, "pattern": USER_ID},
    "Whose notification it is; for administrators only.",
)
PATH_PARAMETERS: dict[str, Schema] = {
    "id": {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "What cannot be an id is as unknown as any other.",
        "schema": {"type": "string", "minLength": 1},
        "example": examples.ID,
    },
    "userId": {
        "name": "userId",
        "in": "path",
        "required": True,
        "description": "The `sub` of the person's token.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": USER_ID},
        "example": examples.USER_ID,
    },
}
