"""Where things are on the page, by the names that a person or a screen reader would use."""

from playwright.sync_api import Locator, Page, expect


def card(page: Page, title: str) -> Locator:
    """The notification with this title, in the list."""
    return page.locator("#inbox-list > li").filter(has_text=title)


def cards(page: Page) -> Locator:
    """Every notification in the list."""
    return page.locator("#inbox-list > li")


def expect_count(page: Page, count: int) -> None:
    """The bell says it to the eye and to the ear."""
    noun = "notification" if count == 1 else "notifications"
    expect(page.locator("#bell")).to_have_attribute("aria-label", f"{count} unread {noun}")
    badge = page.locator("#unread-count")
    if count == 0:
        expect(badge).to_be_hidden()
    else:
        expect(badge).to_have_text(str(count))


def open_preferences(page: Page) -> Locator:
    """The dialog, once it shows what the server holds."""
    page.get_by_role("button", name="Preferences").click()
    dialog = page.get_by_role("dialog", name="Preferences")
    expect(dialog.get_by_role("switch", name="Email")).to_be_enabled()
    return dialog
