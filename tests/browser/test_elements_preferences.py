"""The preferences: what is flipped is saved, what is refused goes back, and nobody is left to guess."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.e2e.eventually import eventually
from tests.e2e.person import Person

from .elements_page import BELL, PREFERENCES, calls, focused, give_fake, open_bell


def test_what_is_flipped_is_what_the_server_keeps(drop_in: Callable[..., Page], guest: Person) -> None:
    page = drop_in(PREFERENCES, guest)
    page.get_by_role("switch", name="SMS").click()
    page.get_by_role("switch", name="Rewards").click()
    page.get_by_role("switch", name="Offers").click()
    page.get_by_role("checkbox", name="Security: E-mail").click()
    page.get_by_role("switch", name="Collect into a digest").click()
    page.get_by_label("How often").select_option("Every week")
    page.get_by_role("button", name="Pause e-mail for 30 days").click()
    expect(page.get_by_role("status")).to_have_text("Saved")

    held = eventually(lambda: guest.get("/preferences"), lambda held: held["emailMutedUntil"])
    changed = {name: held[name] for name in ("smsEnabled", "rewardAlerts", "promotionalEmails", "enableDigest")}
    assert changed == {"smsEnabled": True, "rewardAlerts": False, "promotionalEmails": True, "enableDigest": True}
    assert (held["digestFrequency"], held["categoryChannels"]) == ("weekly", {"security": {"email": False}})
    pause = datetime.fromisoformat(held["emailMutedUntil"]) - datetime.now(UTC)
    assert timedelta(days=29) < pause <= timedelta(days=30)

    page.reload()
    expect(page.get_by_role("switch", name="SMS")).to_be_checked()
    expect(page.get_by_role("switch", name="Rewards")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="Security: E-mail")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="Security: SMS")).to_be_checked()
    expect(page.get_by_label("How often")).to_have_value("weekly")
    page.get_by_role("button", name="Resume e-mail").click()
    expect(page.get_by_role("button", name="Pause e-mail for 30 days")).to_be_visible()
    eventually(lambda: guest.get("/preferences")["emailMutedUntil"], lambda until: until is None)


def test_what_is_refused_goes_back_with_the_reason_and_keeps_the_focus(drop_in: Callable[..., Page]) -> None:
    page = drop_in(PREFERENCES)
    give_fake(page)
    expect(page.get_by_role("switch", name="SMS")).not_to_be_checked()
    page.evaluate("fake.refusal = 'There is no number.'")

    page.get_by_role("switch", name="SMS").focus()
    page.keyboard.press("Space")

    expect(page.get_by_role("status")).to_have_text("Not saved: \u2068There is no number.\u2069")
    expect(page.get_by_role("switch", name="SMS")).not_to_be_checked()
    expect(page.get_by_role("switch", name="SMS")).to_be_focused()


def test_a_choice_that_decides_nothing_cannot_be_made(drop_in: Callable[..., Page]) -> None:
    page = drop_in(PREFERENCES)
    give_fake(page)
    expect(page.get_by_role("checkbox", name="Rewards: SMS")).to_be_disabled()
    expect(page.get_by_role("checkbox", name="Rewards: Push")).to_be_enabled()

    page.get_by_role("switch", name="Rewards").click()

    expect(page.get_by_role("checkbox", name="Rewards: Push")).to_be_disabled()
    expect(page.get_by_role("checkbox", name="Rewards: Push")).to_be_checked()


def test_push_on_this_device_is_turned_on_and_off(drop_in: Callable[..., Page]) -> None:
    page = drop_in(PREFERENCES)
    give_fake(page)

    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("Push messages reach this device.")).to_be_visible()
    page.get_by_role("button", name="Turn off").click()
    expect(page.get_by_text("No push messages on this device.")).to_be_visible()
    assert (len(calls(page, "push.subscribe")), len(calls(page, "push.unsubscribe"))) == (1, 1)

    for state, sentence in (("denied", "The browser blocks"), ("unsupported", "This browser knows no push")):
        page.evaluate("(state) => { fake.pushState = state }", state)
        page.evaluate("document.querySelector('notification-preferences').client = fake")
        expect(page.get_by_text(sentence)).to_be_visible()
        expect(page.get_by_role("button", name="Turn on")).to_be_hidden()


def test_the_browser_is_asked_for_push_in_the_very_click(drop_in: Callable[..., Page]) -> None:
    page = drop_in(PREFERENCES)
    give_fake(page)
    button = page.get_by_role("button", name="Turn on")
    assert button.evaluate("(one) => { one.click(); return fake.calls.at(-1) }") == ["push.subscribe"]

    give_fake(page)
    button.focus()
    page.evaluate("fake.pushState = 'denied'; fake.refusal = 'They said no.'")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The browser blocks")).to_be_focused()


def test_what_is_not_known_of_this_device_is_asked_again(drop_in: Callable[..., Page]) -> None:
    page = drop_in(PREFERENCES)
    give_fake(page)
    page.evaluate(
        "window.state = fake.push.state; fake.push.state = async () => { throw new Error('no') };"
        "document.querySelector('notification-preferences').client = fake"
    )
    device = page.get_by_role("group", name="This device")
    expect(device.get_by_text("That could not be loaded")).to_be_visible()

    page.evaluate("fake.push.state = state")
    device.get_by_role("button", name="Try again").click()

    expect(device.get_by_text("No push messages on this device.")).to_be_visible()
    assert calls(page, "push.subscribe") == []


def test_asking_again_for_them_keeps_the_focus_in_them(drop_in: Callable[..., Page]) -> None:
    page = drop_in(PREFERENCES)
    give_fake(page)
    page.evaluate("fake.refusal = 'no'; document.querySelector('notification-preferences').client = fake")
    retry = page.get_by_role("button", name="Try again")

    retry.press("Enter")
    expect(page.get_by_role("region", name="Preferences")).to_be_focused()
    page.evaluate("fake.refusal = null")
    retry.press("Enter")

    expect(page.get_by_role("switch", name="SMS")).to_be_visible()
    expect(page.get_by_role("region", name="Preferences")).to_be_focused()


def test_the_bell_leads_to_them_and_back(drop_in: Callable[..., Page]) -> None:
    page = drop_in(f"<div class=bar>{BELL}</div>")
    give_fake(page)
    panel = open_bell(page)

    panel.get_by_role("button", name="Preferences").click()
    expect(panel.get_by_role("switch", name="SMS")).to_be_visible()
    assert focused(page) == "Back to the notifications"

    page.keyboard.press("Enter")
    expect(panel.get_by_text("All quiet")).to_be_visible()
    expect(panel.get_by_role("switch", name="SMS")).to_be_hidden()
    assert focused(page) == "Preferences"

    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    open_bell(page)
    expect(panel.get_by_text("All quiet")).to_be_visible()
