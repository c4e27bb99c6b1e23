"""Toasts: what arrives is shown for a while, said once, and never in the way of a keyboard."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from .elements_page import BELL, TOASTS, calls, give_fake

ARRIVE = "(title) => fake.arrive({ ...n(1)[0], id: title, title, data: { url: '/orders/7' } })"


def test_three_at_most_and_a_burst_is_said_as_a_number(drop_in: Callable[..., Page]) -> None:
    page = drop_in(BELL + TOASTS)
    give_fake(page)
    page.evaluate(f"for (const title of ['One', 'Two', 'Three', 'Four']) ({ARRIVE})(title)")

    expect(page.get_by_role("article").locator("bdi").first).to_have_text("Four")
    expect(page.get_by_role("article")).to_have_count(3)
    expect(page.locator("[aria-live]").filter(has_text="4 new notifications")).to_have_count(1)
    assert page.locator("[aria-live]").filter(has_text="One").count() == 0


def test_one_goes_by_itself_but_not_under_a_hand_or_the_focus(drop_in: Callable[..., Page]) -> None:
    page = drop_in(TOASTS.replace("{api}", 'seconds="30"'))
    page.clock.install()
    give_fake(page)
    page.evaluate(ARRIVE, "Stays")
    toast = page.get_by_role("article")
    toast.hover()
    page.clock.run_for(60_000)
    expect(toast).to_be_visible()

    page.get_by_role("button", name="Dismiss").focus()
    page.mouse.move(0, 0)
    page.clock.run_for(60_000)
    expect(toast).to_be_visible()

    page.get_by_role("link", name="Home").focus()
    page.clock.run_for(31_000)
    expect(toast).to_have_count(0)


def test_escape_and_the_button_dismiss_and_the_focus_goes_back(drop_in: Callable[..., Page]) -> None:
    page = drop_in(TOASTS)
    give_fake(page)
    page.evaluate(f"for (const title of ['One', 'Two', 'Three']) ({ARRIVE})(title)")
    page.get_by_role("link", name="Home").focus()

    page.keyboard.press("Escape")
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_role("link", name="Home")).to_be_focused()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Two")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="One")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("article")).to_have_count(0)
    expect(page.get_by_role("link", name="Home")).to_be_focused()


def test_a_click_reads_it_and_the_application_may_go_there(drop_in: Callable[..., Page]) -> None:
    page = drop_in(TOASTS)
    give_fake(page)
    page.evaluate(
        "addEventListener('notification-click', (event) => { event.preventDefault(); window.to = event.detail.url.pathname })"
    )
    page.evaluate(ARRIVE, "Order 7")

    page.get_by_role("link", name="Order 7").click()

    expect(page.get_by_role("article")).to_have_count(0)
    assert page.evaluate("to") == "/orders/7"
    assert calls(page, "markRead") == [["Order 7"]]


def test_nothing_moves_for_who_asked_for_less_motion(drop_in: Callable[..., Page]) -> None:
    page = drop_in(TOASTS)
    give_fake(page)
    moving = """async () => {
        fake.arrive(n(1)[0]);
        await new Promise(requestAnimationFrame);
        return document.querySelector("notification-toasts").shadowRoot.getAnimations().length;
    }"""
    assert page.evaluate(moving) > 0

    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == 0
