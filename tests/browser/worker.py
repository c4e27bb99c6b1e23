"""A service worker in Chromium, with what it may not do without a person's hand replaced by notes of what it wanted.

DevTools delivers a push as a push service would. Clicks are events made in the worker: Chromium has no door for them, and
lets an event of a script neither wait nor open or focus a window. A real click is made in `test_push_firefox.py`.
"""

import json
import re
from typing import Any

from playwright.sync_api import BrowserContext, Route

from tests.e2e.eventually import eventually

REGISTER = """async ([script, scope]) => {
  const registration = await navigator.serviceWorker.register(script, { scope });
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  while (worker.state !== "activated") await new Promise((changed) => (worker.onstatechange = changed));
}"""
TAKE_NOTES = """() => {
  self.wanted = { shown: [], opened: [], focused: [], badges: [] };
  const show = registration.showNotification;
  registration.showNotification = async function (title, options) {
    await show.call(this, title, options);
    wanted.shown.push(title);
  };
  self.clients.openWindow = async (url) => void wanted.opened.push(url);
  WindowClient.prototype.focus = async function () { wanted.focused.push(this.url); };
  navigator.setAppBadge = async (count) => void wanted.badges.push(count);
}"""
DISPATCH = """async (event) => {
  const waitedFor = [];
  event.waitUntil = (promise) => waitedFor.push(promise);
  self.dispatchEvent(event);
  await Promise.all(waitedFor);
}"""
SHOWN = """async () => (await registration.getNotifications()).map(
  ({ title, body, tag, icon, badge, renotify, data }) => ({ title, body, tag, icon, badge, renotify, data }))"""
NOTES = """async () => {
  const opening = indexedDB.open("carillon", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("worker-notes", { keyPath: "id", autoIncrement: true });
  await new Promise((done) => (opening.onsuccess = done));
  const kept = opening.result.transaction("worker-notes").objectStore("worker-notes").getAll();
  await new Promise((done) => (kept.onsuccess = done));
  opening.result.close();
  return kept.result.map(({ id, ...message }) => message);
}"""


def notification(identifier: str, data: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """What a push says."""
    named = {"notificationId": identifier} | (data or {})
    return {"title": f"Title of {identifier}", "body": "B"} | fields | {"data": named}


class Worker:
    """A registered worker, and the one page of its origin."""

    def __init__(self, context: BrowserContext, web: str, script: str = "/service-worker.js", scope: str = "/") -> None:
        self.web = web
        context.grant_permissions(["notifications"], origin=web)
        context.route(re.compile(f"{re.escape(web)}/page"), _empty_page)
        self.page = context.new_page()
        self.go("/page")
        self._devtools = context.new_cdp_session(self.page)
        self._registrations: dict[str, str] = {}
        self.failures: list[str] = []
        self._devtools.on("ServiceWorker.workerRegistrationUpdated", self._remember)
        self._devtools.on("ServiceWorker.workerErrorReported", self._complain)
        self._devtools.send("ServiceWorker.enable")
        with context.expect_event("serviceworker") as started:
            self.page.evaluate(REGISTER, [script, scope])
        self._worker = started.value
        self._registration = eventually(lambda: self._registrations.get(f"{web}{scope}"))
        self.run(TAKE_NOTES)

    def _remember(self, event: dict[str, Any]) -> None:
        self._registrations |= {item["scopeURL"]: item["registrationId"] for item in event["registrations"]}

    def _complain(self, event: dict[str, Any]) -> None:
        self.failures.append(str(event["errorMessage"]["errorMessage"]))

    def run(self, function: str, argument: Any = None) -> Any:
        """What a function answers inside the worker."""
        return self._worker.evaluate(function, argument)

    def go(self, path: str) -> None:
        """Have the page show something else of the origin, and hear what workers say."""
        self.page.goto(f"{self.web}{path}")
        self.page.evaluate("""() => {
          window.told = [];
          navigator.serviceWorker.addEventListener("message", ({ data }) => told.push(data));
        }""")

    def leave(self) -> None:
        """No page of the origin is open any more."""
        self.page.goto("about:blank")

    def deliver(self, push: Any) -> None:
        """Deliver a push: text as it is, anything else as JSON."""
        text = push if isinstance(push, str) else json.dumps(push)
        delivery = {"origin": self.web, "registrationId": self._registration, "data": text}
        self._devtools.send("ServiceWorker.deliverPushMessage", delivery)

    def show(self, *pushes: dict[str, Any]) -> list[dict[str, Any]]:
        """Deliver pushes, and wait until the last of them was shown; all that stand there then."""
        for push in pushes:
            self.deliver(push)
        eventually(lambda: self.wanted("shown"), lambda shown: pushes[-1]["title"] in shown)
        return self.shown()

    def shown(self) -> list[dict[str, Any]]:
        """What stands there. Not to be asked while something is on its way: see `inTurn` in the worker."""
        found: list[dict[str, Any]] = self.run(SHOWN)
        return found

    def act(self, kind: str, tag: str) -> None:
        """What a person does with a notification: `notificationclick` or `notificationclose`."""
        self.run(f"""async ([kind, tag]) => {{
          const [notification] = await registration.getNotifications({{ tag }});
          if (kind === "notificationclose") notification.close();
          await ({DISPATCH})(new NotificationEvent(kind, {{ notification }}));
        }}""", [kind, tag])  # fmt: skip

    def click(self, tag: str) -> None:
        self.act("notificationclick", tag)

    def change_subscription(self, event: str) -> None:
        """The browser changed the subscription: `event` is JavaScript for what it says."""
        self.run(f'() => ({DISPATCH})(Object.assign(new ExtendableEvent("pushsubscriptionchange"), {event}))')

    def wanted(self, what: str) -> list[Any]:
        """What it did or would have done: `shown`, `opened`, `focused` or `badges`."""
        found: list[Any] = self.run("(what) => wanted[what]", what)
        return found

    def told(self, kind: str) -> list[dict[str, Any]]:
        """What it told the page, of one kind."""
        messages: list[dict[str, Any]] = self.page.evaluate("() => told")
        return [message for message in messages if message["type"] == kind]

    def notes(self) -> list[dict[str, Any]]:
        """What it left for the next page."""
        kept: list[dict[str, Any]] = self.run(NOTES)
        return kept


def _empty_page(route: Route) -> None:
    route.fulfill(content_type="text/html", body="<!doctype html><title>A page</title>")
