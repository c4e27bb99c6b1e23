"""Web Push (RFC 8030) to every active subscription of a person, encrypted for each (RFC 8291)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import requests
from botocore.exceptions import BotoCoreError, ClientError
from pywebpush import WebPusher

from ..domain import clock, ids, links, push_endpoint, retry
from ..domain.user import User
from ..messages import NotificationMessage
from ..storage.subscriptions import Subscription, Subscriptions
from . import http, outcomes
from .base import Accepted, Target
from .push_payload import payload
from .vapid import Vapid

URGENCY = {"low": "low", "normal": "normal", "high": "high", "urgent": "high"}
"""RFC 8030, section 5.3. A device that saves power gets "low" when it is charged and "high" at once."""

_CREDENTIALS_REFUSED = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class PushTarget(Target):
    """A device: `address` is the endpoint."""

    subscription: Subscription


class PushSender:
    """Sends to endpoints of `allowed_hosts` (see `push_endpoint`) and to no other; links lead to `app_url`."""

    channel = "push"
    provider = "web-push"
    no_target_reason = "no_subscription"

    def __init__(self, subscriptions: Subscriptions, vapid: Vapid, allowed_hosts: Iterable[str], app_url: str) -> None:
        self._subscriptions = subscriptions
        self._vapid = vapid
        self._allowed = tuple(allowed_hosts)
        self._app_url = app_url
        self._session = http.public_session(entry for entry in self._allowed if "://" in entry)

    def targets(self, _message: NotificationMessage, user: User) -> Sequence[PushTarget]:
        """The person's devices. An endpoint that was allowed once and is not now is left alone."""
        return [
            PushTarget(ids.target_id(user.user_id, subscription.endpoint), subscription.endpoint, subscription)
            for subscription in self._subscriptions.active_of(user.user_id)
            if push_endpoint.is_allowed(subscription.endpoint, self._allowed)
        ]

    def send(self, message: NotificationMessage, _user: User, target: Target) -> Accepted:
        """Hand the message to the push service. Raises the outcomes of `outcomes.of_push`.

        A subscription that is no more is switched off, so that nobody sends to it again.
        """
        assert isinstance(target, PushTarget)  # as `targets` makes them
        status, headers = self._post(message, target.subscription)
        if status in outcomes.PUSH_GONE:
            self._subscriptions.deactivate(target.subscription)
        if status in _CREDENTIALS_REFUSED:
            self._vapid.forget()
        failure = outcomes.of_push(status, headers.get("Retry-After"), clock.now())
        if failure is not None:
            raise failure
        return Accepted(self.provider, _message_id(headers.get("Location")))

    def _post(
        self, message: NotificationMessage, subscription: Subscription
    ) -> tuple[int, requests.structures.CaseInsensitiveDict[str]]:
        """One request. The answer's body is never read: nothing in it matters, and it could be endless."""
        priority = message.notification.request.priority
        headers = {
            "Authorization": self._authorization(subscription.endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(retry.PUSH_TTL_SECONDS[priority]),
            "Urgency": URGENCY[priority],
        }
        encrypted = _encrypted(payload(message.notification, self._app_url), subscription)
        try:
            with self._session.post(
                subscription.endpoint,
                data=encrypted,
                headers=headers,
                timeout=http.TIMEOUTS,
                allow_redirects=False,
                stream=True,
            ) as answer:
                if answer.headers.get("Content-Length") == "0":
                    answer.raw.read()  # nothing to read, and the connection goes back to the pool
                return answer.status_code, answer.headers
        except requests.RequestException as error:
            raise outcomes.of_network(error) from error

    def _authorization(self, endpoint: str) -> str:
        try:
            return self._vapid.authorization(links.origin(endpoint))
        except (BotoCoreError, ClientError, ValueError, KeyError) as error:
            raise outcomes.of_secret(error) from error


def _encrypted(plaintext: bytes, subscription: Subscription) -> bytes:
    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    pusher = WebPusher({"endpoint": subscription.endpoint, "keys": keys})
    return bytes(pusher.encode(plaintext, content_encoding="aes128gcm")["body"])


def _message_id(location: str | None) -> str | None:
    """The last part of the message's own address at the push service (RFC 8030, section 5), which names no device."""
    return location.rstrip("/").rsplit("/", 1)[-1][:200] or None if location else None
