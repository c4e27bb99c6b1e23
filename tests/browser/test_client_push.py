"""This browser's subscription, and what the service worker says: each concerns one person, and is acted on once."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Response

from tests.e2e.eventually import eventually
from tests.e2e.person import Person

from .client_page import ClientPage

SAY = """(_, note) => {
    navigator.serviceWorker.dispatchEvent(new MessageEvent("message", { data: note }));
}"""
KEEP = """(_, note) => new Promise((kept) => {
    const opening = indexedDB.open("carillon", 1);
    opening.onsuccess = () => {
        const adding = opening.result.transaction("worker-notes", "readwrite").objectStore("worker-notes").add(note);
        adding.onsuccess = () => { opening.result.close(); kept(); };
    };
})"""


@pytest.fixture
def subscription(stack: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    """Makes a subscription as a browser would."""

    def make() -> dict[str, Any]:
        made: dict[str, Any] = httpx.post(stack["pushSubscribeUrl"], json={}, trust_env=False).json()
        return made

    return make


def adopt(client: ClientPage, subscription: dict[str, Any]) -> None:
    client.do("(client, subscription) => client.push.adopt(subscription)", subscription)


def push_state(client: ClientPage) -> str:
    state: str = client.do("(client) => client.push.state()")
    return state


def is_unregistering(answer: Response) -> bool:
    return answer.request.method == "DELETE"


def test_pushes_follow_the_subscription_of_this_browser(
    open_client: Callable[..., ClientPage], guest: Person, subscription: Callable[[], dict[str, Any]]
) -> None:
    client, old, new = open_client(guest), subscription(), subscription()
    outbox = guest.doors.outbox
    assert push_state(client) != "on"

    adopt(client, old)
    assert push_state(client) == "on"
    guest.drop(type="push")
    eventually(lambda: outbox.to(old["endpoint"]))

    with client.page.expect_response(is_unregistering):
        client.do(SAY, {"type": "carillon:subscription", "subscription": new, "oldEndpoint": old["endpoint"]})
    assert new["endpoint"] in client.page.evaluate("JSON.stringify(localStorage)")
    guest.drop(type="push")
    eventually(lambda: outbox.to(new["endpoint"]))
    client.do("(client) => client.push.unsubscribe()")

    assert push_state(client) != "on"
    assert len(outbox.to(old["endpoint"])) == 1
    assert (
        guest.ask("POST", "/subscribe-push", json=new).status_code == 200
    )  # it was told to the server, and may return


def test_what_was_opened_from_a_push_is_read(open_client: Callable[..., ClientPage], guest: Person) -> None:
    client = open_client(guest)
    first, second = (client.see_title(guest.drop()) for _ in range(2))
    client.see_count(2)

    client.do(SAY, {"type": "carillon:opened", "notificationId": first})
    client.see_count(1)
    client.do(KEEP, {"type": "carillon:opened", "notificationId": second})
    client.page.reload()

    client.see_count(0)
    client.see_inbox_of(guest)


def test_what_the_worker_noted_is_taken_by_one_tab(open_client: Callable[..., ClientPage], guest: Person) -> None:
    first = open_client(guest)
    second = open_client(guest, beside=first)
    opened = first.see_title(guest.drop())
    second.see_count(1)
    told: list[str] = []
    first.page.context.on("request", lambda request: told.append(request.method) if "/read" in request.url else None)

    first.do(KEEP, {"type": "carillon:opened", "notificationId": opened})
    for tab in (first, second):
        tab.do(SAY, None)  # the site's own worker, to its own pages
        tab.do(SAY, {"type": "carillon:noted"})

    for tab in (first, second):
        tab.see_count(0)
        tab.see_all_told()
        tab.see_inbox_of(guest)
    assert [method for method in told if method == "PATCH"] == ["PATCH"]


def test_what_concerns_somebody_else_is_left_for_them(
    open_client: Callable[..., ClientPage], guest: Person, subscription: Callable[[], dict[str, Any]]
) -> None:
    client = open_client(guest)
    adopt(client, subscription())
    title = client.see_title(guest.drop())
    client.do("(client) => client.stop()")
    client.do(KEEP, {"type": "carillon:opened", "notificationId": title})

    stranger = open_client(Person.new(guest.doors), beside=client)
    stranger.see_all_told()
    assert guest.unread_count() == 1
    stranger.page.close()
    client.do("(client) => client.start()")

    client.see_count(0)
