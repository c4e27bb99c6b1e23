"""What is done without a network is done all the same, and what is undone was never done."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from tests.e2e.eventually import eventually
from tests.e2e.person import Person

from .client_page import ANY_ORIGIN, ClientPage, stand_still

OFFLINE = ("ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_CHANGED")
"""What the browser itself says of every request without a network."""


@pytest.fixture
def go_offline(complaints: list[str]) -> Iterator[Callable[[Page, bool], None]]:
    yield lambda page, is_offline: page.context.set_offline(is_offline)
    complaints[:] = [each for each in complaints if not any(said in each for said in OFFLINE)]


def test_actions_without_a_network_survive_a_reload_and_are_told_later(
    open_client: Callable[..., ClientPage], guest: Person, go_offline: Callable[[Page, bool], None]
) -> None:
    client = open_client(guest)
    read, deleted, kept = (client.see_title(guest.drop()) for _ in range(3))
    client.see_count(3)
    go_offline(client.page, True)
    client.see("(it) => it.connection === 'offline'")

    client.do("(client, id) => client.markRead(id)", read)
    client.do("(client, id) => client.markUnread(id)", read)
    client.do("(client, id) => client.markRead(id)", read)
    client.do("(client, id) => client.remove(id).done", deleted)
    client.see("(it) => it.unreadCount === 1 && it.pendingActions === 2 && it.notifications.length === 2")
    assert guest.unread_count() == 3
    client.page.reload()
    client.see("(it) => it.pendingActions === 2")
    go_offline(client.page, False)

    client.see_live()
    client.see_all_told()
    client.see_inbox_of(guest)
    assert [(each["id"], each["isRead"]) for each in guest.inbox()] == [(kept, False), (read, True)]


def test_read_all_that_was_told_late_leaves_unread_what_came_since(
    open_client: Callable[..., ClientPage], guest: Person, go_offline: Callable[[Page, bool], None]
) -> None:
    client = open_client(guest)
    seen = [client.see_title(guest.drop()) for _ in range(2)]
    go_offline(client.page, True)
    client.do("(client) => client.markAllRead()")
    client.see_count(0)
    title = guest.drop()
    eventually(lambda: [each["title"] for each in guest.inbox()], lambda titles: title in titles)
    client.page.reload()
    go_offline(client.page, False)

    client.see_live()
    client.see_all_told()
    client.see_inbox_of(guest)
    assert [each["id"] for each in guest.inbox() if each["isRead"]] == seen[::-1]


def test_a_removal_may_be_undone_until_its_time_is_over(open_client: Callable[..., ClientPage], guest: Person) -> None:
    client = open_client(guest)
    kept, deleted = (client.see_title(guest.drop()) for _ in range(2))
    client.see_count(2)

    client.do("(client, id) => { window.removal = client.remove(id, { undoWithin: 60_000 }); }", kept)
    client.see("(it) => it.unreadCount === 1 && it.notifications.length === 1 && it.pendingActions === 1")
    assert client.page.evaluate("removal.undo()") is True
    client.see("(it) => it.unreadCount === 2 && it.notifications.length === 2 && it.pendingActions === 0")
    assert client.page.evaluate("removal.undo()") is False

    client.do("(client, id) => { window.removal = client.remove(id, { undoWithin: 200 }); }", deleted)
    client.page.evaluate("removal.done")
    assert client.page.evaluate("removal.undo()") is False
    assert [each["id"] for each in guest.inbox()] == [kept]


def test_a_removal_that_is_postponed_may_be_undone_for_longer_and_is_told_then(
    open_client: Callable[..., ClientPage], guest: Person, new_context: Callable[[], BrowserContext]
) -> None:
    context = new_context()
    context.clock.install()
    client = open_client(guest, context=context)
    kept, deleted = (client.see_title(guest.drop()) for _ in range(2))
    stand_still(client.page)
    remove = "(client, id) => { window.removal = client.remove(id, { undoWithin: 10_000 }); }"

    client.do(remove, kept)
    context.clock.run_for(8_000)
    assert client.page.evaluate("removal.postpone(10_000)") is True
    context.clock.run_for(8_000)
    assert client.page.evaluate("removal.undo()") is True
    assert client.page.evaluate("removal.postpone(10_000)") is False

    client.do(remove, deleted)
    assert client.page.evaluate("removal.postpone(20_000)") is True
    context.clock.run_for(21_000)
    client.page.evaluate("removal.done")
    assert client.page.evaluate("removal.postpone(10_000)") is False
    assert [each["id"] for each in guest.inbox()] == [kept]


@pytest.fixture
def uncut(
    new_context: Callable[..., BrowserContext], guest: Person, stack: dict[str, Any], complaints: list[str]
) -> Iterator[ClientPage]:
    """A client on a page of the server itself: interception would lose a last word."""
    page = new_context(bypass_csp=True).new_page()
    page.goto(f"{stack['webUrl']}/icons/icon-192x192.png")
    page.evaluate(
        """async ([httpApiUrl, token]) => {
            const { NotificationClient } = await import("/client/notification-client.js");
            window.client = new NotificationClient({ httpApiUrl, getToken: () => token }).start();
        }""",
        [stack["httpApiUrl"], guest.token],
    )
    client = ClientPage(page)
    client.see_live()
    yield client
    assert [each for each in complaints if "404" not in each] == []  # a picture's page looks for an icon of its own
    complaints.clear()


def test_a_removal_is_told_when_the_page_goes_away(uncut: ClientPage, guest: Person) -> None:
    deleted = uncut.see_title(guest.drop())
    uncut.do("(client, id) => void client.remove(id, { undoWithin: 600_000 })", deleted)
    assert guest.unread_count() == 1

    uncut.page.goto("about:blank")

    eventually(guest.inbox, lambda inbox: inbox == [])


BUSY = """() => {
    const { fetch } = window;
    const busy = { status: 503, headers: { "Retry-After": "600" } };
    window.fetch = async (url, ...rest) => (url.endsWith("/read-all") ? new Response("{}", busy) : fetch(url, ...rest));
    return () => (window.fetch = fetch);
}"""


def test_read_all_that_had_to_wait_is_no_last_word(uncut: ClientPage, guest: Person) -> None:
    """A plain request would mark as read what came since; it is told at the next visit, as it was meant."""
    unread = uncut.see_title(guest.drop())
    uncut.page.evaluate(f"void (window.recover = ({BUSY})())")
    done = uncut.do("(client) => (client.markAllRead(), Date.now())")
    uncut.see("(it, done) => it.pendingActions === 1 && Date.now() - done > 1_000", done)
    uncut.do("(client, id) => void client.remove(id, { undoWithin: 600_000 })", uncut.see_title(guest.drop()))
    uncut.page.evaluate("void recover()")

    uncut.page.goto("about:blank")

    left = eventually(guest.inbox, lambda inbox: len(inbox) == 1)  # the removal was said last of all
    assert [(each["id"], each["isRead"]) for each in left] == [(unread, False)]


TELLS_READ = re.compile("/read(-all)?$")


@pytest.mark.parametrize(("act", "path"), [("client.markRead(id)", "/{}/read"), ("client.markAllRead()", "/read-all")])
def test_what_was_heard_although_the_page_went_is_not_told_over_what_another_device_said_since(
    open_client: Callable[..., ClientPage], guest: Person, act: str, path: str
) -> None:
    client = open_client(guest)
    unread = client.see_title(guest.drop())
    client.page.route(TELLS_READ, lambda route: None)
    with client.page.expect_request(TELLS_READ):
        client.do(f"(client, id) => void {act}", unread)
    # As the server hears it, whose answer nobody sees.
    assert guest.ask("PATCH", path.format(unread)).status_code == 200
    assert guest.ask("PATCH", f"/{unread}/unread").status_code == 200

    client.page.reload()
    client.page.unroute(TELLS_READ)

    client.see_live()
    client.see_all_told()
    client.see_inbox_of(guest)
    assert guest.unread_count() == 1


def test_what_nobody_heard_because_the_page_went_is_told_at_the_next_visit(
    open_client: Callable[..., ClientPage], guest: Person
) -> None:
    client = open_client(guest)
    unread = client.see_title(guest.drop())
    client.page.route(TELLS_READ, lambda route: None)
    with client.page.expect_request(TELLS_READ):
        client.do("(client, id) => void client.markRead(id)", unread)

    client.page.reload()
    client.page.unroute(TELLS_READ)

    client.see_live()
    client.see_all_told()
    client.see_inbox_of(guest)
    assert guest.unread_count() == 0


def test_a_storage_that_is_full_keeps_nothing_that_was_told(
    open_client: Callable[..., ClientPage], guest: Person
) -> None:
    client = open_client(guest)
    first, second = (client.see_title(guest.drop()) for _ in range(2))
    fill = "() => { Storage.prototype.setItem = () => { throw new DOMException('Full', 'QuotaExceededError'); }; }"

    client.do(f"(client, id) => {{ const told = client.markRead(id); ({fill})(); return told; }}", first)
    client.do("(client, id) => client.markRead(id)", second)

    assert client.page.evaluate("Object.keys(localStorage)") == []
    client.see_all_told()
    client.see_inbox_of(guest)


def test_what_the_server_refuses_is_taken_back_and_told(
    open_client: Callable[..., ClientPage], guest: Person, complaints: list[str]
) -> None:
    client = open_client(guest)
    unread = client.see_title(guest.drop())
    answer = {"error": "Not that one.", "code": "refused", "details": [], "requestId": "r"}
    client.page.route("**/read", lambda route: route.fulfill(status=409, json=answer, headers=ANY_ORIGIN))

    error = client.do("(client, id) => client.markRead(id).catch(({ status, code }) => [status, code])", unread)

    assert error == [409, "refused"]
    client.see("(it) => it.unreadCount === 1 && !it.notifications[0].isRead && it.pendingActions === 0")
    assert client.seen()["errors"] == ["ApiError: Not that one."]
    assert [each for each in complaints if "409" not in each] == []
    complaints.clear()


def test_a_server_that_is_busy_is_asked_again_when_it_says(
    open_client: Callable[..., ClientPage], guest: Person, complaints: list[str]
) -> None:
    client = open_client(guest)
    first, second = (client.see_title(guest.drop()) for _ in range(2))
    at: list[tuple[float, str]] = []

    def busy_once(route: Route) -> None:
        at.append((time.monotonic(), route.request.url.split("/")[-2]))
        if len(at) == 1:
            route.fulfill(status=503, json={}, headers=ANY_ORIGIN | {"Retry-After": "1"})
        else:
            route.continue_()

    client.page.route("**/read", busy_once)
    client.do("(client, id) => client.markRead(id)", first)
    client.do("(client, id) => client.markRead(id)", second)
    client.see_count(0)
    client.see_all_told()

    assert [asked for _, asked in at] == [first, first, second]
    assert at[1][0] - at[0][0] >= 1
    client.see_inbox_of(guest)
    assert [each for each in complaints if "503" not in each] == []
    complaints.clear()
