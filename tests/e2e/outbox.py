"""What left through the providers, and the faults that can be ordered from them."""

from typing import Any

import httpx

from .eventually import WITHIN_SECONDS, eventually

Mail = dict[str, Any]


class Outbox:
    """Reads `outboxUrl`. What the outbox had before a test emptied it is remembered: others may still look for it."""

    def __init__(self, stack: dict[str, Any], http: httpx.Client) -> None:
        self._url = stack["outboxUrl"]
        self._sink = stack["webUrl"]
        self._http = http
        self._before: list[Mail] = []

    def current(self) -> list[Mail]:
        """The answer of the outbox as it is."""
        entries: list[Mail] = self._http.get(self._url).raise_for_status().json()
        return entries

    def clear(self) -> httpx.Response:
        self._before += self.current()
        return self._http.delete(self._url)

    def everything(self) -> list[Mail]:
        """All that left since the start, whoever emptied the outbox in between."""
        return self._before + self.current()

    def of(self, notification_id: str, channel: str | None = None) -> list[Mail]:
        """Everything that left for one notification."""
        return [
            entry
            for entry in self.everything()
            if entry["notificationId"] == notification_id and channel in (None, entry["channel"])
        ]

    def to(self, address: str) -> list[Mail]:
        """Everything that left to one address, number or endpoint."""
        return [entry for entry in self.everything() if entry["to"] == address]

    def wait_for(self, notification_id: str, channel: str, within: float = WITHIN_SECONDS) -> Mail:
        """The one message of a notification on a channel."""
        (entry,) = eventually(lambda: self.of(notification_id, channel), within=within)
        return entry

    def fail_next(self, channel: str, mode: str, times: int = 1, about: str = "") -> None:
        """Order faults, of what is `about` a text if one is given: see `local/sink/faults.py`."""
        self._order("faults", channel, mode, times, about)

    def tell_next(self, channel: str, mode: str, times: int = 1) -> None:
        """Order how receipts come: see `local/sink/receipts.py`."""
        self._order("receipts", channel, mode, times)

    def _order(self, what: str, channel: str, mode: str, times: int, about: str = "") -> None:
        order = {"channel": channel, "mode": mode, "times": times, "about": [about] if about else []}
        self._http.post(f"{self._sink}/{what}", json=order).raise_for_status()
