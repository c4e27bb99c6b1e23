"""Whom the ordered faults hit, and nobody beside: somebody with an address on every channel."""

import json
import threading
from collections import Counter
from typing import Any

from websockets.exceptions import ConnectionClosed

from carillon.domain.notification import CHANNELS, Notification, NotificationRequest
from carillon.messages import encode_notification
from tests.e2e.eventually import eventually
from tests.e2e.person import Admin
from tests.e2e.sockets import open_socket

QUEUES = {"in-app": "InApp", "email": "Email", "sms": "Sms", "push": "Push"}
_PER_CALL = 10
_PER_PAGE = 100
_AREAS = ("212", "303", "305", "312", "404", "415", "503", "512", "602", "617", "702", "713", "801", "808")
"""Each has a hundred numbers that belong to nobody: 555-0100 to 555-0199."""


class Page:
    """An open page that remembers which notifications it was shown."""

    def __init__(self, url: str) -> None:
        self.connection = open_socket(url)
        self.shown: set[str] = set()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        try:
            for text in self.connection:
                frame = json.loads(text)
                if frame["event"] == "notification":
                    self.shown.add(frame["data"]["id"])
        except ConnectionClosed:
            return


class Victim:
    """Somebody who gets notifications of a title of their own on all channels: a frame is known by it."""

    def __init__(self, admin: Admin, number: int, title: str) -> None:
        self.doors, self.title = admin.doors, f"{title} ({number})"
        self.phone = f"+1{_AREAS[number // 100]}55501{number % 100:02d}"
        self.person = admin.reachable(phone=self.phone)
        self.person.prefer(smsEnabled=True)
        self.email = f"{self.person.username}@example.com"
        self.endpoint = self.person.subscribe()
        ticket = self.person.ask("POST", "/ws-ticket").json()
        self.page = Page(ticket["url"])
        self.accepted: dict[str, str] = {}

    def at_provider(self, channel: str, mode: str, times: int) -> None:
        """Order a fault of a channel's provider: see `local/sink/faults.py`."""
        about = {"email": self.email, "sms": self.phone[1:], "push": self.endpoint.rsplit("/", 1)[-1]}[channel]
        self._order("faults", channel, mode, times, about)

    def told(self, channel: str, mode: str, times: int) -> None:
        """Order how the provider's receipts come: see `local/sink/receipts.py`."""
        self._order("receipts", channel, mode, times, {"email": self.email, "sms": self.phone}[channel])

    def _order(self, what: str, channel: str, mode: str, times: int, about: str) -> None:
        order = {"channel": channel, "mode": mode, "times": times, "about": [about]}
        self.doors.http.post(f"{self.doors.stack['webUrl']}/{what}", json=order).raise_for_status()

    def at_aws(self, operation: str, mode: str, times: int, *texts: str) -> None:
        """Order a fault between botocore and AWS: see `local/network_faults.py`."""
        about = [self.title if operation == "PostToConnection" else self.person.user_id, *texts]
        order = {"channel": operation, "mode": mode, "times": times, "about": about}
        self.doors.http.post(f"{self.doors.stack['awsEndpoint']}/_faults", json=order).raise_for_status()

    def spare(self) -> None:
        """Take back every fault between botocore and AWS, whoever it was ordered for."""
        self.doors.http.delete(f"{self.doors.stack['awsEndpoint']}/_faults").raise_for_status()

    def drop(self, count: int) -> None:
        """Drop so many on the ingest queue."""
        request = self.person.request(title=self.title)
        for start in range(0, count, _PER_CALL):
            self.doors.put("Ingest", *[request] * min(_PER_CALL, count - start))

    def wait_until_accepted(self, count: int, within: float) -> None:
        eventually(self._accepted, lambda total: total >= count, within)
        pages = range(1, -(-count // _PER_PAGE) + 1)
        self.accepted = {item["id"]: item["createdAt"] for page in pages for item in self._inbox(page)["notifications"]}

    def _accepted(self) -> int:
        return int(self._inbox(1)["total"])

    def _inbox(self, page: int) -> Any:
        return self.read("", {"limit": _PER_PAGE, "page": page})

    def deliveries(self, notification_id: str) -> list[dict[str, Any]]:
        """The delivery log."""
        log: list[dict[str, Any]] = self.read(f"/{notification_id}/deliveries")["deliveries"]
        return log

    def read(self, path: str, params: dict[str, Any] | None = None) -> Any:
        """The answer of a GET below `/api/notifications`: where so much goes wrong, a 503 is asked again as it says."""
        url, headers = f"{self.doors.api}/notifications{path}", {"Authorization": f"Bearer {self.person.token}"}
        answer = eventually(
            lambda: self.doors.http.get(url, params=params, headers=headers), lambda answer: answer.status_code != 503
        )
        return answer.raise_for_status().json()

    def copy_to_queues(self) -> None:
        """Have every channel's queue hand over every message once more."""
        wanted = NotificationRequest(
            user_id=self.person.user_id,
            **{name: self.person.request()[name] for name in ("category", "message")},
            title=self.title,
        )
        copies = [encode_notification(Notification(id=identifier, request=wanted)) for identifier in self.accepted]
        for channel in CHANNELS:
            for start in range(0, len(copies), _PER_CALL):
                self.doors.put(QUEUES[channel], *copies[start : start + _PER_CALL])

    def left(self) -> Counter[tuple[str, str]]:
        """How often each message left: by notification and channel."""
        mine = {self.email, self.phone, self.endpoint}
        entries = self.doors.outbox.everything()
        return Counter((entry["notificationId"], entry["channel"]) for entry in entries if entry["to"] in mine)
