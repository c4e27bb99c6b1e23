"""What left, as the person who gets it sees it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .person import Person
from .room import dispatch, timeline

ACCEPTED = re.compile("sent|delivered")


def test_mail_is_shown_as_mail_and_leads_to_its_timeline(enter: Callable[..., Page], alice: Person) -> None:
    page = enter(alice)
    script = "<script>top.hacked = 1</script>"
    title = alice.drop(type="email", message=f"Dear Alice {script}")  # so it never was in the inbox
    mail = dispatch(page, title)

    body = mail.locator("iframe")
    expect(body.content_frame.get_by_text(f"Dear Alice {script}").first).to_be_visible()
    assert "allow-scripts" not in (body.get_attribute("sandbox") or "allow-scripts")
    assert page.evaluate("window.hacked") is None

    mail.get_by_role("button", name="Delivery timeline").click()
    email = timeline(page, title).locator("[data-channel='email']")
    expect(email).to_be_visible()
    expect(email).to_have_attribute("data-status", ACCEPTED)
