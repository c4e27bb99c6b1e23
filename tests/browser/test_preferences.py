"""The switches, and the device that gets push messages."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from .person import DEFAULT_PREFERENCES, Person
from .room import open_preferences


def test_preferences_persist_after_a_reload(enter: Callable[..., Page], alice: Person) -> None:
    page = enter(alice)
    dialog = open_preferences(page)
    for name, turned_on in (("SMS", True), ("Rewards", False), ("Promotions", True)):
        switch = dialog.get_by_role("switch", name=name)
        switch.set_checked(turned_on)
        expect(switch).to_be_enabled()
    dialog.get_by_label("How often").select_option("weekly")
    expect(dialog.get_by_label("How often")).to_be_enabled()

    page.reload()
    dialog = open_preferences(page)

    expect(dialog.get_by_role("switch", name="SMS")).to_be_checked()
    expect(dialog.get_by_role("switch", name="Rewards")).not_to_be_checked()
    expect(dialog.get_by_role("switch", name="Promotions")).to_be_checked()
    expect(dialog.get_by_role("switch", name="Email")).to_be_checked()
    expect(dialog.get_by_label("How often")).to_have_value("weekly")


def test_every_preference_of_the_contract_has_its_switch(enter: Callable[..., Page], alice: Person) -> None:
    page = enter(alice)
    dialog = open_preferences(page)

    for field, default in DEFAULT_PREFERENCES.items():
        control = dialog.locator(f"[name='{field}']")
        if isinstance(default, bool):
            expect(control).to_be_checked(checked=default)
        else:
            expect(control).to_have_value(str(default))


def test_subscribed_device_gets_the_push_and_the_outbox_shows_it(enter: Callable[..., Page], alice: Person) -> None:
    page = enter(alice)
    dialog = open_preferences(page)
    dialog.get_by_role("button", name="Subscribe this device", exact=True).click()
    expect(dialog.get_by_role("button", name="Unsubscribe this device")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()

    title = alice.drop(type="push")

    expect(page.locator("#outbox-list .push-card").filter(has_text=title).first).to_contain_text("It is on its way.")

    open_preferences(page).get_by_role("button", name="Unsubscribe this device").click()
    expect(page.get_by_text("This device gets no push messages.")).to_be_visible()
