"""Whatever a producer writes is shown as text, and leads nowhere but to the web."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .person import Person
from .room import card, cards, expect_count

SCRIPT = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"


def opened(page: Page, title: str) -> None:
    card(page, title).get_by_role("button", expanded=False).click()
    expect(card(page, title).locator(".message")).to_be_visible()


@pytest.mark.bad_input(50)
def test_script_content_shows_as_text(enter: Callable[..., Page], alice: Person) -> None:
    page = enter(alice)
    alice.drop(title=f"Hello {SCRIPT}", message=f"{SCRIPT} {{{{7*7}}}} ${{7*7}}")

    expect(cards(page)).to_contain_text(SCRIPT)
    opened(page, "Hello")

    expect(card(page, "Hello").locator(".message")).to_have_text(f"{SCRIPT} {{{{7*7}}}} ${{7*7}}")
    assert page.locator("#inbox-list script, #inbox-list img").count() == 0
    assert page.evaluate("window.hacked") is None


@pytest.mark.bad_input(52)
@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,<p>x", "file:///etc/passwd", "vbscript:x"])
def test_only_web_addresses_become_links(enter: Callable[..., Page], alice: Person, url: str) -> None:
    page = enter(alice)
    title = alice.drop(data={"url": url})
    opened(page, title)
    expect(card(page, title).get_by_role("list", name="Delivery timeline").locator("li").first).to_be_visible()

    assert card(page, title).get_by_role("link").count() == 0


def test_link_says_where_it_leads_and_hands_nothing_over(enter: Callable[..., Page], alice: Person) -> None:
    page = enter(alice)
    title = alice.drop(data={"url": "https://example.com/orders/7"})
    opened(page, title)

    link = card(page, title).get_by_role("link", name="Open example.com")

    expect(link).to_have_attribute("href", "https://example.com/orders/7")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


@pytest.mark.bad_input(43)
def test_prototype_member_names_in_data_change_nothing(enter: Callable[..., Page], alice: Person) -> None:
    page = enter(alice)
    title = alice.drop(data={"__proto__": {"url": "https://example.com/", "polluted": 1}, "constructor": "x"})
    opened(page, title)
    expect(card(page, title).get_by_role("list", name="Delivery timeline").locator("li").first).to_be_visible()

    assert card(page, title).get_by_role("link").count() == 0
    assert page.evaluate("({}).polluted") is None


@pytest.mark.bad_input(48)
def test_direction_override_stays_inside_its_own_text(enter: Callable[..., Page], alice: Person) -> None:
    page = enter(alice)
    title = alice.drop(title="Invoice \u202egpj.exe")

    expect(card(page, "Invoice").locator(".summary-title bdi")).to_have_text(title)
    expect(card(page, "Invoice").locator(".meta")).to_contain_text("transaction")
    expect_count(page, 1)
