"""A process that pushes: `python -m bench.push_senders ours|stock`, the job as JSON on stdin. Prints the CPU seconds it took.

Both trust the sink alone; each sends one message after the other.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any
from unittest import mock

import certifi
import requests.adapters
from pywebpush import webpush

from carillon.channels.push import PushSender, PushTarget
from carillon.channels.vapid import Vapid
from carillon.domain.user import User
from carillon.messages import NotificationMessage, decode
from carillon.storage.subscriptions import Subscription, Subscriptions
from carillon.stored_secret import StoredSecret

Send = Callable[[int], object]


class _Known(StoredSecret):
    """A secret that a warm function has read."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__("vapid")
        self._values = values


def _ours(job: dict[str, Any]) -> Send:
    vapid = Vapid(_Known(job["vapid"]), job["subject"])
    sender = PushSender(Subscriptions("subscriptions", "preferences"), vapid, [job["origin"]], job["appUrl"])
    message = decode(job["message"])
    assert isinstance(message, NotificationMessage)
    user, key = User(message.notification.user_id), job["vapid"]["publicKey"]
    targets = [
        PushTarget(
            str(number), each["endpoint"], Subscription(user.user_id, each["endpoint"], vapid_key=key, **each["keys"])
        )
        for number, each in enumerate(job["subscriptions"])
    ]
    return lambda number: sender.send(message, user, targets[number % len(targets)], 0)


def _stock(job: dict[str, Any]) -> Send:
    def send(number: int) -> object:
        return webpush(
            job["subscriptions"][number % len(job["subscriptions"])],
            job["payload"],
            vapid_private_key=job["vapid"]["privateKey"],
            vapid_claims={"sub": job["subject"]},
            ttl=job["ttl"],
        )

    return send


def main() -> None:
    """Send what is for warming up, then what is measured."""
    job = json.load(sys.stdin)
    requests.adapters.DEFAULT_CA_BUNDLE_PATH = job["bundle"]
    with mock.patch.object(certifi, "where", return_value=job["bundle"]):
        send = {"ours": _ours, "stock": _stock}[sys.argv[1]](job)
    for number in range(job["warmUp"]):
        send(number)
    begun = time.process_time()
    for number in range(job["number"]):
        send(number)
    print(time.process_time() - begun)


if __name__ == "__main__":
    main()
