"""The bell and the list, live."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from .person import Person
from .room import card, cards, expect_count

Enter = Callable[..., Page]


def test_message_dropped_on_the_queue_appears_without_reload(enter: Enter, alice: Person) -> None:
    page = enter(alice)
    expect_count(page, 0)
    page.evaluate("window.neverReloaded = true")

    title = alice.drop(message="Two lines\nof text")

    expect(card(page, title)).to_contain_text("Two lines")
    expect_count(page, 1)
    expect(page).to_have_title("(1) Carillon")
    expect(page.locator("#announcements")).to_have_text(f"New notification: {title}")
    assert page.evaluate("window.neverReloaded") is True


def test_form_drops_a_message_on_the_queue(enter: Enter, alice: Person) -> None:
    page = enter(alice)
    page.get_by_role("button", name="Maintenance", exact=True).click()
    page.get_by_label("Title").fill("From the form")
    page.get_by_label("Channels").select_option("in-app")

    page.get_by_role("button", name="Drop on the queue").click()

    expect(card(page, "From the form")).to_contain_text("system")
    expect_count(page, 1)


def test_marking_read_and_unread_moves_the_count(enter: Enter, alice: Person) -> None:
    page = enter(alice)
    first, second = alice.drop(), alice.drop()
    expect(cards(page)).to_have_count(2)
    expect_count(page, 2)

    card(page, first).get_by_role("button", name="Mark as read").click()
    expect_count(page, 1)
    page.reload()
    expect_count(page, 1)
    expect(card(page, second).get_by_role("button", name="Mark as read")).to_be_visible()

    card(page, first).get_by_role("button", name="Mark as unread").click()
    expect_count(page, 2)


def test_delete_removes_it_for_good(enter: Enter, alice: Person) -> None:
    page = enter(alice)
    title = alice.drop()

    card(page, title).get_by_role("button", name="Delete").click()

    expect(cards(page)).to_have_count(0)
    expect_count(page, 0)
    expect(page.get_by_text("All quiet")).to_be_visible()
    page.reload()
    expect(page.get_by_text("All quiet")).to_be_visible()
    assert alice.inbox() == []


def test_read_all_empties_the_count(enter: Enter, alice: Person) -> None:
    page = enter(alice)
    for _ in range(3):
        alice.drop()
    expect_count(page, 3)

    page.get_by_role("button", name="Mark all as read").click()

    expect_count(page, 0)
    expect(page.get_by_role("button", name="Mark as unread")).to_have_count(3)
    page.reload()
    expect(page.get_by_role("button", name="Mark as unread")).to_have_count(3)
    expect_count(page, 0)


def test_filters_show_what_they_say(enter: Enter, alice: Person) -> None:
    page = enter(alice)
    read, unread = alice.drop(category="system"), alice.drop(category="security")
    card(page, read).get_by_role("button", name="Mark as read").click()

    page.get_by_role("button", name="Unread", exact=True).click()
    expect(card(page, unread)).to_be_visible()
    expect(cards(page)).to_have_count(1)

    page.get_by_role("button", name="All", exact=True).click()
    page.locator("#filter-category").select_option("system")
    expect(card(page, read)).to_be_visible()
    expect(cards(page)).to_have_count(1)


def test_load_more_goes_on_where_the_page_ended(enter: Enter, alice: Person) -> None:
    page = enter(alice)
    for _ in range(23):
        alice.drop()
    expect_count(page, 23)
    page.reload()
    expect(cards(page)).to_have_count(20)

    page.get_by_role("button", name="Load more").click()

    expect(cards(page)).to_have_count(23)
    expect(page.get_by_role("button", name="Load more")).to_be_hidden()


def test_two_browsers_of_one_user_stay_in_sync(enter: Enter, alice: Person) -> None:
    desk, phone = enter(alice), enter(alice)
    kept, gone = alice.drop(), alice.drop()
    for page in (desk, phone):
        expect(cards(page)).to_have_count(2)
        expect_count(page, 2)

    card(desk, kept).get_by_role("button", name="Mark as read").click()
    expect_count(phone, 1)
    expect(card(phone, kept).get_by_role("button", name="Mark as unread")).to_be_visible()

    card(phone, gone).get_by_role("button", name="Delete").click()
    expect(card(desk, gone)).to_have_count(0)
    expect_count(desk, 0)


def test_opened_notification_shows_its_delivery_timeline(enter: Enter, alice: Person) -> None:
    page = enter(alice)
    title = alice.drop(type="all")  # SMS is off by default, so that channel is skipped and says why

    card(page, title).get_by_role("button", expanded=False).click()

    timeline = card(page, title).get_by_role("list", name="Delivery timeline")
    expect(timeline.locator("[data-channel='in-app']").last).to_have_attribute(
        "data-status", re.compile("sent|delivered")
    )
    expect(timeline.locator("[data-channel='sms']")).to_contain_text("preference_off")


def test_session_survives_a_reload_and_ends_with_sign_out(stack: dict[str, Any], enter: Enter, alice: Person) -> None:
    page = enter(alice)
    page.reload()
    expect(page.locator("#who")).to_have_text(alice.username)

    page.get_by_role("button", name="Sign out").click()
    page.goto(stack["webUrl"])

    expect(page.get_by_role("group", name="Come in as").get_by_role("button")).to_have_count(len(stack["users"]))


def test_expired_token_is_renewed_unnoticed(enter: Enter, alice: Person) -> None:
    page = enter(alice)
    page.evaluate(
        """() => {
            const saved = JSON.parse(sessionStorage.getItem("carillon.session"));
            saved.tokens.access = "no longer a token";
            saved.tokens.expiresAt = 0;
            sessionStorage.setItem("carillon.session", JSON.stringify(saved));
        }"""
    )

    page.reload()

    title = alice.drop()
    expect(card(page, title)).to_be_visible()
    expect_count(page, 1)
