"""Where things are on the page, by the names that a person or a screen reader would use."""

from playwright.sync_api import Locator, Page, expect


def card(page: Page, title: str) -> Locator:
    """The notification with this title, in the list of the shop."""
    return page.locator("notification-center").get_by_role("listitem").filter(has_text=title)


def expect_count(page: Page, count: int) -> None:
    """The bell of the shop says it."""
    bell = page.locator("notification-bell").get_by_role("button").first
    expect(bell).to_have_accessible_name(f"{count or 'No'} unread notification{'' if count == 1 else 's'}")


def open_preferences(page: Page) -> Locator:
    """The dialog, once it shows what the server holds."""
    page.get_by_role("button", name="Notification settings").click()
    dialog = page.get_by_role("dialog", name="Notification settings")
    expect(dialog.get_by_role("switch", name="Push", exact=True)).to_be_visible()
    return dialog


def timeline(page: Page, title: str) -> Locator:
    """The lanes of a notification in the operator's list, opened."""
    item = page.locator("#deliveries-list > li").filter(has_text=title)
    head = item.locator(".summary")
    if head.get_attribute("aria-expanded") == "false":
        head.click()
    return item.get_by_role("list", name="Delivery timeline")


def dispatch(page: Page, title: str) -> Locator:
    """A message that left, in the outbox."""
    page.get_by_role("button", name="Outbox", exact=True).first.click()
    return page.locator("#outbox-list > li").filter(has_text=title)


def number(page: Page, station: str) -> Locator:
    """What the picture of the flow says of a station, in words."""
    return page.locator(f"[data-count-of='{station}']")
