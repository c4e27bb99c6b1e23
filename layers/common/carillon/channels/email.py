"""Email through Amazon SES (API v2), one mail per notification and person."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from .. import clients
from ..domain import email_address, ids, links, reasons
from ..domain.unsubscribe import Scope
from ..domain.user import User
from ..messages import NotificationMessage
from . import mime, outcomes, ses_events
from .base import Accepted, Target

_TEMPLATES = Path(__file__).parent / "templates"
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*", re.ASCII)
_DEFAULT_LANGUAGE = "en"

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
"""Languages whose usual script runs from right to left: https://www.w3.org/International/questions/qa-scripts"""


class EmailSender:
    """Sends from `sender_email`; links lead to `app_url`, and for who wants no more of a `Scope` to `unsubscribe_url`.

    SES tells of the mails by the events of `configuration_set`.
    """

    channel = "email"
    provider = "ses"
    no_target_reason = reasons.NO_ADDRESS

    def __init__(
        self, sender_email: str, app_url: str, unsubscribe_url: Callable[[Scope], str], configuration_set: str
    ) -> None:
        self._sender_email = sender_email
        self._configuration_set = configuration_set
        self._app_url = app_url
        self._unsubscribe_url = unsubscribe_url

    def targets(self, _message: NotificationMessage, user: User) -> Sequence[Target]:
        """The person's address, unless SES could not deliver to it."""
        address = email_address.deliverable(user.contact.email) if user.contact.email else None
        return [Target(ids.target_id(user.user_id, address), address)] if address else []

    def send(self, message: NotificationMessage, user: User, target: Target, _age: float) -> Accepted:
        """Hand the mail to SES. Raises the outcomes of `outcomes.of_ses`."""
        receipt_key = ids.receipt_key(user.user_id, message.notification.id, self.channel, target.id)
        mail = self.mail(message, user, target.address, receipt_key)
        try:
            answer = clients.ses().send_email(
                FromEmailAddress=self._sender_email,
                Destination={"ToAddresses": [target.address]},
                Content={"Raw": {"Data": mail}},
                ConfigurationSetName=self._configuration_set,
                EmailTags=[{"Name": ses_events.DELIVERY_TAG, "Value": receipt_key}],
            )
        except (BotoCoreError, ClientError) as error:
            raise outcomes.of_ses(error) from error
        if "MessageId" not in answer:
            raise outcomes.of_unreadable_answer()
        return Accepted(self.provider, str(answer["MessageId"]))

    def mail(self, message: NotificationMessage, user: User, recipient: str, receipt_key: str) -> bytes:
        """The whole mail, text and HTML. One that is mandatory cannot be unsubscribed from, so it offers no such thing."""
        request = message.notification.request
        unsubscribe_url = None if request.mandatory else self._link(Scope(user.user_id, request.category))
        subject = f"Unread: {request.title}" if message.is_fallback else request.title
        language = _language(user.contact.locale)
        values: dict[str, Any] = {
            "subject": subject,
            "title": request.title,
            "message": request.message,
            "is_fallback": message.is_fallback,
            "url": links.click_url(request.data, self._app_url),
            "preferences_url": f"{self._app_url.rstrip('/')}/#preferences",
            "unsubscribe_url": unsubscribe_url,
            "language": language,
            "direction": "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr",
        }
        return mime.compose(
            sender=self._sender_email,
            recipient=recipient,
            subject=subject,
            text=_templates().get_template("notification.txt").render(values),
            html=_templates().get_template("notification.html").render(values),
            headers={"X-Notification-Id": message.notification.id, ses_events.DELIVERY_HEADER: receipt_key},
            unsubscribe_url=unsubscribe_url,
        )

    def _link(self, scope: Scope) -> str:
        try:
            return self._unsubscribe_url(scope)
        except (BotoCoreError, ClientError, ValueError, KeyError) as error:
            raise outcomes.of_secret(error) from error


@cache
def _templates() -> Environment:
    """The templates, with HTML escaped by itself and a missing value an error instead of a gap."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def _language(locale: str | None) -> str:
    """The person's language as HTML names it (BCP 47, RFC 5646)."""
    if locale is None or not _LANGUAGE_TAG.fullmatch(locale):
        return _DEFAULT_LANGUAGE
    return locale.replace("_", "-")
