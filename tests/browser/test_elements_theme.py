"""A page makes the elements its own: custom properties, parts, light and dark, and a room as small as a phone."""

import shutil
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, expect

from .elements_page import BELL, CENTER, PREFERENCES, bell_of, give_fake, open_bell, open_page

STYLE_OF = "(one, name) => getComputedStyle(one)[name]"
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(28, 32, 31)"
TOO_SMALL = """(all) => all.filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    return !one.matches(".title") && Math.min(width, height) < 23.9; // a title is as large as its item: its ::after covers it
}).map((one) => one.outerHTML)"""


BOTH = "--blink-settings=availablePointerTypes=6,primaryPointerType=4,availableHoverTypes=3,primaryHoverType=2"
"""A device with a mouse, which can hover, and with a screen that can be touched."""


def style(page: Page, css: str) -> None:
    """Give the page a style sheet more."""
    page.evaluate(
        "(css) => { const made = new CSSStyleSheet(); made.replaceSync(css); document.adoptedStyleSheets = [made] }",
        css,
    )


def test_custom_properties_and_parts_change_the_looks_through_the_bell(drop_in: Callable[..., Page]) -> None:
    page = drop_in(f"<div class=bar>{BELL}</div>")
    give_fake(page, "{ notifications: n(2), unreadCount: 1 }")
    style(
        page,
        "notification-bell { --carillon-badge: rgb(1, 2, 3); --carillon-bell-size: 56px }"
        "body { --carillon-surface: rgb(250, 250, 255) }"
        "notification-bell::part(heading) { color: rgb(4, 5, 6) } notification-bell::part(settings) { display: none }",
    )
    panel = open_bell(page)

    assert page.locator(".badge").evaluate(STYLE_OF, "backgroundColor") == "rgb(1, 2, 3)"
    assert bell_of(page).evaluate(STYLE_OF, "width") == "56px"
    assert panel.evaluate(STYLE_OF, "backgroundColor") == "rgb(250, 250, 255)"
    assert panel.get_by_role("heading").evaluate(STYLE_OF, "color") == "rgb(4, 5, 6)"
    expect(panel.get_by_role("button", name="Preferences")).to_be_hidden()


def test_they_are_dark_where_the_page_is(drop_in: Callable[..., Page]) -> None:
    page = drop_in(CENTER, scheme="light dark")
    give_fake(page)
    background = page.locator("notification-center")
    page.emulate_media(color_scheme="dark")
    assert background.evaluate(STYLE_OF, "backgroundColor") == DARK
    page.emulate_media(color_scheme="light")
    assert background.evaluate(STYLE_OF, "backgroundColor") == LIGHT

    page.emulate_media(color_scheme="dark")
    page.evaluate("document.querySelector('meta[name=color-scheme]').content = 'light'")
    assert background.evaluate(STYLE_OF, "backgroundColor") == LIGHT


def test_nothing_is_wider_than_a_phone_and_no_target_is_too_small(drop_in: Callable[..., Page]) -> None:
    page = drop_in(f"<div class=bar>{BELL}</div>{PREFERENCES}")
    page.set_viewport_size({"width": 320, "height": 640})
    targets = page.get_by_role("button").or_(page.get_by_role("switch")).or_(page.get_by_role("checkbox"))
    for lang, direction in (("en", "ltr"), ("de", "ltr"), ("ar", "rtl")):
        page.evaluate("(changes) => Object.assign(document.documentElement, changes)", {"lang": lang, "dir": direction})
        give_fake(page, "{ notifications: n(6), unreadCount: 120 }")
        expect(page.get_by_role("switch").first).to_be_visible()
        panel = open_bell(page)
        expect(panel.get_by_role("listitem")).to_have_count(6)

        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert panel.evaluate("(one) => [one.scrollWidth, one.getBoundingClientRect().width]") == [320, 320]
        assert targets.evaluate_all(TOO_SMALL) == []


def test_whatever_a_finger_can_press_is_seen_also_beside_a_mouse(browser: Browser, stack: dict[str, Any]) -> None:
    chromium = browser.browser_type.launch(executable_path=shutil.which("chromium"), args=[BOTH])
    page = open_page(stack, chromium.new_page(), CENTER)
    assert page.evaluate("['hover', 'any-pointer: coarse'].every((query) => matchMedia(`(${query})`).matches)")
    give_fake(page, "{ notifications: n(2), unreadCount: 1 }")

    actions = page.locator("li .actions").first
    assert actions.evaluate(STYLE_OF, "opacity") == "1"
    assert actions.evaluate(STYLE_OF, "position") == "static"
    chromium.close()
