"""Every tab and browser of a person shows what the server holds, whoever did it and whatever the line does."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from playwright.sync_api import BrowserContext, WebSocket

from tests.e2e.eventually import eventually
from tests.e2e.person import Person

from .client_page import ClientPage


def test_two_browsers_of_one_person_stay_in_sync(open_client: Callable[..., ClientPage], guest: Person) -> None:
    here, there = open_client(guest), open_client(guest)
    first, second, third = (here.see_title(guest.drop()) for _ in range(3))
    for client in (here, there):
        client.see_count(3)

    here.do("(client, id) => client.markRead(id)", first)
    there.do("(client, id) => client.remove(id).done", second)
    for client in (here, there):
        client.see_count(1)
        client.see_inbox_of(guest)
    assert list(here.ids().values()) == [third, first]

    there.do("(client, id) => client.markUnread(id)", first)
    for client in (here, there):
        client.see_count(2)
        client.see_inbox_of(guest)
    assert [each["id"] for each in here.see_announced(3)] == [first, second, third]


def test_tabs_share_one_socket_and_the_rest_goes_on_when_its_tab_is_closed(
    open_client: Callable[..., ClientPage], guest: Person
) -> None:
    first = open_client(guest)
    sockets: list[WebSocket] = []

    def opened(socket: WebSocket) -> None:
        sockets.append(socket)

    first.page.context.on("page", lambda page: page.on("websocket", opened))
    others = [open_client(guest, beside=first) for _ in range(2)]
    title = guest.drop()
    for tab in (first, *others):
        tab.see_title(title)
    assert sockets == []

    first.page.close()
    missed = guest.drop()

    for tab in others:
        tab.see_title(missed)
        tab.see_live()
        tab.see_inbox_of(guest)
    assert sum(not socket.is_closed() for socket in sockets) == 1


def test_a_frozen_tab_leaves_the_socket_to_another_and_catches_up(
    open_client: Callable[..., ClientPage], guest: Person
) -> None:
    frozen = open_client(guest)
    other = open_client(guest, beside=frozen)
    browser = frozen.page.context.new_cdp_session(frozen.page)

    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    missed = guest.drop()
    other.see_title(missed)
    browser.send("Page.setWebLifecycleState", {"state": "active"})

    frozen.see_title(missed)
    frozen.see_live()


def test_a_tab_that_answers_nobody_loses_the_socket_to_another(
    open_client: Callable[..., ClientPage], guest: Person
) -> None:
    mute = open_client(guest)
    (lock,) = mute.page.evaluate("async () => (await navigator.locks.query()).held.map(({ name }) => name)")
    mute.do("(client) => client.stop()")
    mute.page.evaluate(
        "(name) => void navigator.locks.request(name, () => new Promise(() => {})).catch(() => {})", lock
    )

    other = open_client(guest, beside=mute)

    other.see_title(guest.drop())


def arrived(person: Person, title: str) -> list[dict[str, Any]]:
    """The inbox, once it holds the one with this title."""
    return eventually(person.inbox, lambda inbox: any(each["title"] == title for each in inbox))


REMEMBER_SOCKETS = """
    window.sockets = [];
    window.WebSocket = class extends WebSocket {
      constructor(url) { super(url); sockets.push(this); }
    };
    window.tear = () => {
      const open = sockets.filter((socket) => socket.readyState === WebSocket.OPEN);
      for (const socket of open) socket.close();
      return open.length;
    };
"""


def test_the_socket_is_killed_twenty_times_while_messages_arrive(
    open_client: Callable[..., ClientPage], new_context: Callable[[], BrowserContext], guest: Person
) -> None:
    context, chance, torn = new_context(), random.Random(20), 0
    context.add_init_script(REMEMBER_SOCKETS)
    client = open_client(guest, context=context)

    def live_on() -> None:
        """What happens meanwhile: things arrive, and other devices read and delete."""
        while torn < 20:
            inbox = arrived(guest, guest.drop())
            method, path = chance.choice([("PATCH", "/read"), ("PATCH", "/unread"), ("PATCH", "/read"), ("DELETE", "")])
            guest.ask(method, f"/{chance.choice(inbox)['id']}{path}")

    with ThreadPoolExecutor() as threads:
        life = threads.submit(live_on)
        while torn < 20:
            client.page.wait_for_timeout(chance.uniform(0, 100))
            torn += client.page.evaluate("tear()")
            client.page.wait_for_timeout(chance.uniform(0, 100))
            client.page.evaluate("dispatchEvent(new Event('online'))")  # else the pauses grow to half a minute
        life.result()

    client.see_live()
    client.do("async (client) => { while (client.snapshot.hasMore) await client.loadMore(); }")
    client.see_inbox_of(guest)


def test_read_all_in_one_tab_while_a_message_arrives(open_client: Callable[..., ClientPage], guest: Person) -> None:
    here, there = open_client(guest), open_client(guest)
    for _ in range(3):
        here.see_title(guest.drop())

    with ThreadPoolExecutor() as threads:
        arriving = threads.submit(guest.drop)
        here.do("(client) => client.markAllRead()")
        last = arriving.result()

    for client in (here, there):
        client.see_title(last)
        client.see_inbox_of(guest)
