"""A thousand notifications, scrolled through in a real browser: whether the page ever stops to answer.

The API is played here, page by page, so that only the client and the elements are measured.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Route, sync_playwright

from bench.gates import Gate
from bench.table import Chart, Table
from local.settings import ROOT

TOTAL = 1_000
LONGEST_MS = 100
"""Twice a long task: within that an answer still feels instant (https://web.dev/articles/rail)."""
LONG_TASK = "https://www.w3.org/TR/longtasks-1/"
_ORIGIN = "http://shop.test"
_KINDS = {".js": "text/javascript", ".html": "text/html"}
_PAGE = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>A shop</title>
<link rel="icon" href="/icons/badge-72x72.png">
<script type="module" src="/elements/index.js"></script>
<notification-center http-api-url="{_ORIGIN}" token="an opaque one"></notification-center>
"""
_WATCH = """
window.longTasks = [];
const watcher = new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((task) => task.duration)));
watcher.observe({ type: "longtask", buffered: true });
"""
_SCROLL = """async (total) => {
    const list = document.querySelector("notification-center").shadowRoot;
    const items = () => list.querySelectorAll("[role=listitem], li");
    const until = performance.now() + 60_000;
    while (items().length < total && performance.now() < until) {
        [...items()].at(-1)?.scrollIntoView();
        await new Promise(requestAnimationFrame);
    }
    return [...items()].map((item) => item.querySelector("bdi").textContent);
}"""


def measure() -> Table:
    """Long tasks from the first page to the thousandth notification."""
    executable = shutil.which("chromium")
    if executable is None:
        raise SystemExit("The scrolling needs Chromium: install the Debian package `chromium`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable)
        page = browser.new_page()
        page.add_init_script(_WATCH)
        open_list(page)
        shown = len(set(scroll_to_the_end(page)))
        tasks: list[float] = page.evaluate("longTasks")
        one_more, version = _redraw(page), browser.version
        browser.close()
    note = (
        f"{TOTAL:,} notifications in pages of the list's own size, scrolled to the end in Chromium. A long task keeps the page"
        f" from answering for more than 50 ms ({LONG_TASK})."
    )
    rows = [
        ("shown in the end", f"{shown:,}"),
        ("long tasks", str(len(tasks))),
        ("longest", f"{max(tasks, default=0):.0f} ms"),
        ("marking one as read then", f"{one_more:.0f} ms"),
    ]
    chart = Chart("milliseconds", [("longest task", max(tasks, default=0)), ("marking one as read", one_more)])
    gates = [
        Gate("notifications that were not shown", TOTAL - shown, 0),
        Gate("milliseconds of the longest task", max(tasks, default=0), LONGEST_MS),
    ]
    out = "the server and the network: the API is played."
    return Table("A thousand notifications scrolled", ("", ""), rows, note, out, chart, gates, (f"Chromium {version}",))


def open_list(page: Page) -> None:
    """Show the list of somebody who has so many."""
    page.route("**/*", _answer)
    page.route_web_socket("**/*", lambda line: line.on_message(lambda _: line.send('{"event": "pong"}')))
    page.goto(f"{_ORIGIN}/")


def scroll_to_the_end(page: Page) -> list[str]:
    """The titles of all that is shown then."""
    titles: list[str] = page.evaluate(_SCROLL, TOTAL)
    return titles


def _redraw(page: Page) -> float:
    """Milliseconds until the next frame after something small changed."""
    took: float = page.evaluate(
        """async () => {
            const { client } = document.querySelector("notification-center");
            const began = performance.now();
            client.markRead(client.snapshot.notifications[0].id);
            await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
            return performance.now() - began;
        }"""
    )
    return took


def _answer(route: Route) -> None:
    url = urlsplit(route.request.url)
    path = url.path.removeprefix("/api/notifications")
    if path == url.path:
        return _file(route, path)
    if path == "/ws-ticket":
        return route.fulfill(json={"ticket": "t", "expiresIn": 60, "url": "ws://shop.test/socket"})
    if path == "/unread-count":
        return route.fulfill(json={"count": TOTAL})
    if path:
        return route.fulfill(json=_notification(int(path.split("/")[1])) | {"isRead": True})
    return route.fulfill(json=_page_of(parse_qs(url.query)))


def _file(route: Route, path: str) -> None:
    found = ROOT / "web" / path.lstrip("/")
    if path == "/":
        return route.fulfill(body=_PAGE, content_type="text/html")
    if not found.is_file():
        return route.fulfill(status=404)
    return route.fulfill(body=found.read_bytes(), content_type=_KINDS.get(Path(path).suffix, "image/png"))


def _page_of(query: dict[str, list[str]]) -> dict[str, Any]:
    first, limit = int(query.get("cursor", ["0"])[0]), int(query["limit"][0])
    after = min(first + limit, TOTAL)
    notifications = [_notification(TOTAL - number) for number in range(first, after)]
    has_more = after < TOTAL
    return {"notifications": notifications, "hasMore": has_more, "nextCursor": str(after) if has_more else None}


def _notification(number: int) -> dict[str, Any]:
    return {
        "id": f"{number:06d}", "userId": "u", "type": "all", "priority": "normal", "category": "transaction",
        "title": f"Notification {number}", "message": "Something happened, and this tells what. " * 3,
        "data": {"url": "https://example.com/"}, "isRead": False, "readAt": None, "createdAt": "2026-01-31T12:00:00.000Z",
        "updatedAt": "2026-01-31T12:00:00.000Z",
    }  # fmt: skip
