"""What a schema cannot say of a request that is valid, put right before it is sent; invalid ones go as they are.

Loaded by the schema tests through `SCHEMATHESIS_HOOKS`. `SCHEMA_USER_ID` is the `sub` of the token they use,
`SCHEMA_NOTIFICATIONS` are that person's, `SCHEMA_UNSUBSCRIBE_TOKEN` is of a mail to them.
"""

import os
import uuid
from typing import Any

import schemathesis

from carillon.domain import cursors
from local.api_docs import examples

FIRST_POSITION = ("~", examples.ID)
"""Above every key of the list, so that a page after it begins with the newest."""


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Dispatch by operation; `case.meta` tells whether a request is meant to be valid."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    change = _CHANGES.get(case.operation.definition.raw["operationId"])
    if change:
        change(case)
    elif case.meta.phase.name != "stateful" and "id" in (case.path_parameters or {}):
        _known_id(case)


def _known_id(case: Any) -> None:
    """Every other id is one that exists: those that are made up are all 404."""
    known = os.environ["SCHEMA_NOTIFICATIONS"].split(",")
    number = sum(map(ord, str(case.path_parameters["id"])))
    if number % 2:
        case.path_parameters["id"] = known[number // 2 % len(known)]


def _list(case: Any) -> None:
    """A cursor is of one person and one filter, and stands alone."""
    if "cursor" in (query := case.query or {}):
        query.pop("page", None)
        only_unread = str(query.get("unreadOnly", False)).capitalize()
        scope = "\n".join((os.environ["SCHEMA_USER_ID"], only_unread, query.get("category", "")))
        query["cursor"] = cursors.encode(scope, *FIRST_POSITION)


def _list_suppressions(case: Any) -> None:
    """A cursor of this list."""
    if "cursor" in (query := case.query or {}):
        query["cursor"] = cursors.encode("suppressions", examples.SUPPRESSION["address"], "")


def _unsubscribe_link(case: Any) -> None:
    """A token that was given out."""
    case.path_parameters["token"] = os.environ["SCHEMA_UNSUBSCRIBE_TOKEN"]


def _change_preferences(case: Any) -> None:
    """A day that there is."""
    if case.body.get("emailMutedUntil"):
        case.body["emailMutedUntil"] = examples.CREATED


def _create(case: Any) -> None:
    """One key, which no other request has; what is created and then looked at is one's own."""
    body, header = case.body, (case.headers or {}).get("Idempotency-Key")
    if body.get("idempotencyKey"):
        body["idempotencyKey"] = uuid.uuid4().hex
    if header:
        case.headers["Idempotency-Key"] = body.get("idempotencyKey") or uuid.uuid4().hex
    if case.meta.phase.name == "stateful":
        body["userId"] = os.environ["SCHEMA_USER_ID"]


def _subscribe(case: Any) -> None:
    """An endpoint of a push service that is allowed, and a point on the curve."""
    case.body["endpoint"] = examples.ENDPOINT
    case.body["keys"]["p256dh"] = examples.P256DH


def _unsubscribe(case: Any) -> None:
    """One endpoint, in the query or the body or both."""
    query, body = case.query or {}, case.body if isinstance(case.body, dict) else {}
    if body and "endpoint" in query:
        body["endpoint"] = query["endpoint"]
    elif not body and "endpoint" not in query:
        case.query["endpoint"] = examples.ENDPOINT


def _change_user(case: Any) -> None:
    """Names of zones are known, not made up, and a number has as many digits as its country's have."""
    if case.body.get("phone"):
        case.body["phone"] = examples.CONTACT["phone"]
    if case.body.get("timezone"):
        case.body["timezone"] = examples.CONTACT["timezone"]


_CHANGES = {
    "listNotifications": _list,
    "createNotification": _create,
    "subscribePush": _subscribe,
    "unsubscribePush": _unsubscribe,
    "changeUser": _change_user,
    "changePreferences": _change_preferences,
    "listSuppressions": _list_suppressions,
    "showUnsubscribe": _unsubscribe_link,
    "unsubscribe": _unsubscribe_link,
}
