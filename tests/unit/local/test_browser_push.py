"""What the sink is to a real browser: Mozilla's push protocol, spoken here by a browser without a window."""

import base64
import json
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import http_ece
import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from local.secret_values import DemoSecrets, base64url, new_vapid
from local.sink.push_browsers import PushBrowsers
from tests.unit.local.pushes import PAYLOAD, push

PROTOCOL = Subprotocol("push-notification")


class Browser:
    """A browser's end of the connection, and the keys of its one subscription."""

    def __init__(self, connection: ClientConnection, uaid: str | None = None) -> None:
        self._connection = connection
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = secrets.token_bytes(16)
        self.channel = str(uuid.uuid4())
        self.uaid = self.ask(messageType="hello", uaid=uaid, use_webpush=True)["uaid"]

    def say(self, **message: Any) -> None:
        self._connection.send(json.dumps(message))

    def next(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self._connection.recv(timeout=10))
        return answer

    def ask(self, **message: Any) -> dict[str, Any]:
        self.say(**message)
        return self.next()

    def subscribe(self, key: str) -> dict[str, Any]:
        padded = key + "=" * (-len(key) % 4)
        answer = self.ask(messageType="register", channelID=self.channel, key=padded)
        point = self._key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        keys = {"p256dh": base64url(point), "auth": base64url(self._auth)}
        return {"endpoint": answer["pushEndpoint"], "keys": keys}

    def unsubscribe(self) -> dict[str, Any]:
        return self.ask(messageType="unregister", channelID=self.channel, code=200)

    def acknowledge(self, notification: dict[str, Any]) -> None:
        update = {"channelID": self.channel, "version": notification["version"], "code": 100}
        self.say(messageType="ack", updates=[update])
        self.expect_silence()

    def expect_silence(self) -> None:
        """Nothing came, and nothing is under way: the answer to a ping would come after it."""
        assert self.ask() == {}

    def read(self, notification: dict[str, Any]) -> Any:
        body = base64.urlsafe_b64decode(notification["data"] + "=" * (-len(notification["data"]) % 4))
        encoding = notification["headers"]["encoding"]
        return json.loads(http_ece.decrypt(body, private_key=self._key, auth_secret=self._auth, version=encoding))


@contextmanager
def connected(sink: httpx.Client, uaid: str | None = None) -> Iterator[Browser]:
    address = str(sink.base_url.copy_with(scheme="ws").join("/push"))
    with connect(address, subprotocols=[PROTOCOL], proxy=None) as connection:
        yield Browser(connection, uaid)


def test_a_browser_gets_what_only_it_can_read(sink: httpx.Client, demo: DemoSecrets):
    with connected(sink) as browser:
        subscription = browser.subscribe(demo["vapid"]["publicKey"])
        assert subscription["endpoint"].startswith(str(sink.base_url.join("/push/")))
        answer = push(sink, demo, subscription)
        assert (answer.status_code, answer.headers["TTL"]) == (201, "60")
        notification = browser.next()
    assert notification["channelID"] == browser.channel
    assert answer.headers["Location"].endswith(f"/{notification['version']}")
    assert browser.read(notification) == PAYLOAD


def test_the_outbox_says_where_it_went_and_not_what_it_says(sink: httpx.Client, demo: DemoSecrets):
    with connected(sink) as browser:
        subscription = browser.subscribe(demo["vapid"]["publicKey"])
        push(sink, demo, subscription)
    (entry,) = sink.get("/outbox.json").json()
    assert (entry["channel"], entry["to"]) == ("push", subscription["endpoint"])
    assert (entry["payload"], entry["notificationId"]) == (None, None)
    assert entry["headers"]["Urgency"] == "high"


def test_what_came_while_it_was_away_waits_for_a_browser(sink: httpx.Client, demo: DemoSecrets):
    with connected(sink) as browser:
        subscription = browser.subscribe(demo["vapid"]["publicKey"])
    versions = [push(sink, demo, subscription).headers["Location"].rsplit("/", 1)[1] for _ in range(2)]
    with connected(sink, browser.uaid) as again:
        assert again.uaid == browser.uaid
        assert [again.next()["version"] for _ in versions] == versions


def test_what_was_not_acknowledged_comes_again_and_what_was_does_not(sink: httpx.Client, demo: DemoSecrets):
    with connected(sink) as browser:
        subscription = browser.subscribe(demo["vapid"]["publicKey"])
        push(sink, demo, subscription)
        first = browser.next()
    with connected(sink, browser.uaid) as again:
        assert again.next() == first
        again.acknowledge(first)
    with connected(sink, browser.uaid) as once_more:
        once_more.expect_silence()


