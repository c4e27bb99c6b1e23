"""The list: what it shows is what the server holds, and whatever a producer writes is text."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bench import scroll
from tests.e2e.eventually import eventually
from tests.e2e.person import Person

from .client_page import stand_still
from .elements_page import BELL, CENTER, bell_of, calls, focused, give_fake, item, open_bell

SCRIPT = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"
WRITTEN = {"url": "/orders/7"}


HEAR = """(said) => {
    const voice = document.querySelector("notification-center").shadowRoot.querySelector(".visually-hidden[role=status]");
    new MutationObserver((all) => {
        for (const { addedNodes } of all) said.push(...[...addedNodes].map((node) => node.textContent));
    }).observe(voice, { childList: true });
}"""
"""Keeps every word that the live region of the list is given."""


def one(**fields: Any) -> str:
    """A snapshot with one notification that a producer made so."""
    return f"{{ notifications: [Object.assign(n(1)[0], {fields!r})], unreadCount: 1 }}".replace("None", "null")


def test_reading_deleting_and_undoing_reach_the_server(drop_in: Callable[..., Page], guest: Person) -> None:
    titles = [guest.drop() for _ in range(3)]
    eventually(guest.unread_count, lambda count: count == 3)
    page = drop_in(BELL, guest)
    panel = open_bell(page)
    expect(panel.get_by_role("listitem")).to_have_count(3)

    item(panel, titles[0]).get_by_role("button", name="Mark as read").click()
    expect(bell_of(page)).to_have_accessible_name("2 unread notifications")
    item(panel, titles[1]).get_by_role("button", name="Delete").click()
    expect(item(panel, titles[1])).to_be_hidden()
    panel.get_by_role("button", name="Undo").click()
    expect(item(panel, titles[1])).to_be_visible()
    assert focused(page) == titles[1]
    item(panel, titles[2]).get_by_role("button", name="Delete").click()
    panel.get_by_role("button", name="Mark all as read").click()

    expect(bell_of(page)).to_have_accessible_name("No unread notifications")
    page.reload()  # whoever leaves cannot undo any more
    left = {titles[0]: True, titles[1]: True}
    eventually(lambda: {each["title"]: each["isRead"] for each in guest.inbox()}, lambda seen: seen == left)


def test_filters_show_what_they_say(drop_in: Callable[..., Page], guest: Person) -> None:
    reward, security = guest.drop(category="reward"), guest.drop(category="security")
    eventually(guest.unread_count, lambda count: count == 2)
    page = drop_in(CENTER, guest)
    item(page, reward).get_by_role("button", name="Mark as read").click()

    page.get_by_role("group", name="Show").get_by_role("button", name="Unread").click()
    expect(page.get_by_role("listitem")).to_have_count(1)
    expect(item(page, security)).to_be_visible()
    page.get_by_label("Category").select_option("Rewards")
    expect(page.get_by_text("Nothing here")).to_be_visible()
    page.get_by_role("button", name="All", exact=True).click()
    expect(item(page, reward)).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(1)


def test_the_list_goes_on_by_itself_when_its_end_comes_near(drop_in: Callable[..., Page], guest: Person) -> None:
    bodies = [guest.request(type="in-app", title=f"Parcel {number}") for number in range(60)]
    for start in range(0, 60, 10):
        guest.doors.put("Ingest", *bodies[start : start + 10])
    eventually(guest.unread_count, lambda count: count == 60)
    page = drop_in(CENTER, guest)
    items = page.get_by_role("listitem")
    expect(items).to_have_count(20)

    for count in (40, 60):
        items.last.scroll_into_view_if_needed()
        expect(items).to_have_count(count)

    assert set(items.locator(".title").all_text_contents()) == {f"Unread: {body['title']}" for body in bodies}


def test_a_thousand_are_scrolled_to_the_end_and_none_is_missing(new_context: Callable[[], BrowserContext]) -> None:
    page = new_context().new_page()
    scroll.open_list(page)
    assert scroll.scroll_to_the_end(page) == [f"Notification {number}" for number in range(scroll.TOTAL, 0, -1)]


def test_a_page_that_cannot_be_loaded_waits_for_a_person(drop_in: Callable[..., Page]) -> None:
    page = drop_in(CENTER)
    give_fake(page, "{ notifications: n(3), hasMore: false }")
    page.evaluate("fake.refusal = 'no'; fake.become({ hasMore: true })")
    voice, retry = page.locator(".visually-hidden[role=status]"), page.get_by_role("button", name="Try again")
    expect(page.locator(".more-row p")).to_contain_text("The rest could not be loaded.")
    expect(voice).to_have_text("The rest could not be loaded.")
    assert len(calls(page, "loadMore")) == 1

    page.evaluate(f"window.said = []; ({HEAR})(said)")
    retry.press("Enter")
    page.wait_for_function("said.length === 2")
    assert page.evaluate("said") == ["Loading…", "The rest could not be loaded."]
    expect(retry).to_be_focused()

    page.evaluate("fake.refusal = null")
    retry.press("Enter")
    expect(page.locator(".more-row p")).to_be_hidden()
    assert focused(page) == "Notification 3"


def test_a_list_that_cannot_be_loaded_is_asked_for_again_and_says_so(drop_in: Callable[..., Page]) -> None:
    page = drop_in(CENTER)
    give_fake(page, "{ status: 'failed', error: new Error('no') }")
    retry = page.get_by_role("button", name="Try again")

    retry.press("Enter")

    expect(page.get_by_role("status").filter(has_text="Loading…")).to_be_visible()
    expect(page.get_by_role("heading", name="Notifications")).to_be_focused()
    assert calls(page, "reload") == [[]]
    page.evaluate("fake.become({})")
    expect(page.get_by_role("status").filter(has_text="That could not be loaded")).to_be_visible()
    expect(retry).to_be_visible()


def test_arrow_keys_home_end_and_delete_walk_the_list(drop_in: Callable[..., Page]) -> None:
    page = drop_in(CENTER)
    give_fake(page, "{ notifications: n(4), unreadCount: 2 }")
    page.get_by_role("listitem").first.locator(".title").focus()

    steps = [
        ("ArrowDown", 2),
        ("End", 4),
        ("ArrowDown", 4),
        ("ArrowUp", 3),
        ("Home", 1),
        ("Delete", 2),
        ("Control+z", 1),
    ]
    for key, number in steps:
        page.keyboard.press(key)
        assert (key, focused(page)) == (key, f"Notification {number}")


def test_the_focus_goes_on_with_the_neighbour_of_what_was_deleted(drop_in: Callable[..., Page]) -> None:
    page = drop_in(CENTER)
    give_fake(page, "{ notifications: n(2), unreadCount: 1 }")
    page.get_by_role("button", name="Delete").first.focus()

    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Delete")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("All quiet")).to_be_visible()
    expect(page.get_by_role("heading", name="Notifications")).to_be_focused()
    expect(page.locator(".bar")).to_have_text("Deleted: \u2068Notification 2\u2069Undo")


def test_undo_waits_while_a_hand_or_the_focus_is_on_it(drop_in: Callable[..., Page]) -> None:
    page = drop_in(CENTER)
    page.clock.install()
    give_fake(page, "{ notifications: n(3), unreadCount: 2 }")
    stand_still(page)
    page.get_by_role("button", name="Delete").first.focus()
    page.keyboard.press("Enter")
    bar = page.locator(".bar")
    page.get_by_role("button", name="Undo").focus()
    page.clock.run_for(25_000)
    expect(bar).to_be_visible()
    assert calls(page, "postpone") == [[11_000], [11_000]]

    page.get_by_role("link", name="Home").focus()
    bar.hover()
    page.clock.run_for(10_000)
    expect(bar).to_be_visible()

    page.mouse.move(0, 0)
    page.clock.run_for(10_000)
    expect(bar).to_be_hidden()
    assert len(calls(page, "postpone")) == 3


def test_what_arrives_is_said_by_the_list_where_nothing_else_can(drop_in: Callable[..., Page]) -> None:
    page = drop_in(BELL + CENTER)
    give_fake(page)
    arrive = "(title) => fake.arrive({ ...n(1)[0], id: title, title })"
    page.evaluate("document.querySelector('notification-bell').hidden = true")
    page.evaluate(arrive, "To the list")
    expect(page.locator("notification-center [aria-live]")).to_have_text("New notification: \u2068To the list\u2069")

    page.evaluate("for (const one of document.querySelectorAll('main > :not(h1, p)')) one.hidden = !one.hidden")
    page.evaluate(arrive, "To the bell")
    expect(page.locator("notification-bell [aria-live]")).to_contain_text("To the bell")
    assert page.locator("[aria-live]").filter(has_text="To the bell").count() == 1


def test_an_application_may_go_there_itself(drop_in: Callable[..., Page]) -> None:
    page = drop_in(f"<div class=bar>{BELL}</div>")
    give_fake(page, one(data=WRITTEN))
    page.evaluate(
        """addEventListener("notification-click", (event) => {
            event.preventDefault();
            window.clicked = [event.detail.notification.id, event.detail.url.pathname, event.target.localName];
        })"""
    )
    panel = open_bell(page)
    page.evaluate("window.neverLeft = true")

    panel.get_by_role("link", name="Notification 1").click()

    expect(panel).to_be_hidden()
    assert page.evaluate("clicked") == ["10000", "/orders/7", "notification-bell"]
    assert page.evaluate("neverLeft") is True
    assert calls(page, "markRead") == [["10000"]]


def test_the_browsers_own_ways_to_open_a_link_are_left_to_it(drop_in: Callable[..., Page]) -> None:
    page = drop_in(CENTER)
    give_fake(page, one(data={"url": "/"}))
    page.evaluate("window.clicks = 0; addEventListener('notification-click', () => { clicks += 1 })")
    link = page.get_by_role("link", name="Notification 1")

    with page.context.expect_page():
        link.click(modifiers=["ControlOrMeta"])
    with page.context.expect_page():
        link.click(button="middle")
    link.click(button="right")

    assert page.evaluate("clicks") == 0
    assert calls(page, "markRead") == [["10000"], ["10000"]]


@pytest.mark.bad_input(52)
def test_only_web_addresses_are_followed(drop_in: Callable[..., Page]) -> None:
    page = drop_in(CENTER)
    for url in (
        "javascript:window.hacked=1",
        "data:text/html,<p>x",
        "file:///etc/passwd",
        "vbscript:x",
        "java\tscript:x",
    ):
        give_fake(page, one(data={"url": url}))
        page.get_by_role("button", name="Notification 1").click()
        assert page.get_by_role("link").count() == 1  # the page's own
    assert page.evaluate("window.hacked") is None

    give_fake(page, one(data={"url": "https://example.com/orders/7"}))
    link = page.get_by_role("link", name="Notification 1 (opens in a new tab)")
    expect(link).to_have_attribute("href", "https://example.com/orders/7")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


@pytest.mark.bad_input(43, 48, 50)
def test_whatever_a_producer_writes_is_text(drop_in: Callable[..., Page], guest: Person) -> None:
    guest.drop(title=f"Hello {SCRIPT} \u202egpj.exe", message=f"{SCRIPT} {{{{7*7}}}} ${{7*7}}",
               data={"__proto__": {"url": "https://example.com/"}, "constructor": "x"})  # fmt: skip
    page = drop_in(BELL, guest)
    panel = open_bell(page)

    expect(item(panel, "Hello").locator("bdi").first).to_have_text(f"Hello {SCRIPT} \u202egpj.exe")
    expect(item(panel, "Hello").locator("bdi").nth(1)).to_have_text(f"{SCRIPT} {{{{7*7}}}} ${{7*7}}")
    assert item(panel, "Hello").locator("script, img, a").count() == 0
    assert page.evaluate("[window.hacked, ({}).url]") == [None, None]


def test_a_thousand_are_kept_while_one_arrives(drop_in: Callable[..., Page]) -> None:
    page = drop_in(CENTER)
    give_fake(page, "{ notifications: n(1000), unreadCount: 500 }")
    page.get_by_role("listitem").nth(600).locator(".title").focus()
    page.evaluate("window.nodes = [...document.querySelector('notification-center').shadowRoot.querySelectorAll('li')]")

    page.evaluate("fake.arrive({ ...n(1)[0], id: '20000', title: 'The newest' })")

    expect(page.get_by_role("listitem")).to_have_count(1001)
    assert focused(page) == "Notification 601"
    assert page.evaluate("nodes.every((node) => node.isConnected)") is True
