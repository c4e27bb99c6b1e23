"""The delivery timeline of a notification, while an operator has the providers misbehave."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from carillon.channels import outcomes
from tests.e2e.person import Admin

from .person import Person
from .room import timeline

TO_THE_MILLISECOND = re.compile(r"\d{4}, \d\d:\d\d:\d\d\.\d{3}$")
OUR_REASONS = """
    preference_off category_off no_address no_subscription no_connection suppressed read_first replaced sms_country sms_cap
    no_answer unreadable_answer unreachable outcome_unknown complaint rejected stuck expired
"""


@pytest.fixture
def admin(alice: Person) -> Iterator[Admin]:
    """Gives Alice her address back."""
    admin = Admin.demo(alice.doors, "admin")
    assert isinstance(admin, Admin)
    contact = admin.call("GET", f"/users/{alice.user_id}").json()
    yield admin
    admin.give(alice, email=contact["email"])


@pytest.fixture
def devices(alice: Person) -> Iterator[None]:
    """One that takes its messages, and one that was thrown away."""
    endpoints = [alice.subscribe(), alice.subscribe(status=410)]
    yield
    for endpoint in endpoints:
        alice.ask("DELETE", "/unsubscribe-push", json={"endpoint": endpoint})


def order(page: Page, provider: str, happens: str) -> None:
    """Order it on the page, as an operator would."""
    bad_day = page.get_by_role("group").filter(has_text="A provider’s bad day")
    bad_day.get_by_label("Provider").select_option(provider)
    bad_day.get_by_label("What happens").select_option(happens)
    with page.expect_response(lambda answer: answer.url.endswith(("/faults", "/receipts"))):
        bad_day.get_by_role("button", name="Order").click()
    expect(page.get_by_text("Ordered. Now drop a message.")).to_be_visible()


LOOKS_WITHIN_MILLISECONDS = 30_000
"""The page looks ever more rarely, the longer nothing is new."""


def expect_state(lanes: Locator, channel: str, status: str) -> Locator:
    """The one lane of a channel, once it is in that state."""
    lane = lanes.locator(f"[data-channel='{channel}']")
    expect(lane).to_have_attribute("data-status", status, timeout=LOOKS_WITHIN_MILLISECONDS)
    return lane


def test_cut_answer_is_seen_being_settled_by_the_word_that_comes_late(
    enter: Callable[..., Page], alice: Person
) -> None:
    page = enter(alice)
    page.evaluate("window.neverReloaded = true")
    page.get_by_text("A provider’s bad day").click()
    order(page, "email: SES", "taken, but the answer is cut")
    order(page, "email: SES", "comes late")

    lanes = timeline(page, alice.drop(type="all"))

    expect(expect_state(lanes, "email", "unknown")).to_contain_text("waits for the provider’s word")
    expect(expect_state(lanes, "sms", "skipped")).to_contain_text("this channel is switched off preference_off")
    email = expect_state(lanes, "email", "delivered")
    steps = email.get_by_role("list", name="Email, step by step").get_by_role("listitem")
    expect(steps).to_contain_text(["Queued", "no_answer", "The provider took it", "It arrived"])
    expect(steps.last.locator("time")).to_have_attribute("title", TO_THE_MILLISECOND)
    expect(email).to_contain_text(re.compile(r"attempt 1.*ses 0100", re.DOTALL))
    assert page.evaluate("window.neverReloaded") is True


def test_bounce_says_why_and_so_does_the_suppression_that_follows(
    enter: Callable[..., Page], alice: Person, admin: Admin
) -> None:
    page = enter(alice)
    page.get_by_text("A provider’s bad day").click()
    page.get_by_label("Mailbox of").select_option("alice")
    page.get_by_label("Each mail to it").select_option("bounces")
    page.get_by_role("button", name="Move the mailbox").click()
    expect(page.get_by_text("The address is bounce+")).to_be_visible()

    bounced = expect_state(timeline(page, alice.drop(type="all")), "email", "bounced")
    expect(bounced).to_contain_text("this address gets no more mail Permanent/General")

    skipped = expect_state(timeline(page, alice.drop(type="all")), "email", "skipped")
    expect(skipped).to_contain_text("this address takes no more messages suppressed")


def test_every_code_of_a_provider_and_of_ours_has_words(
    stack: dict[str, Any], new_context: Callable[[], BrowserContext]
) -> None:
    tables: list[Mapping[Any, Any]] = [
        outcomes.SES,
        outcomes.SMS_VOICE,
        outcomes.CONNECTIONS,
        outcomes.TWILIO,
        outcomes.PUSH,
    ]
    codes = [*OUR_REASONS.split(), *(str(code) for table in tables for code in table), *map(str, outcomes.PUSH_GONE)]
    page = new_context().new_page()
    page.goto(stack["webUrl"])

    wordless = page.evaluate(
        """async (codes) => {
            const { reasonInWords } = await import("/reasons.js");
            return codes.filter((code) => reasonInWords(code, "failed") === null);
        }""",
        codes,
    )

    assert wordless == []


@pytest.mark.usefixtures("devices")
def test_each_device_has_a_lane_of_its_own(enter: Callable[..., Page], alice: Person) -> None:
    page = enter(alice)

    lanes = timeline(page, alice.drop(type="all"))

    for name in ("Push, device 1", "Push, device 2"):
        expect(lanes.get_by_role("list", name=f"{name}, step by step")).to_be_visible()
    expect(lanes.locator("[data-channel='push'][data-status='sent']").first).to_contain_text("The provider took it")
    expect(lanes.locator("[data-channel='push'][data-status='failed']")).to_contain_text(
        "this device’s subscription is over 410"
    )
