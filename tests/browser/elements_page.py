"""A page with the elements on it, as strict as a page can be: own files only, nothing inline, no string becomes code."""

import html
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page

from tests.e2e.person import Person

FAKE_CLIENT = Path(__file__).with_name("fake_client.js")
BELL = "<notification-bell {api}></notification-bell>"
CENTER = "<notification-center {api}></notification-center>"
PREFERENCES = "<notification-preferences {api}></notification-preferences>"
TOASTS = "<notification-toasts {api}></notification-toasts>"

PAGE = """<!doctype html>
<html lang="{lang}" dir="{direction}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="{scheme}">
  <title>A shop</title>
  <link rel="icon" href="/icons/badge-72x72.png">
  <link rel="stylesheet" href="/elements-page.css">
  <script type="module" src="/elements/index.js"></script>
</head>
<body><main><h1>A shop</h1><p><a href="/elements-page">Home</a></p>{body}</main></body>
</html>
"""
STYLE = """
body { margin: 0; padding: 16px; font: 16px/1.5 system-ui, sans-serif; }
body { background: light-dark(#f5f4f0, #131615); color: light-dark(#1d2321, #e9ece9); }
a { color: light-dark(#0c6b62, #63c7b8); }
.bar { display: flex; justify-content: end; }
"""


def policy(stack: dict[str, Any]) -> str:
    """The strictest Content-Security-Policy that lets a page use the API."""
    sockets = stack["awsEndpoint"].replace("http", "ws", 1)
    return (
        f"default-src 'self'; connect-src 'self' {stack['awsEndpoint']} {sockets}; object-src 'none'; base-uri 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def open_page(
    stack: dict[str, Any],
    page: Page,
    body: str,
    person: Person | None = None,
    *,
    lang: str = "en",
    scheme: str = "light",
    style: str = STYLE,
) -> Page:
    """Open a page with elements in it; those with `{api}` are given the person's token."""
    page.context.grant_permissions(
        ["local-network-access"]
    )  # what a test answers for the server, no address vouches for
    token = html.escape(person.token) if person else ""
    api = f'http-api-url="{html.escape(stack["httpApiUrl"])}" token="{token}"' if person else ""
    direction = "rtl" if lang == "ar" else "ltr"
    text = PAGE.format(lang=lang, direction=direction, scheme=scheme, body=body.format(api=api))
    headers = {"Content-Security-Policy": policy(stack)}

    def answer(path: str, body: str, kind: str) -> None:
        answered = {"body": body, "content_type": f"{kind}; charset=utf-8", "headers": headers}
        page.route(f"{stack['webUrl']}/{path}", lambda route: route.fulfill(**answered))

    answer("elements-page", text, "text/html")
    answer("elements-page.css", style, "text/css")
    answer("fake_client.js", FAKE_CLIENT.read_text(), "text/javascript")
    page.goto(f"{stack['webUrl']}/elements-page")
    return page


@pytest.fixture
def drop_in(stack: dict[str, Any], new_context: Callable[[], BrowserContext]) -> Callable[..., Page]:
    """`open_page` in a browser of its own."""

    def drop(body: str, person: Person | None = None, **options: str) -> Page:
        return open_page(stack, new_context().new_page(), body, person, **options)

    return drop


def give_fake(page: Page, snapshot: str = "{}") -> None:
    """Give every element of the page one fake client, which is `window.fake`; `n` makes notifications."""
    page.evaluate(
        f"""async () => {{
            const {{ FakeClient, notifications: n }} = await import("/fake_client.js");
            await customElements.whenDefined("notification-toasts");
            Object.assign(window, {{ fake: new FakeClient({snapshot}), n }});
            const elements = [...document.querySelectorAll("main *")].filter((one) => one.shadowRoot);
            const before = elements.map((one) => one.shadowRoot.firstChild);
            for (const one of elements) one.client = fake;
            const isDrawn = (one, at) => one.shadowRoot.firstChild && one.shadowRoot.firstChild !== before[at];
            while (!elements.every(isDrawn)) await new Promise(requestAnimationFrame);
        }}"""
    )


def wait_until_live(page: Page) -> None:
    """Until what is dropped now arrives live."""
    page.evaluate(
        """async () => {
            const element = document.querySelector("[http-api-url]");
            while (element.client?.snapshot.connection !== "live") await new Promise(requestAnimationFrame);
        }"""
    )


def calls(page: Page, name: str) -> list[Any]:
    """What the fake client was asked under that name: the arguments of each call."""
    found: list[Any] = page.evaluate("(name) => fake.calls.filter(([it]) => it === name).map(([, ...it]) => it)", name)
    return found


def bell_of(page: Page) -> Locator:
    """The bell's button."""
    return page.locator("notification-bell button.bell")


def open_bell(page: Page) -> Locator:
    """Press the bell; its dialog."""
    bell_of(page).click()
    return page.get_by_role("dialog")


def item(page: Page | Locator, title: str) -> Locator:
    """The notification with this title, in the list."""
    return page.get_by_role("listitem").filter(has_text=title)


def focused(page: Page) -> str:
    """What the element with the focus is called, through all shadow roots."""
    name: str = page.evaluate(
        """() => {
            let one = document.activeElement;
            while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
            return one?.ariaLabel || one?.querySelector?.("bdi")?.textContent || one?.textContent?.trim() || one?.localName;
        }"""
    )
    return name
