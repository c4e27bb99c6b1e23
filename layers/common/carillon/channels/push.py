"""Web Push (RFC 8030) to every active subscription of a person, encrypted for each (RFC 8291)."""

from __future__ import annotations

import base64
import hashlib
import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PynamoDBException
from pywebpush import WebPusher

from ..domain import clock, ids, links, push_endpoint, reasons, retry
from ..domain.notification import Notification
from ..domain.user import User
from ..messages import NotificationMessage
from ..observability import logger
from ..storage.subscriptions import Subscription, Subscriptions, active
from . import http, outcomes
from .base import Accepted, Target
from .push_payload import payload, short_payload
from .vapid import Vapid

URGENCY = {"low": "low", "normal": "normal", "high": "high", "urgent": "high"}
"""RFC 8030, section 5.3. A device that saves power gets "low" when it is charged and "high" at once."""

_KEY_REFUSED = frozenset({401, 403})
"""Possibly not the key that the subscription was made with: 403 by RFC 8292, section 4.2; Mozilla says 401."""

_TOO_LARGE = 413

_GO_ON_WITHIN_SECONDS = 5
"""A refusal that took longer is the last word: another request may take 15 seconds, and the function has 30."""

_SECRET_ERRORS = (BotoCoreError, ClientError, ValueError, KeyError, TypeError)
"""What reading a secret, or a secret of another shape, may raise."""

_TOPIC_LENGTH = 32
"""At most, of base64url's alphabet: RFC 8030, section 5.4."""


@dataclass(frozen=True, slots=True)
class PushTarget(Target):
    """A device: `address` is the endpoint."""

    subscription: Subscription


class PushSender:
    """Sends to endpoints of `allowed_hosts` (see `push_endpoint`) and to no other; links lead to `app_url`."""

    channel = "push"
    provider = "web-push"
    no_target_reason = reasons.NO_SUBSCRIPTION

    def __init__(self, subscriptions: Subscriptions, vapid: Vapid, allowed_hosts: Iterable[str], app_url: str) -> None:
        self._subscriptions = subscriptions
        self._vapid = vapid
        self._allowed = tuple(allowed_hosts)
        self._app_url = app_url
        self._poster = http.Poster(public_but=[entry for entry in self._allowed if "://" in entry])

    def targets(self, _message: NotificationMessage, user: User) -> Sequence[PushTarget]:
        """The person's devices. An endpoint that was allowed once and is not now is left alone."""
        return [
            PushTarget(ids.target_id(user.user_id, subscription.endpoint), subscription.endpoint, subscription)
            for subscription in active(user)
            if push_endpoint.is_allowed(subscription.endpoint, self._allowed)
        ]

    def send(self, message: NotificationMessage, _user: User, target: Target, age: float) -> Accepted:
        """Hand the message to the push service. Raises the outcomes of `outcomes.of_push`.

        A subscription that is no more is switched off, so that nobody sends to it again.
        """
        assert isinstance(target, PushTarget)  # as `targets` makes them
        answer = self._offer(message.notification, target.subscription, _headers(message.notification, age))
        if answer.status in outcomes.PUSH_GONE:
            _learned(partial(self._subscriptions.deactivate, target.subscription))
        failure = outcomes.of_push(answer.status, answer.headers.get("retry-after"), clock.now())
        if failure is not None:
            raise failure
        return Accepted(self.provider, _message_id(answer.headers.get("location")))

    def _offer(self, notification: Notification, subscription: Subscription, headers: dict[str, str]) -> http.Answer:
        """The push service's last word. What it refuses has not left, so that another key, or the short form of what was too
        large, follows at once and is no second send.
        """
        until = time.monotonic() + _GO_ON_WITHIN_SECONDS
        text = payload(notification, self._app_url)
        answer: http.Answer | None = None
        for key, authorization in self._signed(subscription):
            signed = headers | {"Authorization": authorization}
            answer = self._post(subscription, signed, text)
            if answer.status == _TOO_LARGE and time.monotonic() < until:
                text = short_payload(notification)
                answer = self._post(subscription, signed, text)
            if answer.status < 300 and key != subscription.vapid_key:
                _learned(partial(self._subscriptions.remember_key, subscription, key))
            if answer.status not in _KEY_REFUSED or time.monotonic() >= until:
                break
        assert answer is not None  # a secret without a key raises
        return answer

    def _post(self, subscription: Subscription, headers: dict[str, str], text: bytes) -> http.Answer:
        """One request. The answer's body is never read: nothing in it matters."""
        encrypted = _encrypted(text, subscription)
        try:
            return self._poster.post(subscription.endpoint, encrypted, headers)
        except http.NoAnswer as error:
            raise outcomes.of_network(error) from error

    def _signed(self, subscription: Subscription) -> Iterator[tuple[str, str]]:
        """The keys to try, each with its `Authorization`. What goes wrong with the secret is our fault; it is read again for
        the next push, and may have been mended.
        """
        audience = links.origin(subscription.endpoint)
        try:
            for key in self._vapid.keys(subscription.vapid_key):
                yield key, self._vapid.authorization(audience, key)
        except _SECRET_ERRORS as error:
            self._vapid.forget()
            raise outcomes.of_secret(error) from error


def _learned(write_down: Callable[[], None]) -> None:
    """What the push service said of a subscription, written down. Should that fail, it says so again next time; of this push
    the failure says nothing.
    """
    try:
        write_down()
    except PynamoDBException:
        logger.exception("what a push service said of a subscription was not written down")


def _headers(notification: Notification, age: float) -> dict[str, str]:
    """What the push service reads (RFC 8030, section 5). `Topic`: it keeps only the last one for a device that is off.

    `TTL` counts from when it takes the message, our limit from when we did: a late try leaves it what is left, at last 0,
    which shows it to a device that is on and to no other (section 5.2).
    """
    request = notification.request
    headers = {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(max(0, math.ceil(retry.PUSH_TTL_SECONDS[request.priority] - max(0, age)))),
        "Urgency": URGENCY[request.priority],
    }
    if request.collapse_key is not None:
        headers["Topic"] = _topic(request.user_id, request.collapse_key)
    return headers


def _topic(user_id: str, key: str) -> str:
    """A name for the key that tells the push service neither what it is nor which other people have the same."""
    digest = hashlib.sha256(f"{len(user_id)}:{user_id}{key}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:_TOPIC_LENGTH]


def _encrypted(plaintext: bytes, subscription: Subscription) -> bytes:
    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    pusher = WebPusher({"endpoint": subscription.endpoint, "keys": keys})
    return bytes(pusher.encode(plaintext, content_encoding="aes128gcm")["body"])


def _message_id(location: str | None) -> str | None:
    """The last part of the message's own address at the push service (RFC 8030, section 5), which names no device."""
    return location.rstrip("/").rsplit("/", 1)[-1][:200] or None if location else None
