"""Web push from end to end in a real Firefox: it subscribes at the sink, and nobody but it can read what is sent."""

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from py_vapid import Vapid02
from pywebpush import WebPusher

from tests.e2e.doors import Doors
from tests.e2e.eventually import eventually
from tests.e2e.person import Admin, Person

from .firefox import Firefox

EMPTY = "/icons/badge-72x72.png"
"""A page of the stack's origin in which nothing runs by itself."""

START = """async (web, httpApiUrl, token) => {
  const { NotificationClient } = await import(`${web}/client/notification-client.js`);
  await navigator.serviceWorker.register("/service-worker.js");
  navigator.serviceWorker.startMessages(); // which HTML does by itself when it is read to its end
  window.client = new NotificationClient({ httpApiUrl, getToken: () => token }).start();
}"""
SUBSCRIBE = "async () => client.push.subscribe(await navigator.serviceWorker.ready)"
SUBSCRIPTION = """async () => {
  const { pushManager } = await navigator.serviceWorker.ready;
  return (await pushManager.getSubscription())?.toJSON();
}"""
UNSUBSCRIBE = """async () => {
  const { pushManager } = await navigator.serviceWorker.ready;
  return (await pushManager.getSubscription()).unsubscribe();
}"""
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).map(({ title, body, tag, icon, data }) => ({ title, body, tag, icon, data }));
}"""
CLOSE = """async () => {
  const registration = await navigator.serviceWorker.ready;
  for (const notification of await registration.getNotifications()) notification.close();
}"""


class Device:
    """Somebody's Firefox, with a page open that does nothing by itself but hold the client."""

    def __init__(self, firefox: Firefox, person: Person) -> None:
        self.firefox = firefox
        self.person = person
        self.tab = firefox.tab()

    def enter(self) -> None:
        """Open the page."""
        self.leave()
        stack = self.person.doors.stack
        self.tab.run(START, stack["webUrl"], stack["httpApiUrl"], self.person.token)

    def leave(self) -> None:
        """Open a page of the same origin that has no client."""
        self.tab.open(f"{self.person.doors.stack['webUrl']}{EMPTY}")

    def subscription(self) -> dict[str, Any]:
        """The one the server knows, once there is one."""
        eventually(lambda: self.tab.run("() => client.push.state()") == "on")
        found: dict[str, Any] = self.tab.run(SUBSCRIPTION)
        return found

    def shown(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.tab.run(SHOWN)
        return found

    def wait_for(self, title: str) -> dict[str, Any]:
        """The notification with that title, once it stands there."""
        standing = eventually(self.shown, lambda shown: title in [one["title"] for one in shown])
        return next(one for one in standing if one["title"] == title)

    def wait_until_read(self, notification: dict[str, Any]) -> None:
        eventually(lambda: self.is_read(notification))

    def is_read(self, notification: dict[str, Any]) -> bool:
        return bool(self.person.get(f"/{notification['id']}")["isRead"])


@pytest.fixture(scope="module")
def doors(stack: dict[str, Any]) -> Doors:
    return Doors(stack)


@pytest.fixture(scope="module")
def admin(doors: Doors) -> Admin:
    person = Admin.demo(doors, "admin")
    assert isinstance(person, Admin)
    return person


@pytest.fixture(scope="module")
def firefox(stack: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    running = Firefox(tmp_path_factory.mktemp("firefox"), f"{stack['webUrl'].replace('http', 'ws', 1)}/push")
    yield running
    complaints = running.complaints()
    running.stop()
    assert complaints == []


@pytest.fixture(scope="module")
def subscribed(firefox: Firefox, doors: Doors) -> Device:
    device = Device(firefox, Person.new(doors))
    device.enter()
    device.tab.run(SUBSCRIBE)
    return device


@pytest.fixture
def device(subscribed: Device) -> Iterator[Device]:
    """With no notification on its screen."""
    yield subscribed
    subscribed.tab.run(CLOSE)


def repeat(doors: Doors, subscription: dict[str, Any], payload: dict[str, Any]) -> None:
    """Send a push past the queue, whose sender would not send it a second time."""
    kept = doors.client("secretsmanager").get_secret_value(SecretId="carillon/vapid")["SecretString"]
    claims = {"sub": "mailto:ops@carillon.example", "aud": doors.stack["webUrl"], "exp": int(time.time()) + 60}
    signed = Vapid02.from_string(json.loads(kept)["privateKey"]).sign(claims)
    headers = {"TTL": "60", "Content-Encoding": "aes128gcm", "Authorization": signed["Authorization"]}
    body = WebPusher(subscription).encode(json.dumps(payload).encode(), content_encoding="aes128gcm")["body"]
    assert httpx.post(subscription["endpoint"], content=body, headers=headers, trust_env=False).status_code == 201


def test_what_the_system_sends_is_decrypted_and_shown(admin: Admin, device: Device, doors: Doors):
    sent = admin.create(device.person, type="push", title="Grüße 😀", message="Line\nbreak", data={"url": "/orders/7"})
    shown = device.wait_for("Grüße 😀")
    assert (shown["body"], shown["tag"]) == ("Line\nbreak", sent["id"])
    assert shown["icon"] == f"{doors.stack['webUrl']}/icons/icon-192x192.png"
    assert shown["data"]["notificationId"] == sent["id"]
    assert shown["data"]["url"] == f"{doors.stack['webUrl']}/orders/7"
    assert device.person.settled(sent["id"], "push")["status"] == "sent"
    (entry,) = doors.outbox.to(device.subscription()["endpoint"])
    assert (entry["payload"], entry["notificationId"]) == (None, None)


def test_a_message_that_comes_twice_is_shown_once(admin: Admin, device: Device, doors: Doors):
    sent = admin.create(device.person, type="push", title="Only once")
    shown = device.wait_for("Only once")
    device.tab.run(CLOSE)
    again = {name: shown[name] for name in ("title", "body", "icon", "data")}
    repeat(doors, device.subscription(), again)
    repeat(doors, device.subscription(), again | {"title": "Next", "data": {"notificationId": f"{sent['id']}-next"}})
    device.wait_for("Next")
    assert [one["title"] for one in device.shown()] == ["Next"]


def test_what_came_while_the_browser_was_away_arrives_afterwards(admin: Admin, device: Device):
    device.firefox.prefer("dom.push.connection.enabled", False)
    sent = admin.create(device.person, type="push", title="Held back")
    assert device.person.settled(sent["id"], "push")["status"] == "sent"
    assert device.shown() == []
    device.firefox.prefer("dom.push.connection.enabled", True)
    assert device.wait_for("Held back")["tag"] == sent["id"]


def test_a_click_opens_the_page_and_marks_it_as_read(admin: Admin, device: Device, doors: Doors):
    page = f"{doors.stack['webUrl']}/icons/icon-192x192.png?order=7"
    for title in ("Open it", "Show it again"):
        sent = admin.create(device.person, type="push", title=title, data={"url": page})
        device.wait_for(title)
        device.firefox.click_notification(title)
        device.wait_until_read(sent)
        eventually(lambda: page in device.firefox.addresses())
        assert device.shown() == []
    assert device.firefox.addresses().count(page) == 1
    device.firefox.close_tab(page)


def test_what_was_clicked_while_no_page_was_open_is_marked_by_the_next_one(admin: Admin, device: Device, doors: Doors):
    sent = admin.create(
        device.person, type="push", title="Nobody home", data={"url": f"{doors.stack['webUrl']}{EMPTY}"}
    )
    device.wait_for("Nobody home")
    device.tab.open("about:blank")
    device.firefox.click_notification("Nobody home")
    eventually(lambda: f"{doors.stack['webUrl']}{EMPTY}" in device.firefox.addresses())
    assert not device.is_read(sent)
    device.enter()
    device.wait_until_read(sent)


def test_a_subscription_that_the_push_service_lost_is_made_anew(admin: Admin, device: Device):
    before = device.subscription()["endpoint"]
    device.firefox.prefer("dom.push.userAgentID", "")  # nobody knows it any more
    eventually(lambda: device.tab.run(SUBSCRIPTION), lambda found: found is None or found["endpoint"] != before)
    assert device.subscription()["endpoint"] != before
    sent = admin.create(device.person, type="push", title="Found again")
    device.wait_for("Found again")
    assert device.person.settled(sent["id"], "push")["status"] == "sent"


def test_an_endpoint_that_the_browser_gave_up_is_gone(admin: Admin, device: Device):
    device.leave()
    other = Device(device.firefox, Person.new(device.person.doors))
    other.enter()
    other.tab.run(SUBSCRIBE)
    other.leave()  # a client that finds its subscription gone makes another
    assert other.tab.run(UNSUBSCRIBE) is True
    sent = admin.create(other.person, type="push")
    line = other.person.settled(sent["id"], "push")
    assert (line["status"], line["reason"]) == ("failed", "410")
    later = admin.create(other.person, type="push")
    assert other.person.settled(later["id"], "push")["reason"] == "no_subscription"
