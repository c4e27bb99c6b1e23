"""Whatever a producer writes is shown as text, to the person and to the operator, and leads nowhere but to the web."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .person import Person
from .room import card, timeline

SCRIPT = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"


@pytest.mark.bad_input(50)
def test_script_content_shows_as_text(enter: Callable[..., Page], alice: Person) -> None:
    page = enter(alice)
    alice.drop(title=f"Hello {SCRIPT}", message=f"{SCRIPT} {{{{7*7}}}} ${{7*7}}")

    expect(card(page, "Hello")).to_contain_text(f"{SCRIPT} {{{{7*7}}}} ${{7*7}}")
    expect(page.locator("notification-toasts").get_by_role("article")).to_contain_text(SCRIPT)
    expect(timeline(page, f"Hello {SCRIPT}")).to_be_visible()

    assert page.locator(":is(notification-center, notification-toasts, #deliveries-list) :is(script, img)").count() == 0
    assert page.evaluate("window.hacked") is None


@pytest.mark.bad_input(43, 52)
def test_only_web_addresses_become_links(enter: Callable[..., Page], alice: Person) -> None:
    page = enter(alice)
    urls = ["javascript:alert(1)", "data:text/html,<p>x", "file:///etc/passwd", "vbscript:x"]
    refused = [alice.drop(data={"url": url}) for url in urls]
    polluting = alice.drop(data={"__proto__": {"url": "https://example.com/", "polluted": 1}, "constructor": "x"})
    followed = alice.drop(data={"url": "https://example.com/orders/7"})

    for title in (*refused, polluting):
        expect(card(page, title)).to_be_visible()
        expect(card(page, title).get_by_role("link")).to_have_count(0)
    expect(card(page, followed).get_by_role("link")).to_have_attribute("href", "https://example.com/orders/7")
    assert page.evaluate("({}).polluted") is None


@pytest.mark.bad_input(48)
def test_direction_override_stays_inside_its_own_text(enter: Callable[..., Page], alice: Person) -> None:
    page = enter(alice)
    title = alice.drop(title="Invoice \u202egpj.exe")

    expect(card(page, "Invoice").locator("bdi").first).to_have_text(title)
    expect(page.locator("#deliveries-list > li").filter(has_text="Invoice").locator("bdi").first).to_have_text(title)
