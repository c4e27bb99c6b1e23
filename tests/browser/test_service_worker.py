"""What the service worker does with pushes, clicks and subscriptions, one rule at a time."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.e2e.eventually import eventually

from .worker import Worker, notification

Open = Callable[..., Worker]


@pytest.fixture
def open_worker(stack: dict[str, Any], new_context: Callable[[], BrowserContext]) -> Iterator[Open]:
    """Registers a worker in a browser of its own; at the end it must have done nothing wrong."""
    workers: list[Worker] = []

    def register(**script: str) -> Worker:
        workers.append(Worker(new_context(), stack["webUrl"], **script))
        return workers[-1]

    yield register
    assert [worker.failures for worker in workers] == [[] for _ in workers]


@pytest.fixture
def worker(open_worker: Open) -> Worker:
    return open_worker()


def test_a_push_is_shown_as_it_was_sent_and_the_page_is_told(worker: Worker):
    icons = {"icon": f"{worker.web}/icons/icon-192x192.png", "badge": f"{worker.web}/icons/badge-72x72.png"}
    data = {"url": "https://example.com/orders/7"}
    (shown,) = worker.show(notification("01A", title="Grüße 😀", body="Line\nbreak", data=data, **icons))
    assert shown == {
        "title": "Grüße 😀", "body": "Line\nbreak", "tag": "01A", "renotify": False, **icons,
        "data": {"source": "carillon", "notificationId": "01A", **data},
    }  # fmt: skip
    assert eventually(lambda: worker.told("carillon:pushed")) == [{"type": "carillon:pushed", "notificationId": "01A"}]


def test_a_push_that_comes_again_is_not_shown_again_even_when_the_first_was_closed(worker: Worker):
    first, second, third = (notification(identifier) for identifier in ("01A", "01B", "01C"))
    assert {one["tag"] for one in worker.show(first, first, first, second)} == {"01A", "01B"}
    worker.act("notificationclose", "01A")
    assert {one["tag"] for one in worker.show(first, third)} == {"01B", "01C"}
    assert worker.wanted("shown") == [push["title"] for push in (first, second, third)]
    told = eventually(lambda: worker.told("carillon:pushed"), lambda told: len(told) == 3)
    assert [message["notificationId"] for message in told] == ["01A", "01B", "01C"]


def test_only_so_many_are_remembered_and_the_oldest_are_forgotten(worker: Worker):
    worker.show(notification("first"))
    remembered = """async (more) => {
      const opening = indexedDB.open("carillon-worker", 1);
      await new Promise((done) => (opening.onsuccess = done));
      const store = opening.result.transaction("shown", "readwrite").objectStore("shown");
      for (let number = 0; number < more; number += 1) store.put(true, `g${number}`);
      const keys = store.getAllKeys();
      await new Promise((done) => (keys.onsuccess = done));
      opening.result.close();
      return keys.result;
    }"""
    assert len(worker.run(remembered, 520)) == 521
    worker.show(notification("last"))
    kept = worker.run(remembered, 0)
    assert (len(kept), "first" in kept, "last" in kept) == (500, False, True)


def test_a_push_that_nobody_can_read_is_shown_without_its_words_and_leads_home(worker: Worker):
    malformed = [
        "", "no JSON", "null", "[]", "7", '"text"', "{}", '{"title": "T"}', '{"title": "T", "data": {}}',
        '{"title": "", "data": {"notificationId": "01A"}}', '{"title": "T", "data": {"notificationId": 7}}',
    ]  # fmt: skip
    for push in malformed:
        worker.deliver(push)
    shown = eventually(lambda: worker.wanted("shown"), lambda shown: len(shown) == len(malformed))
    assert set(shown) == {"New notification"}
    (standing,) = worker.shown()
    assert standing["body"] == ""
    worker.leave()
    worker.click(standing["tag"])
    assert worker.wanted("opened") == [f"{worker.web}/"]
    assert worker.notes() == []


def test_a_link_is_followed_by_the_rule_of_the_page_and_never_to_a_script(worker: Worker):
    links = [
        "https://example.com/a?b#c", "http://example.com", "HTTPS://EXAMPLE.COM/", "/orders/7", "orders/7", "//example.com/x",
        "", " https://example.com ", "javascript:alert(1)", "JavaScript:alert(1)", " java\nscript:alert(1)",
        "data:text/html,x", "blob:https://example.com/x", "file:///etc/passwd", "mailto:a@example.com", "https://", "http://[",
        None, 7, {"href": "https://example.com"},
    ]  # fmt: skip
    rule = """async (links) => {
      const { safeUrl } = await import("/client/safe-url.js");
      return links.map((link) => safeUrl(link)?.href ?? null);
    }"""
    allowed = worker.page.evaluate(rule, links)
    worker.leave()
    worker.show(*(notification(f"{number:02}", data={"url": link}) for number, link in enumerate(links)))
    for number in range(len(links)):
        worker.click(f"{number:02}")
    opened = worker.wanted("opened")
    home = f"{worker.web}/"
    assert opened == [home if link == "" else url or home for link, url in zip(links, allowed, strict=True)]
    assert {url.partition(":")[0] for url in opened} == {"http", "https"}


def test_a_click_focuses_the_window_that_shows_the_page_already(worker: Worker):
    worker.go("/page/orders?id=7")
    worker.show(notification("01A", data={"url": f"{worker.web}/page/orders?id=7"}))
    worker.click("01A")
    assert (worker.wanted("focused"), worker.wanted("opened")) == ([f"{worker.web}/page/orders?id=7"], [])
    assert worker.shown() == []


def test_a_click_opens_the_page_that_no_window_shows(worker: Worker):
    worker.show(notification("01A", data={"url": f"{worker.web}/page/orders?id=7"}))
    worker.click("01A")
    assert (worker.wanted("focused"), worker.wanted("opened")) == ([], [f"{worker.web}/page/orders?id=7"])


def test_a_click_is_noted_and_told_to_the_windows_there_are_which_may_have_no_client(worker: Worker):
    worker.show(notification("01A", data={"url": f"{worker.web}/page"}))
    worker.click("01A")
    assert eventually(lambda: worker.told("carillon:noted")) == [{"type": "carillon:noted"}]
    assert worker.notes() == [{"type": "carillon:opened", "notificationId": "01A"}]


def test_a_click_is_told_itself_where_nothing_can_be_noted(worker: Worker):
    worker.run('() => { IDBFactory.prototype.open = () => { throw new Error("There is no disk."); }; }')
    worker.show(notification("01A", data={"url": f"{worker.web}/page"}))
    worker.click("01A")
    assert worker.wanted("focused") == [f"{worker.web}/page"]
    assert eventually(lambda: worker.told("carillon:opened")) == [{"type": "carillon:opened", "notificationId": "01A"}]


def test_a_notification_that_names_no_page_leads_to_any_window_of_ours(worker: Worker):
    worker.show({"title": "Cut short", "data": {"notificationId": "01A"}, "truncated": True})
    worker.click("01A")
    assert (worker.wanted("focused"), worker.wanted("opened")) == ([f"{worker.web}/page"], [])


def test_what_is_clicked_while_no_page_is_open_is_noted_for_the_next_one(worker: Worker):
    worker.leave()
    for identifier in ("01A", "01B"):
        worker.show(notification(identifier, data={"url": "https://example.com/"}))
        worker.click(identifier)
    assert worker.wanted("opened") == ["https://example.com/"] * 2
    assert worker.notes() == [{"type": "carillon:opened", "notificationId": each} for each in ("01A", "01B")]


def test_what_another_part_of_the_site_shows_is_left_alone(worker: Worker):
    worker.run('() => registration.showNotification("Not ours", { tag: "other", data: { notificationId: "01A" } })')
    worker.click("other")
    assert [one["tag"] for one in worker.shown()] == ["other"]
    assert (worker.wanted("opened"), worker.wanted("focused"), worker.notes()) == ([], [], [])


def test_the_badge_counts_what_stands_there(worker: Worker):
    worker.run('() => registration.showNotification("Not ours")')
    worker.show(notification("01A"), notification("01B"))
    eventually(lambda: worker.wanted("badges"), lambda badges: badges == [1, 2])
    worker.click("01A")
    worker.act("notificationclose", "01B")
    assert worker.wanted("badges") == [1, 2, 1, 0]


def test_of_notifications_that_replace_each_other_the_newest_stays(worker: Worker):
    older, newer, newest = (notification(identifier, tag="order-7") for identifier in ("01A", "01B", "01C"))
    shown = worker.show(newer, newest, older, notification("01D"))
    found = {one["tag"]: (one["data"]["notificationId"], one["renotify"]) for one in shown}
    assert found == {"order-7": ("01C", True), "01D": ("01D", False)}


OLD = '{ endpoint: "https://push.example/old", options: { applicationServerKey: new Uint8Array([1, 2]).buffer } }'
NEW = '{ toJSON: () => ({ endpoint: "https://push.example/new" }) }'
SUBSCRIBES = f"""() => {{
  PushManager.prototype.subscribe = async (options) => {{
    wanted.subscribed = [options.userVisibleOnly, [...new Uint8Array(options.applicationServerKey)]];
    return {NEW};
  }};
}}"""


def test_a_subscription_that_ended_is_made_anew_with_the_same_key(worker: Worker):
    worker.run(SUBSCRIBES)
    worker.change_subscription(f"{{ oldSubscription: {OLD} }}")
    assert worker.run("() => wanted.subscribed") == [True, [1, 2]]
    assert eventually(lambda: worker.told("carillon:noted")) == [{"type": "carillon:noted"}]
    (noted,) = worker.notes()
    assert noted["subscription"] == {"endpoint": "https://push.example/new"}
    assert noted["oldEndpoint"] == "https://push.example/old"


def test_a_subscription_that_the_browser_made_anew_is_told_of_even_when_no_page_is_open(worker: Worker):
    worker.leave()
    worker.change_subscription(f"{{ newSubscription: {NEW} }}")
    subscription = {"endpoint": "https://push.example/new"}
    assert worker.notes() == [{"type": "carillon:subscription", "subscription": subscription, "oldEndpoint": None}]


def test_a_browser_that_says_nothing_of_either_is_left_to_the_page(worker: Worker):
    worker.run(SUBSCRIBES)
    worker.change_subscription("{}")
    assert (worker.run("() => wanted.subscribed"), worker.notes()) == (None, [])


def test_inside_another_worker_it_does_its_part_and_no_more(open_worker: Open):
    alone = open_worker()
    site = open_worker(script="/examples/own-worker.js", scope="/examples/")
    names = "() => Object.getOwnPropertyNames(self).sort()"
    assert set(site.run(names)) - set(alone.run(names)) == {"carillon"}
    site.deliver("nothing that anybody knows")
    site.deliver("the shop opens")
    shown = site.show({"title": "Ours", "data": {"notificationId": "01A"}})
    assert {one["title"] for one in shown} == {"We are open", "Ours"}
    site.leave()
    site.click("01A")
    assert site.wanted("opened") == [f"{site.web}/inbox"]
