"""The routes that Twilio calls: forms, signed instead of carrying a token, answered in text.

https://www.twilio.com/docs/usage/webhooks/messaging-webhooks
"""

from typing import Any

from carillon.channels import twilio_webhooks
from local.api_docs import examples
from local.api_docs.answers import ref
from local.api_docs.requests import Schema

SECURITY_SCHEMES = {
    "twilio": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Twilio-Signature",
        "description": "Twilio's HMAC of the address and the form: https://www.twilio.com/docs/usage/security",
    }
}
_TEXT: Schema = {"type": "string"}
_PHONE: Schema = {"type": "string", "examples": ["+12025550188"]}
_ACCOUNT_SID = "AC0123456789abcdef0123456789abcdef"
_SID = "SM0123456789abcdef0123456789abcdef"
_KEY: Schema = {
    "name": twilio_webhooks.KEY_PARAMETER,
    "in": "query",
    "required": False,
    "description": "Which delivery it is about; it stands in the address that the text named.",
    "schema": {"type": "string", "pattern": "^[0-9a-f]{32}-[0-9a-f]{20}$"},
}
_ACCOUNT: Schema = {"type": "string", "description": "Ours; with any other: 403."}
_STATUS: Schema = {
    "type": "object",
    "description": "Twilio adds fields as it likes; these are read.",
    "required": ["AccountSid", "MessageSid", "MessageStatus"],
    "properties": {
        "AccountSid": _ACCOUNT,
        "MessageSid": {"type": "string", "minLength": 1},
        "MessageStatus": {"type": "string", "enum": list(twilio_webhooks._STATUS)},
        "ErrorCode": _TEXT | {"description": "Why it failed; 21610: the person has said STOP."},
        "To": _PHONE,
    },
}
_INBOUND: Schema = {
    "type": "object",
    "description": "Twilio adds fields as it likes; these are read.",
    "required": ["AccountSid", "From"],
    "properties": {
        "AccountSid": _ACCOUNT,
        "From": _PHONE | {"minLength": 1},
        "Body": _TEXT | {"description": "STOP and START, in any case, and the other words that Twilio obeys."},
        "OptOutType": _TEXT | {"description": "What Twilio's Advanced Opt-Out took the text for."},
    },
}


def _operation(name: str, summary: str, form: Schema, example: dict[str, str], *parameters: Schema) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["webhooks"],
        "description": "Twilio alone calls it. Queued, and acted on a moment later; the same twice does no harm.",
        "security": [{scheme: []} for scheme in SECURITY_SCHEMES],
        **({"parameters": list(parameters)} if parameters else {}),
        "requestBody": {
            "required": True,
            "content": {"application/x-www-form-urlencoded": {"schema": form, "example": example}},
        },
        "responses": _responses(),
    }


def _responses() -> dict[str, Any]:
    gateway = {"schema": ref("GatewayError"), "example": examples.OF_SCHEMAS["GatewayError"]}
    return {
        "200": {"description": "Taken.", "content": {"text/xml": {"schema": {"const": "<Response/>"}}}},
        "400": _refusal("Not a form, or not what Twilio sends."),
        "403": _refusal("Not signed by Twilio, for this address and our account."),
        "413": {"$ref": "#/components/responses/TooLarge"},
        "429": {"$ref": "#/components/responses/TooMany"},
        "500": {"$ref": "#/components/responses/Defect"},
        "503": _refusal("Not now; Twilio tries again.", {"application/json": gateway}),
    }


def _refusal(description: str, also: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"description": description, "content": {"text/plain": {"schema": _TEXT}} | (also or {})}


ROUTES: dict[str, dict[str, Any]] = {
    "POST /webhooks/twilio/status": _operation(
        "tellSmsStatus",
        "What became of a text",
        _STATUS,
        {"AccountSid": _ACCOUNT_SID, "MessageSid": _SID, "MessageStatus": "delivered", "To": "+12025550188"},
        _KEY,
    ),
    "POST /webhooks/twilio/inbound": _operation(
        "tellSmsAnswer",
        "What somebody answered to a text: STOP suppresses the number, START lifts that",
        _INBOUND,
        {"AccountSid": _ACCOUNT_SID, "From": "+12025550188", "Body": "STOP"},
    ),
}
"""By API Gateway's route key, as the template has them."""
