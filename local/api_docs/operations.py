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
    answer_type: str = "application/json"
    body: str | None = None
    body_types: tuple[str, ...] = ("application/json",)
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
    page: Schema = {"type": "integer", "minimum": 1, "default": 1}
    limit: Schema = {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    cursor: Schema = {"type": "string", "format": "cursor"}
    return (
        _query("page", page, "Past the end: an empty page."),
        _query("limit", limit, "How many at most."),
        _query("unreadOnly", FLAG | {"default": False}, "Only what is unread."),
        _query("category", one_of(CATEGORIES), "Only this category."),
        _query("cursor", cursor, "`nextCursor` of an answer with the same filter; alone, without a page number."),
    )


def cursor_parameters() -> tuple[Schema, ...]:
    """Those of a list that has no page numbers."""
    return tuple(found for found in page_parameters() if found["name"] in ("limit", "cursor"))


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
    "address": {
        "name": "address",
        "in": "path",
        "required": True,
        "description": "An email address or a phone number, percent-encoded; upper and lower case are no difference.",
        "schema": {"type": "string", "minLength": 1},
        "example": examples.CONTACT["email"],
    },
    "token": {
        "name": "token",
        "in": "path",
        "required": True,
        "description": "As the link in an email has it.",
        "schema": {"type": "string", "format": "unsubscribe-token", "minLength": 1},
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