def test_what_is_not_to_be_kept_does_not_wait(sink: httpx.Client, demo: DemoSecrets):
    with connected(sink) as browser:
        subscription = browser.subscribe(demo["vapid"]["publicKey"])
        push(sink, demo, subscription, TTL="0")
        assert browser.read(browser.next()) == PAYLOAD
    assert push(sink, demo, subscription, TTL="0").status_code == 201
    with connected(sink, browser.uaid) as again:
        again.expect_silence()


def test_nothing_is_kept_for_longer_than_a_push_service_does(sink: httpx.Client, demo: DemoSecrets):
    with connected(sink) as browser:
        subscription = browser.subscribe(demo["vapid"]["publicKey"])
    assert push(sink, demo, subscription, TTL="9" * 5000).headers["TTL"] == str(30 * 24 * 3600)


def test_the_newest_of_a_topic_waits_alone(sink: httpx.Client, demo: DemoSecrets):
    with connected(sink) as browser:
        subscription = browser.subscribe(demo["vapid"]["publicKey"])
    for _ in range(2):
        answer = push(sink, demo, subscription, Topic="orders")
    other = push(sink, demo, subscription, Topic="parcels")
    with connected(sink, browser.uaid) as again:
        waited = [again.next()["version"] for _ in range(2)]
        again.expect_silence()
    assert waited == [item.headers["Location"].rsplit("/", 1)[1] for item in (answer, other)]


def test_an_endpoint_that_was_given_up_is_gone(sink: httpx.Client, demo: DemoSecrets):
    with connected(sink) as browser:
        subscription = browser.subscribe(demo["vapid"]["publicKey"])
    push(sink, demo, subscription)
    with connected(sink, browser.uaid) as again:
        again.channel = browser.channel
        again.next()
        assert again.unsubscribe()["status"] == 200
        assert push(sink, demo, subscription).status_code == 410
        again.expect_silence()
    with connected(sink, browser.uaid) as once_more:
        once_more.expect_silence()


def test_a_browser_is_bound_to_the_key_it_subscribed_with(sink: httpx.Client, demo: DemoSecrets):
    foreign: DemoSecrets = {**demo, "vapid": new_vapid()}
    with connected(sink) as browser:
        subscription = browser.subscribe(foreign["vapid"]["publicKey"])
        assert push(sink, demo, subscription).status_code == 403
        assert push(sink, demo, subscription, Authorization=None).status_code == 401
        assert push(sink, demo, subscription, TTL=None, Authorization=None).status_code == 401
        assert push(sink, foreign, subscription, TTL=None).status_code == 400
        browser.expect_silence()
        assert push(sink, foreign, subscription).status_code == 201
        assert browser.read(browser.next()) == PAYLOAD


@pytest.mark.parametrize("key", ["AAAA", "", "no base64url!"])
def test_a_key_that_is_none_is_refused(sink: httpx.Client, key: str):
    with connected(sink) as browser:
        answer = browser.ask(messageType="register", channelID=browser.channel, key=key)
        assert (answer["status"], answer.get("pushEndpoint")) == (400, None)


def test_a_browser_that_nobody_knows_is_given_a_name(sink: httpx.Client):
    with connected(sink, "f" * 32) as browser:
        assert browser.uaid != "f" * 32


def test_what_a_browser_says_beside_is_passed_over(sink: httpx.Client):
    with connected(sink) as browser:
        browser.say(messageType="broadcast_subscribe", broadcasts={"remote-settings/monitor_changes": '"1"'})
        browser.expect_silence()


@pytest.mark.parametrize("text", ["{", "[]", "7", '{"messageType": "register"}', b"{}", '{"messageType": "ack"}'])
def test_who_does_not_speak_the_protocol_is_hung_up_on(sink: httpx.Client, text: str | bytes):
    with connected(sink) as browser:
        browser._connection.send(text)
        with pytest.raises(ConnectionClosed):
            browser.next()


def test_who_does_not_name_the_protocol_is_not_let_in(sink: httpx.Client):
    with pytest.raises(InvalidStatus), connect(str(sink.base_url.copy_with(scheme="ws").join("/push")), proxy=None):
        pass


def test_registrations_and_what_waits_outlive_a_restart(tmp_path: Path):
    path = tmp_path / "push-browsers.json"
    before = PushBrowsers(path)
    uaid = before.identify(None)
    registration = before.register(uaid, "a-channel", None)
    message = before.keep(registration, b"secret", 60, None)
    after = PushBrowsers(path)
    assert after.identify(uaid) == uaid
    assert after.waiting_for(uaid) == [(registration, message)]
