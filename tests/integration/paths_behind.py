"""The ways through the system that nobody waits for: streams, the sweep, the erasure, the senders. See `paths`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from carillon.domain import clock
from carillon.erase_user import Erasure
from carillon.storage.connections import Connections
from carillon.storage.notification_table import NotificationRow
from carillon.storage.subscriptions import Subscription, Subscriptions
from carillon.storage.tables import DeliveryRow, SubscriptionRow, UserRow, WatchRow
from count_stats.handler import lambda_handler as count_stats
from email_fallback.handler import lambda_handler as email_fallback
from erase_user.handler import lambda_handler as erase_user
from finish_stuck.handler import lambda_handler as finish_stuck
from send_email.handler import lambda_handler as send_email
from send_in_app.handler import lambda_handler as send_in_app
from send_push.handler import lambda_handler as send_push
from send_sms.handler import lambda_handler as send_sms
from tests.integration.conftest import TABLES
from tests.integration.http import ADMIN, BASE, Answer, notify
from tests.integration.keys import VAPID
from tests.integration.lambda_queue import CONTEXT, LambdaQueue
from tests.integration.names import queue_url
from tests.integration.paths import Asked, Path
from tests.integration.paths_doors import is_done
from tests.integration.provider import PROVIDER
from tests.integration.queued import bodies
from tests.integration.sockets import Sockets
from tests.integration.streams import Streams
from tests.integration.ticks import ahead


class Counted(Path):
    """A batch of a stream."""

    def ready(self) -> None:
        streams = Streams()
        notify(self.person)
        self._event = {"Records": list(streams.records())}
        self._before = self._totals()

    def act(self) -> bool:
        try:
            count_stats(self._event, CONTEXT)
        except Exception:
            return False
        return True

    def kept(self) -> None:
        after = self._totals()
        assert {name: after[name] - self._before[name] for name in after} == {"total": 1, "unread": 1, "pushSubs": 0}

    def _totals(self) -> dict[str, int]:
        answer = ADMIN.ask(f"GET {BASE}/stats").json
        return {name: answer[name] for name in ("total", "unread", "pushSubs")}


class MarkCounted(Counted):
    """What the streams tell of a "read all", and of the note that is made of it."""

    def ready(self) -> None:
        super().ready()
        assert super().act()
        self._streams = Streams()
        with ahead(seconds=11):
            self.person.ask(f"PATCH {BASE}/read-all")
        self._event = {"Records": list(self._streams.records())}

    def act(self) -> bool:
        is_done = super().act()
        if is_done and (noted := list(self._streams.records())):
            self._event = {"Records": noted}
            is_done = super().act()
        return is_done

    def kept(self) -> None:
        after = self._totals()
        assert {name: after[name] - self._before[name] for name in after} == {"total": 1, "unread": 0, "pushSubs": 0}


class Swept(Path):
    """The email fallback: late when something breaks, and once."""

    def ready(self) -> None:
        PROVIDER.reset()
        self.is_contact(email=f"{self.person.user_id}@example.com")
        notify(self.person, type="in-app")
        self._minutes = 11

    def act(self) -> bool:
        with ahead(minutes=self._minutes):
            self._minutes += 6
            try:
                email_fallback({}, CONTEXT)
            except Exception:
                return False
        return True

    def kept(self) -> None:
        for _ in range(2):
            assert self.act()
        queue = LambdaQueue(queue_url("email"), send_email)
        while (event := queue.receive())["Records"]:
            while not is_done(queue, event):
                self._minutes += 2
        assert mails_to(self) == 1
        assert [row for row in NotificationRow.scan() if row.dueAt] == []


class Finished(Path):
    """What never left its door: queued once more, and ended when that, too, was lost."""

    def ready(self) -> None:
        streams = Streams()
        self._id = notify(self.person, type="push")["id"]
        count_stats({"Records": list(streams.records())}, CONTEXT)
        bodies("push")
        self._minutes = 6

    def act(self) -> bool:
        with ahead(minutes=self._minutes):
            self._minutes += 2
            try:
                finish_stuck({}, CONTEXT)
            except Exception:
                return False
        return True

    def kept(self) -> None:
        for minutes in (0, 2):
            self._minutes += minutes
            assert self.act()
        assert {message["id"] for message in bodies("push")} == {self._id}
        for days in (2, 3):
            self._minutes = days * 24 * 60
            assert self.act()
        [row] = [row for row in DeliveryRow.scan() if row.userId == self.person.user_id]
        assert [(entry["status"], entry["reason"]) for entry in row.entries] == [("failed", "stuck")]
        assert list(WatchRow.scan()) == []


class EraseAsked(Asked):
    """`DELETE /api/users/{userId}` and what it sets off."""

    again = 404

    def ready(self) -> None:
        self.is_contact(email=f"{self.person.user_id}@example.com")
        has_everything(self)

    def ask(self) -> Answer:
        return ADMIN.ask("DELETE /api/users/{userId}", path={"userId": self.person.user_id})

    def kept(self) -> None:
        queue = LambdaQueue(queue_url("erasure"), erase_user)
        assert queue.left()
        queue.put(Erasure(self.person.user_id, clock.now()).encode())  # what is left may be the pass that waits
        assert queue.run() == []
        assert_nothing_is_left_of(self)
        assert ADMIN.ask("GET /api/users/{userId}", path={"userId": self.person.user_id}).status == 404


class Erased(EraseAsked):
    """The erasure queue's message."""

    def ready(self) -> None:
        super().ready()
        assert self.ask().status == 200
        self._queue = LambdaQueue(queue_url("erasure"), erase_user)
        self._event = self._queue.receive()

    def act(self) -> bool:
        return is_done(self._queue, self._event)

    def kept(self) -> None:
        assert_nothing_is_left_of(self)


