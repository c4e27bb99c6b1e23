"""The bell: one script tag, one element and a token make a working one, by mouse, by keyboard and by ear."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.person import Person

from .axe import violations
from .elements_page import BELL, CENTER, TOASTS, bell_of, focused, give_fake, item, open_bell, wait_until_live


def test_ten_lines_of_html_make_a_bell_that_rings(drop_in: Callable[..., Page], guest: Person) -> None:
    page = drop_in(BELL, guest)
    expect(bell_of(page)).to_have_accessible_name("No unread notifications")
    expect(page.locator(".badge")).to_be_hidden()
    page.evaluate(
        "window.counts = [];"
        "document.querySelector('notification-bell').addEventListener('unread-count', ({ detail }) => counts.push(detail))"
    )
    wait_until_live(page)

    title = guest.drop()

    expect(bell_of(page)).to_have_accessible_name("1 unread notification")
    expect(page.locator(".badge")).to_have_text("1")
    expect(page.locator("[aria-live=polite]")).to_contain_text(title)
    expect(item(open_bell(page), title)).to_contain_text("It is on its way.")
    assert page.evaluate("counts") == [1]


def test_the_name_holds_what_the_badge_shows(drop_in: Callable[..., Page]) -> None:
    page = drop_in(BELL)
    for count, shown in ((1, "1"), (3, "3"), (99, "99"), (100, "99+"), (4000, "99+")):
        give_fake(page, f"{{ unreadCount: {count} }}")
        expect(page.locator(".badge")).to_have_text(shown)
        expect(bell_of(page)).to_have_accessible_name(f"{shown} unread notification{'s' if count > 1 else ''}")


def test_only_the_bell_is_loaded_until_it_is_pressed(drop_in: Callable[..., Page]) -> None:
    page = drop_in(BELL)
    give_fake(page)
    loaded = "() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)"
    assert not [path for path in page.evaluate(loaded) if "/center/" in path or "/texts/en" in path]

    open_bell(page)

    expect(page.get_by_text("All quiet")).to_be_visible()
    assert "/elements/center/view.js" in page.evaluate(loaded)
    assert "/elements/preferences/view.js" not in page.evaluate(loaded)


def test_everything_is_reached_by_keyboard_and_escape_leads_back(drop_in: Callable[..., Page]) -> None:
    page = drop_in(f"{BELL}<button>After</button>")
    give_fake(page, "{ notifications: n(2), unreadCount: 1 }")
    walked = []

    def press(key: str) -> None:
        page.keyboard.press(key)
        walked.append(focused(page))

    page.get_by_role("link", name="Home").focus()
    press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Notifications")).to_be_focused()
    expect(page.get_by_role("listitem")).to_have_count(2)
    for _ in range(13):
        press("Tab")
    assert walked == [
        *("1 unread notification", "Mark all as read", "Preferences", "Close", "All", "Unread1", "Category"),
        *("Notification 1", "Mark as read", "Delete", "Notification 2", "Mark as unread", "Delete", "After"),
    ]

    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    bell_of(page).focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("dialog")).to_be_focused()
    expect(bell_of(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(bell_of(page)).to_be_focused()
    expect(bell_of(page)).to_have_attribute("aria-expanded", "false")


def test_elements_of_a_page_share_one_client_and_one_connection(drop_in: Callable[..., Page], guest: Person) -> None:
    sockets: list[str] = []
    body = BELL + CENTER + TOASTS.replace("{api}", 'http-api-url="{url}"')
    page = drop_in(body.replace("{url}", guest.doors.stack["httpApiUrl"] + "/"), guest)
    wait_until_live(page)
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.reload()
    wait_until_live(page)

    title = guest.drop()

    expect(item(page, title)).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text(title)
    expect(bell_of(page)).to_have_accessible_name("1 unread notification")
    assert (
        page.evaluate("new Set([...document.querySelectorAll('main > :not(h1, p)')].map((one) => one.client)).size")
        == 1
    )
    assert len(sockets) == 1
    spoken = page.locator("[aria-live=polite]").filter(has_text=title)
    expect(spoken).to_have_count(1)


def test_whoever_is_signed_out_goes_on_with_a_new_token(drop_in: Callable[..., Page], guest: Person) -> None:
    guest.drop()
    page = drop_in("<div></div>")
    page.evaluate(
        """async (url) => {
            await customElements.whenDefined("notification-bell");
            const bell = document.createElement("notification-bell");
            const signedOut = new Promise((told) => addEventListener("signed-out", told, { once: true }));
            Object.assign(bell, { httpApiUrl: url, getToken: () => { throw new Error("the session is over"); } });
            document.querySelector("main").append(bell);
            await signedOut;
        }""",
        guest.doors.stack["httpApiUrl"],
    )
    dialog = open_bell(page)
    expect(dialog.get_by_text("You are signed out")).to_be_visible()

    page.evaluate("(token) => { document.querySelector('notification-bell').getToken = () => token }", guest.token)

    expect(bell_of(page)).to_have_accessible_name("1 unread notification")
    expect(dialog.get_by_role("listitem")).to_have_count(1)


def test_taking_the_token_away_signs_out(drop_in: Callable[..., Page], guest: Person) -> None:
    title = guest.drop()
    page = drop_in(BELL + CENTER, guest)
    expect(item(page, title)).to_be_visible()
    page.evaluate("window.before = document.querySelector('notification-bell').client")

    page.evaluate("document.querySelector('notification-bell').token = null")
    expect(item(page, title)).to_be_visible()  # the list has one yet
    page.evaluate("document.querySelector('notification-center').removeAttribute('token')")

    expect(page.get_by_text("You are signed out")).to_be_visible()
    expect(item(page, title)).to_have_count(0)
    expect(bell_of(page)).to_have_accessible_name("No unread notifications")
    assert page.evaluate("before.snapshot.connection") == "stopped"

    page.evaluate("(token) => { document.querySelector('notification-bell').token = token }", guest.token)
    expect(item(page, title)).to_be_visible()
    expect(bell_of(page)).to_have_accessible_name("1 unread notification")


def test_code_that_could_not_be_fetched_is_asked_for_again(drop_in: Callable[..., Page], complaints: list[str]) -> None:
    page = drop_in(BELL)
    page.route("**/elements/center/view.js", lambda route: route.abort())
    give_fake(page)
    retry = open_bell(page).get_by_role("button", name="Try again")
    first = retry.element_handle()
    retry.press("Enter")
    page.wait_for_function("(button) => !button.isConnected", arg=first)  # it failed again: the button is another one
    expect(retry).to_be_focused()
    page.unroute("**/elements/center/view.js")

    retry.press("Enter")

    expect(page.get_by_text("All quiet")).to_be_visible()
    expect(page.get_by_role("heading", name="Notifications")).to_be_focused()
    assert all("view.js" in complaint or "ERR_FAILED" in complaint for complaint in complaints)
    complaints.clear()  # the browser's own word on a file that it could not fetch


def test_a_bell_that_cannot_open_says_so_and_tries_again(drop_in: Callable[..., Page], complaints: list[str]) -> None:
    page = drop_in(BELL)
    page.route("**/elements/bell/panel.js", lambda route: route.abort())
    give_fake(page)
    bell_of(page).focus()
    page.keyboard.press("Enter")
    trouble = page.get_by_role("alertdialog", name="That could not be loaded")
    expect(trouble.get_by_role("button", name="Try again")).to_be_focused()
    page.keyboard.press("Escape")
    expect(trouble).to_have_count(0)
    expect(bell_of(page)).to_be_focused()

    page.keyboard.press("Enter")
    expect(trouble).to_be_visible()
    assert violations(page) == []
    page.unroute("**/elements/bell/panel.js")
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog", name="Notifications", exact=True)).to_be_focused()
    expect(trouble).to_have_count(0)
    page.keyboard.press("Escape")
    expect(bell_of(page)).to_be_focused()
    assert all("panel.js" in complaint or "ERR_FAILED" in complaint for complaint in complaints)
    complaints.clear()  # the browser's own word on a file that it could not fetch


def test_an_element_that_leaves_the_page_ends_its_client(drop_in: Callable[..., Page], guest: Person) -> None:
    page = drop_in(BELL, guest)
    expect(bell_of(page)).to_be_visible()

    connection = page.evaluate(
        """async () => {
            const bell = document.querySelector("notification-bell");
            const { client } = bell;
            document.body.append(bell);
            await new Promise((moved) => setTimeout(moved));
            const afterMoving = [client === bell.client, client.snapshot.connection !== "stopped"];
            bell.remove();
            await new Promise((left) => setTimeout(left, 10));
            return [...afterMoving, client.snapshot.connection];
        }"""
    )

    assert connection == [True, True, "stopped"]
