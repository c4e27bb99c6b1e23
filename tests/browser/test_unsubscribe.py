"""The page behind the link of a mail, and what the preferences then show."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.eventually import eventually

from .person import Person
from .room import open_preferences


@pytest.mark.bad_input(84)
def test_what_the_link_of_a_mail_turned_off_can_be_turned_on_again(enter: Callable[..., Page], alice: Person) -> None:
    page = enter(alice)
    title = alice.drop(type="email", category="reward")
    (mail,) = eventually(lambda: [sent for sent in alice.doors.outbox.everything() if sent.get("subject") == title])
    link = page.context.new_page()
    link.goto(mail["headers"]["List-Unsubscribe"].strip("<>"))

    link.get_by_role("button", name="No more emails of the category “reward”").click()
    expect(link.get_by_role("heading")).to_have_text("You get no more emails of the category “reward”.")
    link.get_by_role("button", name="No emails for 30 days").click()
    expect(link.get_by_role("heading")).to_have_text("You get no emails for the next 30 days.")

    dialog = open_preferences(page)
    choice = dialog.get_by_role("checkbox", name="Rewards: E-mail")
    expect(choice).not_to_be_checked()
    expect(dialog.get_by_role("checkbox", name="System: E-mail")).to_be_checked()
    choice.check()
    dialog.get_by_role("button", name="Resume e-mail").click()
    expect(dialog.get_by_role("button", name="Pause e-mail")).to_be_visible()
    preferences = alice.get("/preferences")
    assert (preferences["categoryChannels"], preferences["emailMutedUntil"]) == ({"reward": {"email": True}}, None)