class Sent(Path):
    """A message of a channel's queue: what the provider saw of it is one request."""

    channel: ClassVar[str]
    handler: ClassVar[Callable[[dict[str, Any], Any], dict[str, Any]]]

    def ready(self) -> None:
        self.is_contact(email=f"{self.person.user_id}@example.com", phone="+15005550006")
        self.person.ask(f"PUT {BASE}/preferences", body={"smsEnabled": True})
        has_everything(self)
        bodies(self.channel)
        PROVIDER.reset()
        notify(self.person, type=self.channel)
        self._queue = LambdaQueue(queue_url(self.channel), type(self).handler)
        self._event = self._queue.receive()
        self._minutes = 0

    def act(self) -> bool:
        with ahead(minutes=self._minutes):
            self._minutes += 2
            return is_done(self._queue, self._event)

    def kept(self) -> None:
        assert len(PROVIDER.requests) == 1


class SentEmail(Sent):
    channel, handler = "email", send_email


class SentSms(Sent):
    channel, handler = "sms", send_sms


class SentPush(Sent):
    channel, handler = "push", send_push


class SentInApp(Sent):
    """A frame may be shown again: a page knows notifications by their id."""

    channel, handler = "in-app", send_in_app
    sockets: ClassVar[Sockets]

    def kept(self) -> None:
        frames = self.sockets.frames.get(self.person.user_id, [])
        assert len({frame["data"]["id"] for frame in frames}) == 1


def has_everything(path: Path) -> None:
    """A notification, a device and a connection."""
    person = path.person
    notify(person, type="in-app")
    device = Subscription(person.user_id, f"{PROVIDER.url}/{person.user_id}", VAPID["publicKey"], "A" * 22)
    Subscriptions(TABLES["SUBSCRIPTIONS_TABLE"], TABLES["PREFERENCES_TABLE"]).register(device)
    Connections(TABLES["PREFERENCES_TABLE"]).add(person.user_id, person.user_id)


def assert_nothing_is_left_of(path: Path) -> None:
    for model in (NotificationRow, SubscriptionRow, DeliveryRow):
        assert [row for row in model.scan() if row.userId == path.person.user_id] == []
    left = UserRow.get(path.person.user_id).attribute_values
    assert set(left) <= {"userId", "erasedAt", "readMarks", "readUpTo", "countedMarks", "readByMarks"}


def mails_to(path: Path) -> int:
    return sum(request.mail["To"] == f"{path.person.user_id}@example.com" for request in PROVIDER.requests)
