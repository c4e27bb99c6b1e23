"""The demo page: a person in the shop, and the operator who sends and follows what was sent."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from carillon.contracts import NotificationContract, validated
from tests.e2e.eventually import eventually

from .axe import violations
from .conftest import WIDE
from .person import Person
from .room import card, dispatch, expect_count, number, open_preferences, timeline

Enter = Callable[..., Page]

TEXTS = "(wanted) => wanted.map((each) => [...document.querySelectorAll(each)].map(({ textContent }) => textContent))"
"""Of the elements of each selector, at one moment."""


def test_what_the_form_drops_is_seen_in_the_shop_and_followed_to_its_end(enter: Enter, alice: Person) -> None:
    page = enter(alice)
    page.evaluate("window.neverReloaded = true")
    accepted = int(number(page, "accept").inner_text())
    page.get_by_role("button", name="Order shipped").click()
    title = f"From the form {uuid.uuid4().hex[:12]}"
    page.get_by_label("Title").fill(title)

    page.get_by_role("button", name="Drop on the queue").click()

    expect(card(page, title)).to_contain_text("Guji natural")
    expect(page.locator("notification-toasts").get_by_role("article")).to_contain_text(title)
    expect_count(page, 1)
    expect(page).to_have_title("(1) Carillon")
    lanes = timeline(page, title)
    expect(lanes.locator("[data-channel='in-app']")).to_have_attribute("data-status", "sent")
    expect(lanes.locator("[data-channel='email']")).to_have_attribute("data-status", "delivered")
    expect(lanes.locator("[data-channel='sms']")).to_contain_text("this channel is switched off preference_off")
    expect(number(page, "accept")).to_have_text(str(accepted + 1))
    expect(number(page, "queue")).to_have_text("0")
    expect(dispatch(page, title)).to_contain_text("alice@carillon.example")
    assert page.evaluate("window.neverReloaded") is True


def test_the_picture_says_in_words_what_it_shows(enter: Enter, alice: Person) -> None:
    page = enter(alice)
    expect(timeline(page, alice.drop(type="sms")).locator("[data-channel='sms']")).to_be_visible()

    words, shown = page.evaluate(TEXTS, ["#flow-words dd", "#flow-picture .station-number"])

    assert [word.split(",")[0] for word in words] == shown
    expect(number(page, "choices")).to_contain_text("held back")
    expect(page.get_by_role("img", name="How many notifications came how far")).to_be_visible()


def test_the_picture_moves_only_for_who_likes_motion(
    enter: Enter, new_context: Callable[..., BrowserContext], alice: Person
) -> None:
    count_moves = """() => {
        window.moves = 0;
        const animate = Element.prototype.animate;
        Element.prototype.animate = function (...frames) { window.moves += 1; return animate.apply(this, frames); };
    }"""
    lively, calm = enter(alice), enter(alice, new_context(reduced_motion="reduce", viewport=WIDE))
    for page in (lively, calm):
        page.evaluate(count_moves)

    title = alice.drop()

    for page in (lively, calm):
        expect(timeline(page, title).locator("[data-status='sent']")).to_be_visible()
    eventually(lambda: lively.evaluate("window.moves"), lambda moves: moves >= 4)
    assert calm.evaluate("window.moves") == 0


def test_session_survives_a_reload_and_an_expired_token_and_ends_with_sign_out(
    stack: dict[str, Any], enter: Enter, alice: Person
) -> None:
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
    expect(page.get_by_role("heading", name="Good to see you, Alice")).to_be_visible()
    expect(card(page, alice.drop())).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    page.goto(stack["webUrl"])
    expect(page.get_by_role("group", name="Come in as").get_by_role("button")).to_have_count(len(stack["users"]))


def test_another_person_sees_an_inbox_of_their_own(enter: Enter, alice: Person) -> None:
    page = enter(alice)
    title = alice.drop()
    expect(card(page, title)).to_be_visible()

    page.get_by_role("group", name="Person").get_by_role("button", name="bob").click()

    expect(page.get_by_role("heading", name="Good to see you, Bob")).to_be_visible()
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    expect(card(page, title)).to_have_count(0)
    expect(page.get_by_role("combobox", name="to", exact=True)).to_have_value(
        next(user["userId"] for user in alice.doors.stack["users"] if user["username"] == "bob")
    )


def test_language_and_theme_are_kept(enter: Enter, alice: Person) -> None:
    page = enter(alice)
    page.get_by_label("Language").select_option("العربية")
    page.get_by_role("button", name="Dark theme").click()
    page.reload()

    expect(page.locator("#window")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", name="الإشعارات")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("طلبك 4711 في الطريق إليك")
    expect(page.get_by_role("button", name="Dark theme")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_played_phone_gets_the_push_and_the_outbox_shows_it(enter: Enter, alice: Person) -> None:
    page = enter(alice)
    dialog = open_preferences(page)
    phone = dialog.get_by_text("A phone that the demo plays").locator("..").get_by_role("button")
    phone.click()
    expect(phone).to_have_text("Turn off")
    expect(dialog.get_by_text("Push messages reach this device.")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()

    title = alice.drop(type="push")

    expect(dispatch(page, title).locator(".push-card")).to_contain_text("It is on its way.")
    phone = open_preferences(page).get_by_text("A phone that the demo plays").locator("..").get_by_role("button")
    phone.click()
    expect(phone).to_have_text("Turn on")


def test_the_page_to_copy_has_a_working_bell(
    enter: Enter, new_context: Callable[..., BrowserContext], alice: Person
) -> None:
    """`local-network-access`: what a test answers for a server, no address vouches for."""
    may = ["clipboard-read", "clipboard-write", "local-network-access"]
    page = enter(alice, new_context(viewport=WIDE, permissions=may))
    page.get_by_role("button", name="On your page").click()
    page.get_by_role("button", name="Copy it, with a token of alice").click()
    expect(page.get_by_text("Copied. Save it as page.html.")).to_be_visible()
    text: str = page.evaluate("navigator.clipboard.readText()")
    elsewhere = page.context.new_page()
    elsewhere.route("http://127.0.0.1:8000/**", lambda route: route.fulfill(body=text, content_type="text/html"))

    elsewhere.goto("http://127.0.0.1:8000/page.html")
    alice.drop()

    assert len(text.splitlines()) <= 10
    expect(elsewhere.get_by_role("button", name="1 unread notification")).to_be_visible()


def test_every_template_is_a_request_in_every_language(
    stack: dict[str, Any], new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    page.goto(stack["webUrl"])

    requests: list[dict[str, Any]] = page.evaluate(
        """async (userId) => {
            const { TEMPLATES } = await import("/templates.js");
            const languages = await Promise.all(["en", "de", "es", "fr", "ar"].map((name) => import(`/words/${name}.js`)));
            return languages.flatMap(({ default: { templates } }) => TEMPLATES.map(({ name, request }) => {
                const [title, message] = templates[name];
                return { ...request, userId, title, message };
            }));
        }""",
        stack["users"][0]["userId"],
    )

    assert len({validated(NotificationContract, request).title for request in requests}) == len(requests) == 40


@pytest.mark.parametrize(
    "look", [{}, {"color_scheme": "dark", "locale": "ar", "viewport": {"width": 360, "height": 740}}]
)
def test_nothing_stands_in_anybodys_way(
    enter: Enter, new_context: Callable[..., BrowserContext], alice: Person, look: dict[str, Any]
) -> None:
    page = enter(alice, new_context(reduced_motion="reduce", **({"viewport": WIDE} | look)))
    title = alice.drop(type="all")
    expect(page.locator("notification-toasts").get_by_role("article")).to_have_count(1)
    expect(page.locator("#outbox-list > li").filter(has_text=title)).to_have_count(1)
    expect(page.locator("#deliveries-list > li").filter(has_text=title)).to_have_count(1)
    found = violations(page)
    for view in ("Send", "Follow", "Outbox") if look else ("Outbox",):
        page.get_by_role("button", name=view, exact=True).first.click()
        found += violations(page)
    for dialog in () if look else ("On your page", "Notification settings"):
        page.get_by_role("button", name=dialog).click()
        found += violations(page)
        page.keyboard.press("Escape")

    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
