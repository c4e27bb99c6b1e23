"""The ways of what others tell: providers of a message, readers by the links in a mail, devices of each other. See `paths`."""

from __future__ import annotations

import json
from typing import Any, ClassVar
from urllib.parse import urlencode

from carillon.domain import ids, unsubscribe
from carillon.domain.suppression import STOPPED
from carillon.domain.unsubscribe import Scope
from carillon.storage.suppressions import Suppressions
from carillon.storage.tables import DeliveryRow
from record_delivery.handler import lambda_handler as record_delivery
from send_email.handler import lambda_handler as send_email
from tests.integration.conftest import TABLES
from tests.integration.http import ADMIN, BASE, Answer, event, notify, send
from tests.integration.keys import UNSUBSCRIBE
from tests.integration.lambda_queue import CONTEXT, LambdaQueue
from tests.integration.names import queue_url
from tests.integration.paths import Asked, Path
from tests.integration.paths_behind import SentInApp, has_everything
from tests.integration.paths_doors import is_done
from tests.integration.queued import bodies, take
from tests.integration.twilio_calls import INBOUND, callback
from twilio_webhook import handler as twilio_webhook


class Received(Path):
    """A word on the receipt queue."""

    def ready(self) -> None:
        self.address = f"{self.person.user_id}@example.com"
        self._queue = LambdaQueue(queue_url("receipt"), record_delivery)
        self._queue.put(self.word())
        self._event = self._queue.receive()

    def word(self) -> str:
        raise NotImplementedError

    def act(self) -> bool:
        return is_done(self._queue, self._event)

    def suppressed(self) -> set[str]:
        return Suppressions(TABLES["SUPPRESSIONS_TABLE"]).among([self.address])


class Bounced(Received):
    """SES about a mail that left: its state, and nobody writes there again."""

    def word(self) -> str:
        self.is_contact(email=self.address)
        bodies("email")
        made = notify(self.person, type="email")
        assert LambdaQueue(queue_url("email"), send_email).run() == []
        key = ids.receipt_key(
            self.person.user_id, made["id"], "email", ids.target_id(self.person.user_id, self.address)
        )
        at = "2026-01-31T12:00:00.000Z"
        bounced = {"bounceType": "Permanent", "bounceSubType": "General", "timestamp": at}
        mail = {"timestamp": at, "messageId": "ses-1", "destination": [self.address], "tags": {"deliveryId": [key]}}
        people = {"bouncedRecipients": [{"emailAddress": self.address}]}
        return json.dumps({"eventType": "Bounce", "bounce": bounced | people, "mail": mail})

    def kept(self) -> None:
        [row] = [row for row in DeliveryRow.scan() if row.userId == self.person.user_id]
        assert [entry["status"] for entry in row.entries] == ["sent", "bounced"]
        assert self.suppressed() == {self.address}
        assert take("receipt-dead-letter") == []


class Called(Path):
    """Twilio's webhook: what it says lies on the queue, however often it has to say it."""

    def ready(self) -> None:
        twilio_webhook._secret.cache_clear()
        bodies("receipt")

    def act(self) -> bool:
        return bool(
            twilio_webhook.lambda_handler(
                callback(INBOUND, {"From": "+14155550123", "Body": "STOP", "MessageSid": "SM1"}), CONTEXT
            )["statusCode"]
            == 200
        )

    def kept(self) -> None:
        words = bodies("receipt")
        assert {word["word"] for word in words} == {"suppress"}
        assert len({word["address"] for word in words}) == 1


class Linked(Asked):
    """The link in a mail, opened and clicked."""

    method: ClassVar[str] = "GET"
    is_off: ClassVar[bool] = False

    def ready(self) -> None:
        self.is_contact(email=f"{self.person.user_id}@example.com")

    def ask(self) -> Answer:
        token = unsubscribe.sign(UNSUBSCRIBE, Scope(self.person.user_id, "reward"))
        form: dict[str, Any] = {
            "raw": urlencode({"List-Unsubscribe": "One-Click"}),
            "headers": {"content-type": "application/x-www-form-urlencoded"},
        }
        route = f"{self.method} /unsubscribe/{{token}}"
        return send(event(route, path={"token": token}, **(form if self.method == "POST" else {})))

    def act(self) -> bool:
        status = self.ask().status
        assert status in (200, 503)
        return status == 200

    def kept(self) -> None:
        chosen = self.person.ask(f"GET {BASE}/preferences").json["categoryChannels"]
        assert chosen == ({"reward": {"email": False}} if self.is_off else {})


class Clicked(Linked):
    method, is_off = "POST", True


class SuppressionsListed(Asked):
    def ready(self) -> None:
        self.address = f"{self.person.user_id}@example.com"
        Suppressions(TABLES["SUPPRESSIONS_TABLE"]).add("email", self.address, STOPPED)

    def ask(self) -> Answer:
        return ADMIN.ask("GET /api/suppressions", query={"limit": "100"})

    def told(self, body: Any) -> None:
        assert self.address in {each["address"] for each in body["suppressions"]}


class SuppressionLifted(SuppressionsListed):
    """Also where the answer was lost on the way to us, the SDK's own second word is no 404."""

    again = 404

    def ask(self) -> Answer:
        return ADMIN.ask("DELETE /api/suppressions/{address}", path={"address": self.address})

    def told(self, body: Any) -> None:
        """Nothing of interest."""

    def kept(self) -> None:
        assert Suppressions(TABLES["SUPPRESSIONS_TABLE"]).find(self.address) is None


class EventShown(SentInApp):
    """What one device did, shown to the others."""

    def ready(self) -> None:
        has_everything(self)
        made = self.person.get().json["notifications"][0]
        bodies(self.channel)
        assert self.person.one(made["id"], "PATCH", "/read").status == 200
        self._queue = LambdaQueue(queue_url(self.channel), type(self).handler)
        self._event = self._queue.receive()
        self._minutes = 0

    def kept(self) -> None:
        frames = self.sockets.frames.get(self.person.user_id, [])
        assert {frame["event"] for frame in frames} == {"read"}
