"""Twilio's callbacks: a text's status, and what its reader answered. Queued as they come; `record_delivery` acts on them.

Without a token: Twilio signs what it sends. https://www.twilio.com/docs/usage/security#validating-requests
"""

from __future__ import annotations

import base64
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from botocore.exceptions import BotoCoreError, ClientError
from twilio.request_validator import RequestValidator

from carillon import config, queues, receipt_messages
from carillon.channels import twilio_webhooks
from carillon.domain import clock
from carillon.domain.receipt import MalformedReceipt, ProviderWord
from carillon.observability import logger
from carillon.stored_secret import StoredSecret

_EMPTY_TWIML = "<Response/>"
_ROTATED_WITHIN_SECONDS = 60
"""A signature that does not fit may be one of a rotated token; anybody can send one, so the secret is not read for each."""


@cache
def _secret() -> StoredSecret:
    return StoredSecret(config.load(config.TwilioWebhookSettings).twilio_secret_name)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """An HTTP API event, payload 2.0: 200, 403 unless Twilio signed it, 400 for what is not a callback."""
    if "x-twilio-signature" not in event["headers"]:
        return _answer(403, "not signed by Twilio")
    form = _form(event)
    if form is None:
        return _answer(400, "the body is not a form")
    try:
        is_signed = _is_signed(event, form)
    except (BotoCoreError, ClientError, KeyError, ValueError):
        logger.exception("Twilio's secret cannot be read")
        return _answer(503, "try again")
    if not is_signed:
        logger.warning("a callback without Twilio's signature")
        return _answer(403, "not signed by Twilio")
    try:
        words = _words(event, form)
    except MalformedReceipt as error:
        return _answer(400, str(error))
    queue_url = config.load(config.TwilioWebhookSettings).receipt_queue_url
    failed = queues.send_all([queues.Outgoing(queue_url, receipt_messages.encode(word), "word") for word in words])
    # Twilio calls again after an error, as the callback's address asks it to.
    return _answer(503, "try again") if failed else _answer(200, _EMPTY_TWIML)


def _words(event: dict[str, Any], form: dict[str, str]) -> list[ProviderWord]:
    if _path(event).endswith("/inbound"):
        return twilio_webhooks.of_inbound(form, clock.now())
    key = (event.get("queryStringParameters") or {}).get(twilio_webhooks.KEY_PARAMETER)
    return twilio_webhooks.of_status(form, key, clock.now())


def _form(event: dict[str, Any]) -> dict[str, str] | None:
    """The fields that Twilio signed; None for what is not a form of texts."""
    body = event.get("body") or ""
    try:
        text = base64.b64decode(body).decode("ascii") if event.get("isBase64Encoded") else body
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200))
    except ValueError:
        return None


def _is_signed(event: dict[str, Any], form: dict[str, str]) -> bool:
    """Whether Twilio signed this form for the address that it knows us by, and about our account."""
    query = event.get("rawQueryString")
    public_url = config.load(config.TwilioWebhookSettings).public_api_url.rstrip("/")
    url = public_url + _path(event) + (f"?{query}" if query else "")
    signature = event["headers"]["x-twilio-signature"]
    if _fits(signature, url, form):
        return True
    _secret().forget(unless_younger_than=_ROTATED_WITHIN_SECONDS)
    return _fits(signature, url, form)


def _path(event: dict[str, Any]) -> str:
    """The path as the route has it: under a custom domain `rawPath` may begin with what the domain maps."""
    return str(event["routeKey"]).partition(" ")[2]


def _fits(signature: str, url: str, form: dict[str, str]) -> bool:
    secret = _secret().values()
    is_signed = bool(RequestValidator(secret["authToken"]).validate(url, form, signature))
    return is_signed and form.get("AccountSid") == secret["accountSid"]


def _answer(status: int, text: str) -> dict[str, Any]:
    kind = "text/xml" if text == _EMPTY_TWIML else "text/plain; charset=utf-8"
    return {"statusCode": status, "headers": {"content-type": kind}, "body": text}
