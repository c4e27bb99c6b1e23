"""Whatever a producer writes is shown to the operator as text, too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .person import Person
from .room import card, timeline

SCRIPT = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"


@pytest.mark.bad_input(48, 50)
def test_script_and_direction_stay_inside_their_own_text(enter: Callable[..., Page], alice: Person) -> None:
    page = enter(alice)
    title = alice.drop(title=f"Invoice \u202egpj.exe {SCRIPT}", message=f"{SCRIPT} {{{{7*7}}}} ${{7*7}}")

    expect(card(page, "Invoice")).to_contain_text(f"{SCRIPT} {{{{7*7}}}} ${{7*7}}")
    expect(timeline(page, "Invoice")).to_be_visible()

    expect(page.locator("#deliveries-list > li").filter(has_text="Invoice").locator("bdi").first).to_have_text(title)
    assert page.locator("#deliveries-list :is(script, img)").count() == 0
    assert page.evaluate("window.hacked") is None
