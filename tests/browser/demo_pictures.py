"""The pictures of the demo page, on the stack that runs: alice's inbox begins anew for each, and the outbox is emptied."""

import base64
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.local_run import ROOT

from .animated_webp import Frame, animated
from .person import Person
from .room import card

IMAGES = ROOT / "docs" / "img"
WIDE: ViewportSize = {"width": 1440, "height": 900}
SCALE = 0.9
"""Of the wide pictures, which are seen small."""
PHONE: ViewportSize = {"width": 390, "height": 800}
BEFORE = ("terms", "points", "password", "offer", "code", "shipped")
"""The templates that were sent before the picture is taken."""

expect.set_options(timeout=30_000)

POINTER = """
async ({ x, y }) => {
    const found = document.getElementById("pointer");
    const pointer = found ?? Object.assign(document.createElement("div"), { id: "pointer" });
    if (!found) {
        Object.assign(pointer.style, {
            position: "fixed", left: "50%", top: "60%", width: "22px", height: "22px", borderRadius: "50%", zIndex: "9",
            background: "#17201e66", border: "2px solid #fff", boxShadow: "0 1px 6px #0006", pointerEvents: "none",
            translate: "-50% -50%", transition: "left 0.6s ease-in-out, top 0.6s ease-in-out, scale 0.15s",
        });
        document.body.append(pointer);
        pointer.getBoundingClientRect();
    }
    Object.assign(pointer.style, { left: `${x}px`, top: `${y}px` });
    await new Promise((resolve) => setTimeout(resolve, 700));
    pointer.style.scale = "0.7";
    setTimeout(() => (pointer.style.scale = "1"), 200);
}
"""


def demo(stack: dict[str, Any], chromium: Browser) -> None:
    """The whole page, light."""
    with _page(stack, chromium, device_scale_factor=SCALE) as page:
        _keep("demo.png", page.screenshot(), 400_000)


def demo_dark(stack: dict[str, Any], chromium: Browser) -> None:
    """The whole page, dark, its shop in Arabic, the outbox beside it."""
    with _page(stack, chromium, device_scale_factor=SCALE, color_scheme="dark", locale="ar") as page:
        page.locator(".side [data-side=outbox]").click()
        page.wait_for_timeout(600)
        _keep("demo-dark.png", page.screenshot(), 400_000)


def demo_phone(stack: dict[str, Any], chromium: Browser) -> None:
    """The shop on a phone, with its bell open."""
    with _page(stack, chromium, viewport=PHONE, device_scale_factor=1.5) as page:
        page.locator("notification-bell").get_by_role("button").first.click()
        expect(page.get_by_role("dialog").get_by_role("listitem").first).to_be_visible()
        page.wait_for_timeout(400)
        _keep("demo-phone.png", page.screenshot(), 400_000)


def demo_moving(stack: dict[str, Any], chromium: Browser) -> None:
    """A message is dropped; the bell rings, a toast comes, the timeline fills, the mail lies in the outbox."""
    title = "Your payment did not go through"
    with _page(stack, chromium, viewport={"width": 1280, "height": 800}) as page:
        with _film(page) as frames:
            _point(page, page.locator("[data-template=payment]"))
            page.wait_for_timeout(400)
            _point(page, page.locator("#compose-send"))
            expect(card(page, title)).to_be_visible()
            newest = page.locator("#deliveries-list > li").first
            expect(newest.locator("[data-channel=email]")).to_have_attribute("data-status", "delivered")
            page.wait_for_timeout(1_600)
            _point(page, page.locator(".side [data-side=outbox]"))
            expect(page.locator("#outbox-list > .email").filter(has_text=title).first).to_be_visible()
            page.wait_for_timeout(1_600)
        _keep("demo.webp", animated(page, frames, quality=0.75), 2_000_000)


