"""What Twilio asks of the webhook, signed as it signs."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

TOKEN = "secret"
ACCOUNT = "AC" + "0" * 32
STATUS = "/webhooks/twilio/status"
INBOUND = "/webhooks/twilio/inbound"


def callback(path: str, form: dict[str, str], query: str = "", **changed: Any) -> dict[str, Any]:
    """An HTTP API event (payload 2.0) as Twilio's request becomes one, of our account unless the form says otherwise."""
    form = {"AccountSid": ACCOUNT} | form
    url = f"https://api.app.example{path}{'?' if query else ''}{query}"
    return {
        "routeKey": f"POST {path}",
        "rawPath": f"/mapped{path}",
        "rawQueryString": query,
        "queryStringParameters": dict(pair.split("=", 1) for pair in query.split("&")) if query else None,
        "headers": {"x-twilio-signature": RequestValidator(TOKEN).compute_signature(url, form)},
        "body": base64.b64encode(urlencode(form).encode()).decode(),
        "isBase64Encoded": True,
    } | changed
