"""What a push message says: JSON for the service worker, small enough for every push service."""

from __future__ import annotations

import json
from typing import Any

from ..domain import links, text
from ..domain.notification import Notification

MAX_PLAINTEXT_BYTES = 3_993
"""Push services take 4,096 bytes (RFC 8030, section 7.2); the aes128gcm header (86), tag (16) and padding delimiter (1)
are part of them: RFC 8291, section 4."""


def payload(notification: Notification, app_url: str) -> bytes:
    """`{title, body, icon, badge, data: {notificationId, url}}` as UTF-8 JSON of at most MAX_PLAINTEXT_BYTES.

    With a collapse key also `tag`: a device shows one notification of a tag, the last one
    (https://notifications.spec.whatwg.org/#dom-notificationoptions-tag). What is too long loses the end of its body, then of
    its title, never half a character and never the JSON around it.
    """
    request = notification.request

    def encoded(title: str, body: str) -> bytes:
        return _json(
            {
                "title": title,
                "body": body,
                "icon": f"{app_url.rstrip('/')}/icons/icon-192x192.png",
                "badge": f"{app_url.rstrip('/')}/icons/badge-72x72.png",
                "data": {"notificationId": notification.id, "url": links.click_url(request.data, app_url)},
                **_tag(notification),
            }
        )

    def fits(title: str, body: str) -> bool:
        return len(encoded(title, body)) <= MAX_PLAINTEXT_BYTES

    whole = encoded(request.title, request.message)
    if len(whole) <= MAX_PLAINTEXT_BYTES:
        return whole
    body = text.cut(request.message, lambda start: fits(request.title, start))
    return encoded(text.cut(request.title, lambda start: fits(start, body)), body)


def short_payload(notification: Notification) -> bytes:
    """`{title, data: {notificationId}, truncated: true}`, and `tag`: for a push service that found the whole too large."""
    short = {"title": notification.request.title, "data": {"notificationId": notification.id}, "truncated": True}
    return _json(short | _tag(notification))


def _tag(notification: Notification) -> dict[str, str]:
    key = notification.request.collapse_key
    return {} if key is None else {"tag": key}


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
