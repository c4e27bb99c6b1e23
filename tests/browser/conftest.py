"""The page in headless Chromium, against the running stack that the fixture `stack` describes.

Every test starts with an empty inbox and default preferences, and fails on any console error or warning of the page.
"""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from .client_page import doors, guest, open_client
from .elements_page import drop_in
from .person import Person

__all__ = ["doors", "drop_in", "guest", "open_client"]

APPEARS_WITHIN_MILLISECONDS = 15_000
"""What the contract allows from the queue to the provider, and half as much again."""

WIDE: ViewportSize = {"width": 1440, "height": 900}
"""Room for all of the page: sending, the shop with its list, and what became of a message."""

expect.set_options(timeout=APPEARS_WITHIN_MILLISECONDS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's own Chromium: a missing one is a failure, since a skipped browser test proves nothing."""
    executable = shutil.which("chromium")
    if executable is None:
        pytest.fail("The browser tests need Chromium: install the Debian package `chromium`.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable)
        yield chromium
        chromium.close()


@pytest.fixture
def alice(stack: dict[str, Any]) -> Iterator[Person]:
    """The demo user of the test, as fresh as if she had never been here; left so for the next one."""
    person = Person(stack, "alice")
    person.start_afresh()
    yield person
    person.start_afresh()


@pytest.fixture
def complaints() -> list[str]:
    """What the console of any page of this test complained about."""
    return []


@pytest.fixture
def new_context(browser: Browser, complaints: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers that share nothing, with Playwright's options, and watches their consoles."""
    contexts: list[BrowserContext] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"{message.type}: {message.text}")

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**options)
        context.set_default_timeout(APPEARS_WITHIN_MILLISECONDS)
        context.on("console", note)
        context.on("weberror", lambda error: complaints.append(f"exception: {error.error}"))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def enter(stack: dict[str, Any], alice: Person, new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Opens the page in a browser of its own and signs in; answers once the connection is live."""

    def open_and_sign_in(person: Person, context: BrowserContext | None = None) -> Page:
        page = (context or new_context(viewport=WIDE)).new_page()
        page.goto(stack["webUrl"])
        page.locator(f"[data-user='{person.username}']").click()
        expect(page.locator("#connection")).to_have_attribute("data-state", "live")
        return page

    return open_and_sign_in
