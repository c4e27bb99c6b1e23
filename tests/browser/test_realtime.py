"""A lost connection comes back by itself, and nothing that happened meanwhile is missing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from .person import Person
from .room import card, cards, expect_count


class Line:
    """The wire between the page and the WebSocket API: it can be cut, and stays cut until it is mended."""

    def __init__(self, context: BrowserContext) -> None:
        self.is_cut = False
        self.connections = 0
        self._open: list[WebSocketRoute] = []
        context.route_web_socket("**/*", self._connect)

    def _connect(self, page_side: WebSocketRoute) -> None:
        if self.is_cut:
            page_side.close(code=3000, reason="the line is cut")
            return
        self.connections += 1
        page_side.connect_to_server()
        self._open.append(page_side)

    def cut(self) -> None:
        self.is_cut = True
        for page_side in self._open:
            page_side.close(code=3000, reason="the line is cut")
        self._open.clear()

    def mend(self) -> None:
        self.is_cut = False


@pytest.fixture
def context(new_context: Callable[[], BrowserContext]) -> BrowserContext:
    return new_context()


def test_reconnect_after_the_socket_is_killed_catches_up(
    enter: Callable[..., Page], context: BrowserContext, alice: Person
) -> None:
    line = Line(context)
    page = enter(alice, context)
    before = alice.drop()
    expect(card(page, before)).to_be_visible()

    line.cut()
    expect(page.locator("#connection")).not_to_have_attribute("data-state", "live")
    missed = alice.drop()
    elsewhere = enter(alice)  # another browser, on a line of its own, sees it and reads the first one
    expect(card(elsewhere, missed)).to_be_visible()
    card(elsewhere, before).get_by_role("button", name="Mark as read").click()
    expect_count(elsewhere, 1)
    expect(cards(page)).to_have_count(1)
    line.mend()

    expect(card(page, missed)).to_be_visible()
    expect(card(page, before).get_by_role("button", name="Mark as unread")).to_be_visible()
    expect_count(page, 1)
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    assert line.connections >= 2


def test_frames_flow_again_after_a_reconnect(
    enter: Callable[..., Page], context: BrowserContext, alice: Person
) -> None:
    line = Line(context)
    page = enter(alice, context)
    line.cut()
    expect(page.locator("#connection")).not_to_have_attribute("data-state", "live")
    line.mend()
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")

    title = alice.drop()

    expect(card(page, title)).to_be_visible()
    expect_count(page, 1)


def test_what_is_done_while_offline_still_counts(
    enter: Callable[..., Page], context: BrowserContext, alice: Person
) -> None:
    line = Line(context)
    page = enter(alice, context)
    title = alice.drop()
    expect_count(page, 1)

    line.cut()
    card(page, title).get_by_role("button", name="Mark as read").click()

    expect_count(page, 0)
    expect(card(page, title).get_by_role("button", name="Mark as unread")).to_be_visible()
