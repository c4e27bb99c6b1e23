"""The ways through the HTTP API, one class each: made ready, gone, and what must hold at the end.

A caller who is not told that it is done asks the same again, so `act` may follow an `act` that broke off anywhere.
"""

from __future__ import annotations

from itertools import count
from typing import Any, ClassVar

from carillon.storage.tables import SubscriptionRow
from http_api.responses import RETRY_AFTER_SECONDS
from tests.integration.http import ADMIN, BASE, Answer, Person, notify, request_for
from tests.integration.keys import VAPID
from tests.integration.provider import PROVIDER
from tests.integration.queued import bodies

_NUMBERS = count()


class Path:
    """One way through, for a person of its own. `ready` is all that must be there before."""

    def __init__(self) -> None:
        self.person = Person(f"person-{next(_NUMBERS)}")
        self.ready()

    def ready(self) -> None:
        """Nothing is needed, unless a path says so."""

    def act(self) -> bool:
        """Go it. Whether the caller was told that it is done; otherwise they come again, later."""
        raise NotImplementedError

    def kept(self) -> None:
        """The promise: nothing lost, nothing twice."""

    def is_contact(self, **fields: str) -> None:
        answer = ADMIN.ask("PUT /api/users/{userId}", path={"userId": self.person.user_id}, body=fields)
        assert answer.status == 200


class Asked(Path):
    """A route of the HTTP API: what it cannot do now is 503, and nothing else. Asked again, it may say `again`."""

    status: ClassVar[int] = 200
    again: ClassVar[int] = 200

    def __init__(self) -> None:
        self._good = {self.status}
        super().__init__()

    def ask(self) -> Answer:
        raise NotImplementedError

    def act(self) -> bool:
        good, self._good = self._good, {self.status, self.again}
        answer = self.ask()
        if answer.status == 503:
            assert (answer.json["code"], answer.headers["retry-after"]) == ("unavailable", str(RETRY_AFTER_SECONDS))
            return False
        assert answer.status in good
        self.told(answer.json)
        return True

    def told(self, body: Any) -> None:
        """What a good answer says."""


class Create(Asked):
    """`POST /api/notifications` with a key."""

    status = again = 201

    def ask(self) -> Answer:
        self._is_first = not hasattr(self, "_is_first")
        answer = ADMIN.post(request_for(self.person, idempotencyKey="k"))
        assert not (self._is_first and "Idempotent-Replayed" in answer.headers)
        return answer

    def kept(self) -> None:
        assert_accepted_once(self.person)


class ListPage(Asked):
    def ready(self) -> None:
        self._made = [notify(self.person)["id"] for _ in range(3)]

    def ask(self) -> Answer:
        return self.person.get(limit=2)

    def told(self, body: Any) -> None:
        assert [item["id"] for item in body["notifications"]] == self._made[:0:-1]
        assert (body["total"], body["hasMore"]) == (3, True)


class Get(Asked):
    suffix: ClassVar[str] = ""
    method: ClassVar[str] = "GET"

    def ready(self) -> None:
        self.made = notify(self.person)
        bodies("in-app")

    def ask(self) -> Answer:
        return self.person.one(self.made["id"], self.method, self.suffix)


class Log(Get):
    suffix = "/deliveries"

    def told(self, body: Any) -> None:
        assert {line["channel"] for line in body["deliveries"]} == {"in-app", "email", "sms", "push"}


class Read(Get):
    """The first time it was read stays, and whoever is told of it is told so."""

    method, suffix = "PATCH", "/read"

    def told(self, body: Any) -> None:
        assert body["isRead"] is True

    def kept(self) -> None:
        assert self.person.get("/unread-count").json == {"count": 0}


class Unread(Get):
    method, suffix = "PATCH", "/unread"

    def ready(self) -> None:
        super().ready()
        self.person.one(self.made["id"], "PATCH", "/read")

    def told(self, body: Any) -> None:
        assert body["isRead"] is False

    def kept(self) -> None:
        assert self.person.get("/unread-count").json == {"count": 1}


class ReadAll(Asked):
    def ready(self) -> None:
        for _ in range(2):
            notify(self.person)

    def ask(self) -> Answer:
        return self.person.ask(f"PATCH {BASE}/read-all")

    def kept(self) -> None:
        assert self.person.get("/unread-count").json == {"count": 0}


class Delete(Get):
    method, again = "DELETE", 404

    def kept(self) -> None:
        assert self.person.get().json["total"] == 0


class UnreadCount(Asked):
    def ready(self) -> None:
        notify(self.person)

    def ask(self) -> Answer:
        return self.person.get("/unread-count")

    def told(self, body: Any) -> None:
        assert body == {"count": 1}


class GetPreferences(Asked):
    def ask(self) -> Answer:
        return self.person.get("/preferences")


class PutPreferences(Asked):
    def ask(self) -> Answer:
        return self.person.ask(f"PUT {BASE}/preferences", body={"smsEnabled": True})

    def told(self, body: Any) -> None:
        assert body["smsEnabled"] is True

    def kept(self) -> None:
        assert self.person.get("/preferences").json["smsEnabled"] is True


class Subscribe(Asked):
    def ask(self) -> Answer:
        return self.person.ask(f"POST {BASE}/subscribe-push", body=self.device())

    def device(self) -> dict[str, Any]:
        endpoint = f"{PROVIDER.url}/push/{self.person.user_id}"
        return {"endpoint": endpoint, "keys": {"p256dh": VAPID["publicKey"], "auth": "A" * 22}}

    def kept(self) -> None:
        [row] = [row for row in SubscriptionRow.scan() if row.userId == self.person.user_id]
        assert row.isActive


class Unsubscribe(Subscribe):
    def ready(self) -> None:
        assert super().ask().status == 200

    def ask(self) -> Answer:
        return self.person.ask(f"DELETE {BASE}/unsubscribe-push", query={"endpoint": self.device()["endpoint"]})

    def kept(self) -> None:
        assert not any(row.isActive for row in SubscriptionRow.scan() if row.userId == self.person.user_id)


class Ticket(Asked):
    def ask(self) -> Answer:
        return self.person.ask(f"POST {BASE}/ws-ticket")

    def told(self, body: Any) -> None:
        self.ticket = body["ticket"]


class GetUser(Asked):
    def ready(self) -> None:
        self.is_contact(email="ada@example.com")

    def ask(self) -> Answer:
        return ADMIN.ask(f"{self.method} /api/users/{{userId}}", path={"userId": self.person.user_id}, **self.body)

    method: ClassVar[str] = "GET"
    body: ClassVar[dict[str, Any]] = {}


class PutUser(GetUser):
    method = "PUT"
    body: ClassVar[dict[str, Any]] = {"body": {"email": "new@example.com"}}

    def told(self, body: Any) -> None:
        assert body["email"] == "new@example.com"


class Stats(Asked):
    def ask(self) -> Answer:
        return ADMIN.ask(f"GET {BASE}/stats")


def assert_accepted_once(person: Person) -> None:
    """One row, and nothing but it on the channels it was routed to."""
    [item] = person.get().json["notifications"]
    for channel in ("in-app", "push"):
        assert {message["id"] for message in bodies(channel)} == {item["id"]}
    assert person.get("/unread-count").json == {"count": 1}
