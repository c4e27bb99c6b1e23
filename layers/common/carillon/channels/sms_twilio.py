"""Texts through Twilio's Messages resource: https://www.twilio.com/docs/messaging/api/message-resource

Twilio's own client makes the request; the HTTP client below it is ours, since Twilio's has no timeout by default, no option
for another base address, and keeps the `Retry-After` header to itself. The resource is named by its address and not as
`client.messages`, which loads every resource that Twilio has: more than all the rest of a cold start together.
"""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode

from botocore.exceptions import BotoCoreError, ClientError
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from ..domain import clock
from ..domain.suppression import STOPPED
from ..stored_secret import StoredSecret
from . import http, outcomes, twilio_webhooks
from .base import SendFailure
from .sms import Text

TWILIO_URL = "https://api.twilio.com"

_MESSAGING_SERVICE_PREFIX = "MG"
_OK, _REDIRECTS = 200, 300
_CREDENTIALS_REFUSED = 401


class Twilio:
    """Sends from `sender`, a number or a Messaging Service, with the credentials of `secret`, to `base_url`. Twilio tells of
    the texts at `public_api_url`.
    """

    name = "twilio"
    stopped = STOPPED

    def __init__(self, secret: StoredSecret, sender: str, public_api_url: str, base_url: str = TWILIO_URL) -> None:
        self._secret = secret
        self._public_api_url = public_api_url
        self._from = _sender_parameter(sender)
        self._base_url = (base_url or TWILIO_URL).rstrip("/")
        self._poster = http.Poster()

    def send(self, text: Text) -> str:
        """Hand the text to Twilio; the message's SID. Raises the outcomes of `outcomes.of_twilio`."""
        account, token = self._credentials()
        transport = _Transport(self._poster, self._base_url, text.notification_id)
        client = Client(account, token, http_client=transport)
        form: dict[str, object] = {
            "To": text.number,
            **self._from,
            "Body": text.body,
            "StatusCallback": twilio_webhooks.status_callback(self._public_api_url, text.receipt_key),
        }
        try:
            answer = client.request("POST", f"{TWILIO_URL}/2010-04-01/Accounts/{account}/Messages.json", data=form)
        except http.NoAnswer as error:
            raise outcomes.of_network(error) from error
        told = _json(answer.text)
        if not _OK <= answer.status_code < _REDIRECTS:
            raise self._refused(answer.status_code, told, transport)
        if not isinstance(told.get("sid"), str):
            raise outcomes.of_unreadable_answer()
        return str(told["sid"])

    def _refused(self, status: int, told: dict[str, Any], transport: _Transport) -> SendFailure:
        if status == _CREDENTIALS_REFUSED:
            self._secret.forget()
        code = told.get("code")
        return outcomes.of_twilio(status, code if isinstance(code, int) else None, transport.retry_after, clock.now())

    def _credentials(self) -> tuple[str, str]:
        try:
            values = self._secret.values()
            return values["accountSid"], values["authToken"]
        except (BotoCoreError, ClientError, ValueError, KeyError) as error:
            raise outcomes.of_secret(error) from error


class _Transport(HttpClient):
    """One request of Twilio's client over the kept connections: our base address, our timeouts.

    `X-Notification-Id` lets a log in between tell our messages apart; Twilio, like any HTTP server, ignores fields it
    does not know (RFC 9110, section 5.1).
    """

    def __init__(self, poster: http.Poster, base_url: str, notification_id: str) -> None:
        self.is_async = False
        self.retry_after: str | None = None
        self._poster = poster
        self._base_url = base_url
        self._notification_id = notification_id

    def request(  # what else Twilio's client may say, it does not for a text
        self,
        _method: str,
        uri: str,
        *,
        data: dict[str, object],
        headers: dict[str, str],
        auth: tuple[str, str],
        **_others: object,
    ) -> Response:
        """What Twilio's client asks for, at our base address. Raises NoAnswer."""
        told = {
            **headers,
            "Authorization": f"Basic {base64.b64encode(':'.join(auth).encode()).decode()}",
            "X-Notification-Id": self._notification_id,
        }
        url = self._base_url + uri.removeprefix(TWILIO_URL)
        answer = self._poster.post(url, urlencode(data), told, wants_body=True)
        self.retry_after = answer.headers.get("retry-after")
        return Response(answer.status, answer.body.decode("utf-8", "replace"), answer.headers)


def _sender_parameter(sender: str) -> dict[str, str]:
    return {"MessagingServiceSid" if sender.startswith(_MESSAGING_SERVICE_PREFIX) else "From": sender}


def _json(text: str) -> dict[str, Any]:
    """The object of an answer; an empty one for what is none."""
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
