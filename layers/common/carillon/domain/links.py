"""Where a click on a notification leads, wherever it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

MAX_URL_BYTES = 2_000
"""Longer addresses do not survive every mail client, and would fill a push message (3,993 bytes)."""

_WEB_ADDRESS = re.compile(r"https?://[^\s\\/?#@]+(?:[/?#][^\s\\]*)?", re.IGNORECASE)
_PATH = re.compile(r"/(?![/\\])[^\s\\]*")


def click_url(data: Mapping[str, Any], app_url: str) -> str:
    """`data.url` when it is an http(s) address, or a path of the application; otherwise the application itself.

    A `javascript:` or `data:` address, one with a user name in it, or one too long is never passed on.
    """
    url = data.get("url")
    if not isinstance(url, str) or not url.isprintable() or len(url.encode(errors="replace")) > MAX_URL_BYTES:
        return app_url
    if _PATH.fullmatch(url):
        return origin(app_url) + url
    return url if _WEB_ADDRESS.fullmatch(url) and _has_host(url) else app_url


def origin(url: str) -> str:
    """Scheme, host and port of an absolute address: what a VAPID token names as its audience (RFC 8292, section 2)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False
