"""Pushes as a sender makes them: really encrypted, really signed."""

import json
import time
from typing import Any
from urllib.parse import urlsplit

import httpx
from py_vapid import Vapid02
from pywebpush import WebPusher

from local.secret_values import DemoSecrets

PAYLOAD = {"title": "T", "body": "B", "icon": "/i", "badge": "/b", "data": {"notificationId": "01C", "url": "/"}}


def authorization(origin: Any, demo: DemoSecrets, **changes: Any) -> str:
    claims = {
        "sub": "mailto:ops@carillon.example",
        "aud": str(origin).rstrip("/"),
        "exp": int(time.time()) + 3600,
    } | changes
    signer = Vapid02.from_string(demo["vapid"]["privateKey"])
    signer.conf = {"no-strict": True}  # signs what a push service must refuse
    return str(signer.sign({name: value for name, value in claims.items() if value is not None})["Authorization"])


def push(
    sink: httpx.Client, demo: DemoSecrets, subscription: dict[str, Any], body: bytes = b"", **headers: str | None
) -> Any:
    encrypted = (
        body or WebPusher(subscription).encode(json.dumps(PAYLOAD).encode(), content_encoding="aes128gcm")["body"]
    )
    sent = {
        "TTL": "60",
        "Content-Encoding": "aes128gcm",
        "Urgency": "high",
        "Authorization": authorization(sink.base_url, demo),
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {name: value for name, value in (sent | named).items() if value is not None}
    return sink.post(urlsplit(subscription["endpoint"]).path, content=encrypted, headers=sent)