def delivery_timeline(stack: dict[str, Any], chromium: Browser) -> None:
    """One notification, followed to its end on a day on which the mail service's answer was cut."""
    alice = Person(stack, "alice")
    with _page(stack, chromium, viewport={"width": 800, "height": 1000}) as page:
        alice.doors.outbox.fail_next("email", "cut")
        alice.doors.outbox.tell_next("email", "late")
        _send(page, "shipped")
        page.locator(".tabs [data-view=follow]").click()
        newest = page.locator("#deliveries-list > li").first
        email = newest.locator("[data-channel=email]")
        expect(email.locator("[data-step=unknown]")).to_be_visible()
        expect(email).to_have_attribute("data-status", "delivered")
        page.evaluate("for (const id of ['notices', 'announcements']) document.getElementById(id).replaceChildren()")
        _keep("delivery-timeline.png", newest.screenshot(), 150_000)


@contextmanager
def _page(stack: dict[str, Any], chromium: Browser, viewport: ViewportSize = WIDE, **options: Any) -> Iterator[Page]:
    """The page as alice has it after some messages, once nothing moves any more."""
    alice = Person(stack, "alice")
    alice.start_afresh()
    phone = alice.subscribe()
    context = chromium.new_context(viewport=viewport, **options)
    try:
        page = context.new_page()
        _come_in(page, stack["webUrl"])
        alice.doors.outbox.clear()
        _send_all(page)
        yield page
    finally:
        context.close()
        alice.ask("DELETE", "/unsubscribe-push", json={"endpoint": phone})


def _come_in(page: Page, url: str) -> None:
    page.goto(url)
    page.locator("[data-user='alice']").click()
    page.mouse.move(1, 1)  # a toast that is pointed at stays
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")


def _send_all(page: Page) -> None:
    """Send what is there before, and wait until all has come to its end."""
    for template in BEFORE:
        _send(page, template)
    delivered = page.locator("#deliveries-list .lamp-of.delivered")
    expect(delivered.nth(3)).to_be_attached()  # three mails and a text
    expect(page.locator("notification-toasts").get_by_role("article")).to_have_count(0)
    expect(page.locator(".notice, .pulse")).to_have_count(0)


def _send(page: Page, template: str) -> None:
    """Drop a template's message by the form, which may be out of sight."""
    page.evaluate(
        """(template) => {
            document.querySelector(`[data-template='${template}']`).click();
            document.getElementById("compose").requestSubmit();
        }""",
        template,
    )
    expect(page.locator("#compose-send")).to_be_enabled()


def _point(page: Page, target: Locator) -> None:
    """Let a visible pointer go there and click."""
    box = target.bounding_box()
    assert box is not None
    page.evaluate(POINTER, {"x": box["x"] + box["width"] * 0.6, "y": box["y"] + box["height"] * 0.6})
    target.click()


@contextmanager
def _film(page: Page) -> Iterator[list[Frame]]:
    """What is seen meanwhile, a frame whenever something changed."""
    frames: list[Frame] = []
    shots: list[tuple[float, bytes]] = []
    session = page.context.new_cdp_session(page)

    def shot(event: dict[str, Any]) -> None:
        shots.append((float(event["metadata"]["timestamp"]), base64.b64decode(event["data"])))
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", shot)
    session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    yield frames
    ended = time.time()
    session.send("Page.stopScreencast")
    frames += _thinned(shots, ended)


def _thinned(shots: list[tuple[float, bytes]], ended: float, pause: float = 0.1) -> list[Frame]:
    """Ten frames a second at most, each shown until the next."""
    kept = shots[:1]
    for shot in shots[1:]:
        if shot[0] - kept[-1][0] >= pause:
            kept.append(shot)
    kept[-1] = (kept[-1][0], shots[-1][1])
    ends = [*(at for at, _ in kept[1:]), max(ended, kept[-1][0] + 1)]
    return [Frame(png, round((end - at) * 1000)) for (at, png), end in zip(kept, ends, strict=True)]


def _keep(name: str, picture: bytes, largest: int) -> None:
    if len(picture) > largest:
        raise ValueError(f"{name}: {len(picture)} bytes are more than the {largest} that a reader should load")
    IMAGES.joinpath(name).write_bytes(picture)
