"""Somebody with a token, who uses the doors as a browser or a producer does."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

import httpx

from .doors import Doors
from .eventually import WITHIN_SECONDS, eventually
from .secrets_seen import note
from .sockets import Socket

PASSWORD = "Correct-h0rse"
MESSAGE = "It is on its way."
note("text", MESSAGE)
note("password", PASSWORD)


def access_token(doors: Doors, username: str, password: str) -> str:
    """Log in as the contract says."""
    answer = doors.client("cognito-idp").initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=doors.outputs["UserPoolClientId"],
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )
    return str(answer["AuthenticationResult"]["AccessToken"])


class Person:
    """A user of the stack."""

    def __init__(self, doors: Doors, username: str, user_id: str, token: str) -> None:
        self.doors = doors
        self.username = username
        self.user_id = user_id
        self.token = token
        note("token", token)

    @classmethod
    def demo(cls, doors: Doors, username: str) -> "Person":
        """One of the demo users of `stack.json`."""
        user = next(user for user in doors.stack["users"] if user["username"] == username)
        return cls(doors, username, user["userId"], access_token(doors, username, user["password"]))

    @classmethod
    def new(cls, doors: Doors, *, is_admin: bool = False) -> "Person":
        """Somebody nobody has met: no test sees what another did for them."""
        cognito, pool = doors.client("cognito-idp"), doors.outputs["UserPoolId"]
        name = f"guest-{uuid.uuid4().hex[:16]}"
        made = cognito.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=PASSWORD, Permanent=True)
        if is_admin:
            cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName="admin")
        attributes = {item["Name"]: item["Value"] for item in made["User"]["Attributes"]}
        return cls(doors, name, attributes["sub"], access_token(doors, name, PASSWORD))

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        """A request below `/api`, with the token."""
        headers = {"Authorization": f"Bearer {self.token}"} | options.pop("headers", {})
        answer = self.doors.http.request(method, f"{self.doors.api}{path}", headers=headers, **options)
        if answer.status_code >= 500:
            self.doors.defects.append(f"{method} {path}: {answer.status_code}")
        return answer

    def ask(self, method: str, path: str = "", **options: Any) -> httpx.Response:
        """A request below `/api/notifications`."""
        return self.call(method, f"/notifications{path}", **options)

    def get(self, path: str = "", **options: Any) -> Any:
        """The answer of a GET below `/api/notifications` that succeeds."""
        answer = self.ask("GET", path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def prefer(self, **preferences: Any) -> None:
        assert self.ask("PUT", "/preferences", json=preferences).status_code == 200

    def request(self, **fields: Any) -> dict[str, Any]:
        """A notification request for this person."""
        base = {"userId": self.user_id, "category": "transaction", "title": "Parcel", "message": MESSAGE}
        return base | fields

    def drop(self, **fields: Any) -> str:
        """Drop one in-app message on the ingest queue; its title, which no other message has."""
        request = self.request(**{"type": "in-app", "title": f"Parcel {uuid.uuid4().hex[:12]}"} | fields)
        note("title", request["title"])
        note("idempotency key", request.get("idempotencyKey"))
        self.doors.put("Ingest", request)
        return str(request["title"])

    def inbox(self) -> list[dict[str, Any]]:
        """The newest hundred, as the API has them."""
        notifications: list[dict[str, Any]] = self.get("?limit=100")["notifications"]
        return notifications

    def unread_count(self) -> int:
        return int(self.get("/unread-count")["count"])

    def deliveries(self, notification_id: str, channel: str | None = None) -> list[dict[str, Any]]:
        """The delivery log, of one channel or of all."""
        log: list[dict[str, Any]] = self.get(f"/{notification_id}/deliveries")["deliveries"]
        return [line for line in log if channel in (None, line["channel"])]

    def settled(self, notification_id: str, channel: str, within: float = WITHIN_SECONDS) -> dict[str, Any]:
        """The last line of a channel's log once nothing more is to come: SES and Twilio tell what became of a message."""

        def is_settled(log: list[dict[str, Any]]) -> bool:
            if not log or log[-1]["status"] in ("queued", "deferred", "unknown"):
                return False
            return log[-1]["status"] != "sent" or log[-1]["provider"] not in ("ses", "twilio")

        return eventually(lambda: self.deliveries(notification_id, channel), is_settled, within)[-1]

    def connect(self) -> Socket:
        """A socket, opened with a fresh ticket."""
        ticket = self.ask("POST", "/ws-ticket").json()
        note("ticket", ticket["ticket"])
        return self.doors.socket(ticket["url"])

    def subscribe(self, **program: int | str) -> str:
        """Subscribe a browser whose push service answers as `program` says; its endpoint."""
        subscription = self.doors.http.post(self.doors.stack["pushSubscribeUrl"], json=program).json()
        note("push secret", subscription["keys"]["auth"])
        answer = self.ask("POST", "/subscribe-push", json=subscription)
        assert answer.status_code == 200, answer.text
        return str(subscription["endpoint"])


class Admin(Person):
    """Somebody who may use the admin routes."""

    def create(self, to: Person, **fields: Any) -> dict[str, Any]:
        """Create a notification over HTTP."""
        answer = self.ask("POST", json=to.request(**fields))
        assert answer.status_code == 201, answer.text
        created: dict[str, Any] = answer.json()
        return created

    def give(self, to: Person, **contact: str | None) -> Mapping[str, Any]:
        """Set somebody's contact."""
        note("address", contact.get("email"))
        note("number", contact.get("phone"))
        answer = self.call("PUT", f"/users/{to.user_id}", content=json.dumps(contact), headers=JSON)
        assert answer.status_code == 200, answer.text
        whole: dict[str, Any] = answer.json()
        return whole

    def reachable(self, **contact: str) -> Person:
        """Somebody new with an address of their own, and a number if one is given."""
        person = Person.new(self.doors)
        self.give(person, **{"email": f"{person.username}@example.com"} | contact)
        return person


JSON = {"Content-Type": "application/json"}
