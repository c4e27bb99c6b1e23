"""Every state of every element is clean for axe: WCAG 2.2 AA and its best practices, light, dark and right to left."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .axe import violations
from .elements_page import BELL, CENTER, PREFERENCES, TOASTS, give_fake, open_bell

STATES = {
    "items": "{ notifications: n(5), unreadCount: 3 }",
    "items, offline": "{ notifications: n(3), unreadCount: 2, connection: 'offline', pendingActions: 3 }",
    "empty": "{}",
    "everything read": "{ filter: { unreadOnly: true, category: '' } }",
    "loading": "{ status: 'loading' }",
    "failed": "{ status: 'failed', error: new Error('no') }",
    "signed out": "{ status: 'loading', connection: 'stopped' }",
}
COLOURFUL = ["items, offline", "failed"]
"""With what the others are made of, and more colours."""


@pytest.mark.parametrize(
    ("lang", "scheme", "names"), [("en", "light", list(STATES)), ("en", "dark", COLOURFUL), ("ar", "light", COLOURFUL)]
)
def test_every_state_of_the_list_is_accessible(
    drop_in: Callable[..., Page], lang: str, scheme: str, names: list[str]
) -> None:
    page = drop_in(CENTER, lang=lang, scheme=scheme)
    page.emulate_media(reduced_motion="reduce")
    for name in names:
        give_fake(page, STATES[name])
        assert (name, violations(page)) == (name, [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bell_its_panel_and_the_bar_with_undo_are_accessible(drop_in: Callable[..., Page], scheme: str) -> None:
    page = drop_in(f"<div class=bar>{BELL}</div>", scheme=scheme)
    page.emulate_media(reduced_motion="reduce")
    give_fake(page, "{ notifications: n(9), unreadCount: 120 }")
    expect(page.get_by_role("button", name="99+ unread notifications")).to_be_visible()
    assert violations(page) == []

    panel = open_bell(page)
    expect(panel.get_by_role("listitem")).to_have_count(9)
    panel.get_by_role("button", name="Delete").first.click()
    expect(panel.get_by_role("button", name="Undo")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("de", "dark"), ("ar", "light")])
def test_preferences_and_toasts_are_accessible(drop_in: Callable[..., Page], lang: str, scheme: str) -> None:
    page = drop_in(PREFERENCES + TOASTS, lang=lang, scheme=scheme)
    page.emulate_media(reduced_motion="reduce")
    give_fake(page)
    expect(page.get_by_role("switch").first).to_be_visible()
    page.evaluate("n(3).forEach((one) => fake.arrive(one))")
    expect(page.get_by_role("article")).to_have_count(3)
    page.evaluate("fake.refusal = 'The server said no.'")
    page.get_by_role("switch").first.click()
    expect(page.locator(".notSaved")).to_be_visible()

    assert violations(page) == []


def test_preferences_that_cannot_be_loaded_say_so_accessibly(drop_in: Callable[..., Page]) -> None:
    page = drop_in(PREFERENCES)
    give_fake(page)
    page.evaluate("fake.refusal = 'no'; document.querySelector('notification-preferences').client = fake")
    expect(page.get_by_role("alert")).to_have_text("That could not be loaded")
    assert violations(page) == []

    page.evaluate("fake.refusal = null")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("switch", name="SMS")).not_to_be_checked()
