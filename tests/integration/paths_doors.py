"""The ways in beside the HTTP API: the ingest queue and the WebSocket API. See `paths`."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from authorize_websocket.handler import lambda_handler as authorize
from ingest.handler import lambda_handler as ingest
from tests.integration.http import BASE, notify, request_for
from tests.integration.lambda_queue import CONTEXT, LambdaQueue
from tests.integration.names import queue_url
from tests.integration.paths import Path, Ticket, assert_accepted_once
from tests.integration.queued import bodies
from tests.integration.senders import users
from websocket.handler import lambda_handler as websocket


class Dropped(Path):
    """A message on the ingest queue, without a key and with one."""

    key: ClassVar[dict[str, str]] = {}

    def ready(self) -> None:
        self._queue = LambdaQueue(queue_url("ingest"), ingest)
        self._queue.put(json.dumps(request_for(self.person, **self.key)))
        self._event = self._queue.receive()

    def act(self) -> bool:
        return is_done(self._queue, self._event)

    def kept(self) -> None:
        assert_accepted_once(self.person)


class DroppedWithKey(Dropped):
    key: ClassVar[dict[str, str]] = {"idempotencyKey": "k"}


class DroppedPoison(Dropped):
    """What can never succeed lies in the dead-letter queue, and makes no notification."""

    key: ClassVar[dict[str, str]] = {"priority": "none"}

    def kept(self) -> None:
        assert {letter["userId"] for letter in bodies("ingest-dead-letter")} == {self.person.user_id}
        assert self.person.get().json["total"] == 0


class DroppedNewer(Dropped):
    """One that takes the place of an unread older one: never neither, and in the end the newer one alone."""

    key: ClassVar[dict[str, str]] = {"collapseKey": "k", "title": "Newer"}

    def ready(self) -> None:
        self.older = notify(self.person, collapseKey="k")
        bodies("in-app")
        super().ready()

    def kept(self) -> None:
        listed = self.person.get().json
        assert [item["title"] for item in listed["notifications"]] == ["Newer"]
        assert (listed["total"], self.person.get("/unread-count").json) == (1, {"count": 1})
        assert self.person.one(self.older["id"]).status == 200
        assert {body["id"] for body in bodies("in-app") if "id" in body} == {listed["notifications"][0]["id"]}


class TicketTaken(Ticket):
    """A ticket is good for its owner, once."""

    def kept(self) -> None:
        assert knock(self.ticket) == self.person.user_id
        assert knock(self.ticket) is None


class Knock(Path):
    """The authorizer. A page that is refused takes another ticket; what opened once never opens again."""

    def ready(self) -> None:
        self._tickets = [self._ticket() for _ in range(2)]
        self._used: list[str] = []

    def _ticket(self) -> str:
        return str(self.person.ask(f"POST {BASE}/ws-ticket").json["ticket"])

    def act(self) -> bool:
        self._used.append(self._tickets.pop())
        try:
            return knock(self._used[-1]) == self.person.user_id
        except Exception:
            return False

    def kept(self) -> None:
        assert knock(self._used[-1]) is None


class Socket(Path):
    """A connection that opens. API Gateway refuses the handshake where the function raises."""

    kind: ClassVar[str] = "CONNECT"
    said: ClassVar[str] = ""

    def act(self) -> bool:
        try:
            return self.answers(self.say(self.kind, self.said))
        except Exception:
            return False

    def answers(self, answer: dict[str, Any]) -> bool:
        return answer == {"statusCode": 200}

    def say(self, kind: str, body: str = "") -> dict[str, Any]:
        owner = {"userId": self.person.user_id}
        request = {"eventType": kind, "routeKey": "", "connectionId": self.person.user_id, "authorizer": owner}
        return websocket({"requestContext": request, "body": body}, CONTEXT)

    def kept(self) -> None:
        assert self.connections() == (self.person.user_id,)

    def connections(self) -> tuple[str, ...]:
        return users().get(self.person.user_id).connections


class SocketCloses(Socket):
    kind = "DISCONNECT"

    def ready(self) -> None:
        self.say("CONNECT")

    def kept(self) -> None:
        assert self.connections() == ()


class SocketCounts(Socket):
    """Whatever happens, the frame is one that a page knows."""

    kind, said = "MESSAGE", '{"action": "unread-count"}'

    def ready(self) -> None:
        self.say("CONNECT")
        notify(self.person)

    def answers(self, answer: dict[str, Any]) -> bool:
        frame = json.loads(answer["body"])
        assert frame == {"event": "unread-count", "unreadCount": 1} or frame["event"] == "error"
        return bool(frame["event"] != "error")


def knock(ticket: str) -> str | None:
    """Whose connection the authorizer lets in."""
    answer = authorize({"methodArn": "arn:x", "queryStringParameters": {"ticket": ticket}}, CONTEXT)
    user_id = answer["context"].get("userId")
    assert answer["policyDocument"]["Statement"][0]["Effect"] == ("Allow" if user_id else "Deny")
    return str(user_id) if user_id else None


def is_done(queue: LambdaQueue, event: dict[str, Any]) -> bool:
    """Invoke with messages; whether all of them left the queue. Those of a function that raises come again."""
    try:
        return not queue.invoke(event)
    except Exception:
        return False
