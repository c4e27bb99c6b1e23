"""The schemas of what comes in: pydantic's own, and beside it what its validators check and a schema can say.

Patterns are ECMA-262's, as JSON Schema wants them. `tests/unit/test_api_docs.py` holds them against the validators.
"""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from carillon import contracts
from carillon.contracts import INSTANT, MAX_DATA_BYTES, MAX_DATA_DEPTH, MAX_DEVICE_NAME

Schema = dict[str, Any]

NAMES: dict[type[BaseModel], str] = {
    contracts.NotificationContract: "NotificationRequest",
    contracts.PreferencesContract: "PreferencesChange",
    contracts.ContactContract: "ContactChange",
    contracts.SubscriptionKeys: "SubscriptionKeys",
    contracts.SubscriptionContract: "SubscriptionRequest",
    contracts.UnsubscriptionContract: "UnsubscriptionRequest",
    contracts.UnsubscribeContract: "UnsubscribeForm",
}
"""What the documents call the models."""

_CONTROL = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"
_SPACE = r" \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_NOT_SPACE = rf"[^{_CONTROL}{_SPACE}]"
ONE_LINE = rf"^[^{_CONTROL}]*{_NOT_SPACE}[^{_CONTROL}]*$"
PRINTABLE = r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]*$"
USER_ID = rf"^[^{_CONTROL}{_SPACE}#*]*$"
_SMALL = f"At most {MAX_DATA_BYTES} bytes as compact UTF-8 JSON and {MAX_DATA_DEPTH} levels, itself the first."

SAID_BY_VALIDATORS: dict[tuple[str, str], Schema] = {
    ("NotificationRequest", "userId"): {
        "pattern": USER_ID,
        "description": "The `sub` of the person's token. No white space, control characters, `#` or `*`.",
    },
    ("NotificationRequest", "title"): {
        "pattern": ONE_LINE,
        "description": "One line: not only white space, no control characters or line separators.",
    },
    ("NotificationRequest", "message"): {
        "pattern": PRINTABLE,
        "description": "No control characters but line feeds and tabs.",
    },
    ("NotificationRequest", "type"): {"description": "The channels asked for; preferences still apply."},
    ("NotificationRequest", "data"): {"description": f"`data.url` is where a click leads. {_SMALL}"},
    ("NotificationRequest", "mandatory"): {
        "description": "Passes the person's choices; never a suppressed address or a STOP."
    },
    ("NotificationRequest", "collapseKey"): {
        "pattern": ONE_LINE,
        "description": "A newer notification of the person with the same key takes the place of an unread older one, in the "
        "inbox and on the devices. The older one leaves the list and the count, but not `GET /{id}`.",
    },
    ("NotificationRequest", "idempotencyKey"): {
        "pattern": ONE_LINE,
        "description": "One intent per user and key, for 24 hours.",
    },
    ("PreferencesChange", "categoryChannels"): {
        "description": "Merged into what is there; null, at any of the three levels, takes back what is below it."
    },
    ("PreferencesChange", "emailMutedUntil"): {
        "format": "date-time",
        "pattern": INSTANT,
        "description": "No emails before then but mandatory ones; null ends it.",
    },
    ("PreferencesChange", "updatedAt"): {"description": "Taken back from an answer, and ignored."},
    ("ContactChange", "email"): {
        "format": "email",
        "description": "One address as SMTP takes it, its domain with a dot in it.",
    },
    ("ContactChange", "phone"): {"description": "E.164, of a length that its country's numbering plan has."},
    ("ContactChange", "username"): {"pattern": ONE_LINE},
    ("ContactChange", "timezone"): {"format": "iana-time-zone", "description": "A name of the IANA's database."},
    ("UnsubscribeForm", "List-Unsubscribe"): {"description": "What mail providers post (RFC 8058)."},
    ("UnsubscribeForm", "choice"): {
        "description": "Of the page: this category's emails, all emails, or none for 30 days."
    },
    ("SubscriptionKeys", "p256dh"): {
        "pattern": r"^[A-Za-z0-9_-]{87}={0,2}$",
        "format": "p256-point",
        "description": "An uncompressed point on P-256 as base64url (RFC 8291, section 3.1).",
    },
    ("SubscriptionKeys", "auth"): {
        "pattern": r"^[A-Za-z0-9_-]{22}={0,2}$",
        "description": "16 bytes as base64url (RFC 8291, section 3.2).",
    },
    ("SubscriptionRequest", "endpoint"): {
        "format": "push-endpoint",
        "description": "An https address of one of the push services that the stack allows (`PushEndpointHosts`).",
    },
    ("SubscriptionRequest", "expirationTime"): {"description": "Milliseconds since 1970, as browsers say it."},
    ("SubscriptionRequest", "deviceInfo"): {
        "maxLength": MAX_DEVICE_NAME,
        "description": f"Whatever tells the person which device it is, a text or an object. {_SMALL}",
    },
}
"""By schema and property."""

_PATCHES = ("PreferencesChange", "ContactChange")
"""Where a field left out stays as it was, so that no default holds."""


def schemas() -> dict[str, Schema]:
    """Every request's schema, by its name in the documents."""
    _, made = models_json_schema(
        [(model, "validation") for model in NAMES], ref_template="#/components/schemas/{model}"
    )
    return {name: _described(name, made["$defs"][model.__name__]) for model, name in NAMES.items()}


def _described(name: str, schema: Schema) -> Schema:
    properties = {field: _property(name, field, found) for field, found in schema["properties"].items()}
    described: Schema = {"type": "object", "description": schema["description"].splitlines()[0]}
    if schema.get("required"):
        described["required"] = schema["required"]
    return described | {"additionalProperties": False, "properties": properties}


def _property(name: str, field: str, schema: Schema) -> Schema:
    dropped = {"title", "default"} if name in _PATCHES or schema.get("default", "") is None else {"title"}
    schema = _without(schema, dropped)
    added = SAID_BY_VALIDATORS.get((name, field), {})
    constraints = {key: value for key, value in added.items() if key != "description"}
    if "anyOf" in schema:
        schema["anyOf"] = [
            option | constraints if option.get("type") == "string" else option for option in schema["anyOf"]
        ]
    else:
        schema |= constraints
    return schema | ({"description": added["description"]} if "description" in added else {})


def _without(schema: Any, dropped: set[str]) -> Any:
    """The schema without pydantic's titles, and with the end of a text as ECMA-262 writes it."""
    if isinstance(schema, list):
        return [_without(item, dropped) for item in schema]
    if not isinstance(schema, dict):
        return schema.replace(r"\z", "$") if isinstance(schema, str) else schema
    return {key: _without(value, dropped) for key, value in schema.items() if key not in dropped}
