"""What a frame did not say is found out all the same: a line that is up proves nothing about what came over it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.e2e.person import Person

from .client_page import ClientPage

WATCH_SOCKETS = """
    window.sockets = [];
    window.asked = [];
    window.heard = [];
    window.lost = [];
    window.WebSocket = class extends WebSocket {
      deafTo = [];
      constructor(url) {
        super(url);
        sockets.push(this);
        this.addEventListener("message", (message) => {
          const { event } = JSON.parse(message.data);
          const isLost = this.deafTo.includes(event);
          (isLost ? lost : heard).push(event);
          if (isLost) message.stopImmediatePropagation();
        });
      }
      send(text) {
        asked.push(JSON.parse(text).action);
        super.send(text);
      }
    };
"""


@pytest.fixture
def context(new_context: Callable[[], BrowserContext]) -> BrowserContext:
    """A browser whose clock and line are in the hands of the test."""
    context = new_context()
    context.clock.install()
    context.add_init_script(WATCH_SOCKETS)
    return context


def see_first_check(client: ClientPage) -> None:
    """Wait until it has asked for the count once, shortly after it connected, and was answered."""
    client.page.wait_for_function("heard.includes('pong')")
    client.page.clock.fast_forward(5_000)
    client.page.wait_for_function("heard.includes('unread-count')")
    assert client.page.evaluate("asked") == ["ping", "unread-count"]
    client.page.evaluate("asked.length = 0")


def test_a_frame_that_was_lost_is_made_good_while_the_line_is_up(
    open_client: Callable[..., ClientPage], guest: Person, context: BrowserContext
) -> None:
    client = open_client(guest, context=context)
    see_first_check(client)
    client.page.evaluate("sockets[0].deafTo.push('notification')")

    title = guest.drop()
    client.page.wait_for_function("lost.length === 1")
    client.page.clock.fast_forward(4 * 60_000)

    client.see_title(title)
    client.see_inbox_of(guest)
    assert client.page.evaluate("[sockets.length, asked]") == [1, ["unread-count"]]


def test_looking_at_one_tab_finds_out_that_the_socket_of_another_is_dead(
    open_client: Callable[..., ClientPage], guest: Person, context: BrowserContext
) -> None:
    first = open_client(guest, context=context)
    see_first_check(first)
    second = open_client(guest, beside=first)
    first.page.evaluate("sockets[0].deafTo = ['pong', 'unread-count', 'notification']")

    second.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    first.page.wait_for_function("lost.includes('unread-count')")
    context.clock.fast_forward(10_000)

    first.page.wait_for_function("sockets.length === 2")
    title = guest.drop()
    for tab in (first, second):
        tab.see_title(title)
        tab.see_inbox_of(guest)


def test_frames_that_never_pause_are_confirmed_all_the_same(
    open_client: Callable[..., ClientPage], guest: Person, context: BrowserContext
) -> None:
    client = open_client(guest, context=context)
    see_first_check(client)

    for number in range(8):
        frame = {"event": "read", "data": {"ids": [f"one-that-is-not-shown-{number}"]}, "unreadCount": 0}
        client.page.evaluate(
            "(frame) => sockets[0].onmessage(new MessageEvent('message', { data: JSON.stringify(frame) }))", frame
        )
        client.page.clock.fast_forward(1_500)

    assert "unread-count" in client.page.evaluate("asked")
    client.see_inbox_of(guest)
