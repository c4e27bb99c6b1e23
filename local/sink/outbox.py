"""What left through the providers, in the order in which they accepted it; the contract's `outbox.json`."""

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Literal

Channel = Literal["email", "sms", "push"]

_KEPT = 50_000
"""Enough for a load test; the oldest go first, since the outbox lives in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a provider accepted. A field that the channel does not have is None."""

    channel: Channel
    to: str
    notification_id: str | None
    subject: str | None = None
    text: str | None = None
    html: str | None = None
    headers: dict[str, str] | None = None
    payload: Any = None


class Outbox:
    """A bounded list, oldest first. Safe to use from several threads."""

    def __init__(self) -> None:
        self._entries: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self._lock = Lock()

    def add(self, message: Message) -> None:
        """Record a message that was accepted just now, under the contract's names."""
        entry = {
            "channel": message.channel,
            "to": message.to,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "notificationId": message.notification_id,
            "subject": message.subject,
            "text": message.text,
            "html": message.html,
            "headers": message.headers,
            "payload": message.payload,
        }
        with self._lock:
            self._entries.append(entry)

    def entries(self) -> list[dict[str, Any]]:
        """All that is kept, oldest first."""
        with self._lock:
            return list(self._entries)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._entries.clear()
