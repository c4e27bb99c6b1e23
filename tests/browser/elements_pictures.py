"""The pictures of the elements: the bell's list in light, dark, right to left and on a phone."""

import sys
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.local_run import ROOT

from .elements_page import BELL, give_fake, open_bell, open_page

IMAGES = ROOT / "docs" / "img"
LARGEST_BYTES = 150_000
DESK, PHONE = (560, 720), (360, 720)
ROOM = """
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; }
body { background: light-dark(#f1efe9, #0f1211); color: light-dark(#1d2321, #e9ece9); }
h1, p { display: none; }
.bar { display: flex; justify-content: end; padding: 10px 18px; background: light-dark(#fff, #1c201f); }
"""

CASES = [
    ["security", "urgent", 2, "New sign-in from Lisbon", "Chrome on macOS, 14:02. Not you? Change your password now."],
    ["transaction", "normal", 24, "Payment received", "€1,240.00 from Orrin & Daughters for invoice 2026-118."],
    ["reward", "normal", 190, "You earned 250 points", "Your tenth order this month. They are good until March."],
    ["system", "normal", 560, "Maintenance tonight", "From 02:00 to 03:00 UTC exports are paused. All else stays up."],
    ["admin", "high", 1500, "Your role has changed", "Mara made you an editor of “Autumn catalogue”."],
    ["transaction", "normal", 3100, "Refund sent", "€38.90 is on its way to the card ending 4821."],
]  # fmt: skip
ARABIC_CASES = [
    ["security", "urgent", 2, "تسجيل دخول جديد من لشبونة", "الساعة 14:02. لست أنت؟ غيّر كلمة المرور."],
    ["transaction", "normal", 24, "وصلت دفعة", "1,240.00 € من Orrin للفاتورة 2026-118."],
    ["reward", "normal", 190, "ربحت 250 نقطة", "طلبك العاشر هذا الشهر. النقاط صالحة حتى مارس."],
    ["system", "normal", 560, "صيانة الليلة", "يتوقف التصدير من 02:00 إلى 03:00، ويبقى كل ما عداه."],
    ["admin", "high", 1500, "تغيّر دورك", "جعلتك مارا محرّرة في «كتالوج الخريف»."],
    ["transaction", "normal", 3100, "أُرسل المبلغ المسترد", "38.90 € في طريقها إلى البطاقة المنتهية بـ 4821."],
]  # fmt: skip
MAKE = """(cases) => {
    const notifications = cases.map(([category, priority, minutes, title, message], at) => ({
        id: String(100 - at), category, priority, title, message, isRead: at > 2, data: {},
        createdAt: new Date(Date.now() - minutes * 60_000).toISOString(),
    }));
    fake.become({ notifications, unreadCount: 3 });
}"""


def _center(stack: dict[str, Any], chromium: Browser, name: str, **options: Any) -> None:
    width, height = options.pop("size", DESK)
    cases, touch = options.pop("cases", CASES), options.pop("touch", False)
    viewport: ViewportSize = {"width": width, "height": height}
    context = chromium.new_context(viewport=viewport, device_scale_factor=1.5, has_touch=touch, is_mobile=touch)
    page = open_page(stack, context.new_page(), f"<div class=bar>{BELL}</div>", style=ROOM, **options)
    give_fake(page)
    page.evaluate(MAKE, cases)
    panel = open_bell(page)
    expect(panel.get_by_role("listitem")).to_have_count(len(cases))
    page.mouse.move(1, 1)
    _keep(page, name)
    context.close()


def center_light(stack: dict[str, Any], chromium: Browser) -> None:
    _center(stack, chromium, "center-light")


def center_dark(stack: dict[str, Any], chromium: Browser) -> None:
    _center(stack, chromium, "center-dark", scheme="dark")


def center_rtl(stack: dict[str, Any], chromium: Browser) -> None:
    _center(stack, chromium, "center-rtl", lang="ar", cases=ARABIC_CASES)


def center_phone(stack: dict[str, Any], chromium: Browser) -> None:
    _center(stack, chromium, "center-phone", size=PHONE, touch=True)


def _keep(page: Page, name: str) -> None:
    """Take it once nothing moves any more."""
    page.wait_for_timeout(400)
    picture = page.screenshot(animations="disabled")
    if len(picture) > LARGEST_BYTES:
        sys.exit(f"{name}: {len(picture)} bytes are more than the {LARGEST_BYTES} that a reader should load")
    (IMAGES / f"{name}.png").write_bytes(picture)
