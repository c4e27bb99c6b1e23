"""A page that has nothing but the headless client: the package's own module, for one person, in one tab."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.e2e.doors import Doors
from tests.e2e.eventually import eventually
from tests.e2e.person import Person
from tests.local_run import ROOT

WEB = ROOT / "web"

ANY_ORIGIN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
"""What the API says of every answer; a test that answers in its place has to say it too."""

PAGE = """<!doctype html>
<title>A client</title>
<link rel="icon" href="data:,">
<script type="module">
  import { NotificationClient, safeUrl } from "/client/notification-client.js";
  const seen = { notifications: [], errors: [], signedOut: 0, asked: 0 };
  const client = new NotificationClient({ httpApiUrl, getToken: () => token(++seen.asked) });
  client.addEventListener("notification", ({ detail }) => seen.notifications.push(detail));
  client.addEventListener("error", ({ detail }) => seen.errors.push(String(detail)));
  client.addEventListener("signed-out", () => (seen.signedOut += 1));
  Object.assign(window, { client, safeUrl, seen });
  client.start();
</script>
"""


class ClientPage:
    """One tab: what its client knows, and what is done with it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def do(self, script: str, argument: Any = None) -> Any:
        """Call a function with the client and an argument, such as `(client, id) => client.markRead(id)`."""
        return self.page.evaluate(f"(argument) => ({script})(client, argument)", argument)

    def see(self, condition: str, argument: Any = None) -> None:
        """Wait until a function says yes to the snapshot and an argument."""
        script = f"(argument) => window.client && ({condition})(client.snapshot, argument)"
        self.page.wait_for_function(script, arg=argument)

    def see_live(self) -> None:
        self.see("(it) => it.connection === 'live' && it.status === 'ready'")

    def see_inbox_of(self, person: Person) -> None:
        """Wait until it shows what the API has: the same ones in the same order, read or not, and their count."""
        shown = (
            "({ snapshot }) => [snapshot.notifications.map(({ id, isRead }) => [id, isRead]), snapshot.unreadCount,"
            " snapshot.pendingActions]"
        )

        def both() -> tuple[list[Any], list[Any]]:
            inbox = [[each["id"], each["isRead"]] for each in person.inbox()]
            return self.do(shown), [inbox, person.unread_count(), 0]

        eventually(both, lambda seen: seen[0] == seen[1])

    def ids(self) -> dict[str, str]:
        """What is listed: ids by title, newest first."""
        found: dict[str, str] = self.do(
            "({ snapshot }) => Object.fromEntries(snapshot.notifications.map(({ title, id }) => [title, id]))"
        )
        return found

    def see_title(self, title: str) -> str:
        """Wait until it is listed; its id."""
        self.see("(it, title) => it.notifications.some((each) => each.title === title)", title)
        return self.ids()[title]

    def see_count(self, count: int) -> None:
        self.see("(it, count) => it.unreadCount === count", count)

    def see_all_told(self) -> None:
        self.see("(it) => it.pendingActions === 0")

    def see_announced(self, count: int = 1) -> list[Any]:
        """Wait until so many were announced by their frames, before which a fetch may have listed them; all of them."""
        self.page.wait_for_function("(count) => seen.notifications.length === count", arg=count)
        announced: list[Any] = self.seen()["notifications"]
        return announced

    def seen(self) -> dict[str, Any]:
        """Which events there were."""
        events: dict[str, Any] = self.page.evaluate("seen")
        return events


def stand_still(page: Page) -> None:
    """Stop a clock that was installed: until then it goes on by itself, on a busy machine past what is waited for."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 10)


@pytest.fixture
def doors(stack: dict[str, Any]) -> Doors:
    return Doors(stack)


@pytest.fixture
def guest(doors: Doors) -> Person:
    """Somebody new, whom no other test disturbs."""
    return Person.new(doors)


@pytest.fixture
def open_client(stack: dict[str, Any], new_context: Callable[[], BrowserContext]) -> Callable[..., ClientPage]:
    """Opens a client in a browser of its own, or in the browser of another one; answers once it is live.

    `token` is a function's source: it gets how often it was asked, and answers the token.
    """

    def open_it(
        person: Person,
        *,
        beside: ClientPage | None = None,
        context: BrowserContext | None = None,
        token: str | None = None,
        live: bool = True,
    ) -> ClientPage:
        context = context or (beside.page.context if beside else new_context())
        page = context.new_page()
        context.grant_permissions(
            ["local-network-access"]
        )  # what a test answers for the server, no address vouches for
        # The package from the disk: a page without a network has been here before.
        package = re.compile(rf"{stack['webUrl']}/(client/.*)")
        page.route(package, lambda route: route.fulfill(path=WEB / package.sub(r"\1", route.request.url)))
        page.route(f"{stack['webUrl']}/one-client", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        token = token or f"() => {json.dumps(person.token)}"
        page.add_init_script(f"window.httpApiUrl = {json.dumps(stack['httpApiUrl'])}; window.token = {token};")
        page.goto(f"{stack['webUrl']}/one-client")
        client = ClientPage(page)
        if live:
            client.see_live()
        return client

    return open_it
