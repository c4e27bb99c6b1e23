"""What others send stays data; what does not fit into a frame is fetched; a long inbox comes page by page."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext

from tests.e2e.eventually import eventually
from tests.e2e.person import Person

from .client_page import ANY_ORIGIN, ClientPage


def test_a_hostile_notification_stays_data(open_client: Callable[..., ClientPage], guest: Person) -> None:
    client = open_client(guest)
    hostile = "<img src=x onerror=alert(1)>"

    client.see_title(guest.drop(title=hostile, message=hostile, data={"url": "javascript:alert(1)", "__proto__": {}}))

    (arrived,) = client.see_announced()
    assert (arrived["title"], arrived["message"]) == (hostile, hostile)
    assert client.page.evaluate("safeUrl(seen.notifications[0].data.url)") is None


def test_a_link_leads_to_http_or_nowhere(open_client: Callable[..., ClientPage], guest: Person) -> None:
    client = open_client(guest, live=False)
    nowhere = [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://",
        None,
        1,
    ]
    assert client.page.evaluate("(links) => links.map(safeUrl)", nowhere) == [None] * len(nowhere)
    assert client.page.evaluate("['https://example.com/a', '/b'].map((link) => safeUrl(link).pathname)") == ["/a", "/b"]


def test_what_did_not_fit_into_a_frame_is_fetched(open_client: Callable[..., ClientPage], guest: Person) -> None:
    client = open_client(guest)
    message, data = "x" * 9_000, {"text": "y" * 30_000}

    client.see_title(guest.drop(message=message, data=data))

    (arrived,) = client.see_announced()
    assert (arrived["message"], arrived["data"]) == (message, data)
    assert client.do("({ snapshot }) => snapshot.notifications[0].message") == message


def test_who_tries_again_sees_that_it_is_tried_and_that_it_failed_again(
    open_client: Callable[..., ClientPage],
    guest: Person,
    new_context: Callable[[], BrowserContext],
    complaints: list[str],
) -> None:
    context = new_context()
    context.route("**/unread-count", lambda route: route.fulfill(status=503, json={}, headers=ANY_ORIGIN))
    client = open_client(guest, context=context, live=False)
    client.see("(it) => it.status === 'failed' && it.connection === 'live'")
    client.page.evaluate("window.seenStatus = []; void client.subscribe(({ status }) => seenStatus.push(status))")

    client.do("(client) => client.reload().catch(() => {})")
    seen = client.page.evaluate("seenStatus")
    assert "loading" in seen
    assert seen[-1] == "failed"
    context.unroute("**/unread-count")
    client.do("(client) => client.reload().catch(() => {})")  # it may join one that was refused just now

    client.see_live()
    assert [each for each in complaints if "503" not in each] == []
    complaints.clear()


def test_an_inbox_comes_page_by_page_and_by_filter(open_client: Callable[..., ClientPage], guest: Person) -> None:
    for _ in range(25):
        guest.drop()
    security = guest.drop(category="security")
    eventually(guest.inbox, lambda inbox: len(inbox) == 26)
    client = open_client(guest)
    client.see("(it) => it.notifications.length === 20 && it.hasMore && it.unreadCount === 26")

    client.do("(client) => client.loadMore()")
    client.see("(it) => it.notifications.length === 26 && !it.hasMore")
    client.see_inbox_of(guest)

    client.do("(client) => client.setFilter({ category: 'security' })")
    assert list(client.ids()) == [security]
    client.do("(client, id) => client.markRead(id)", client.ids()[security])
    client.do("(client) => client.setFilter({ category: '', unreadOnly: true })")
    client.see("(it) => it.notifications.length === 20 && it.unreadCount === 25")
    client.do("(client) => client.loadMore()")
    client.see("(it) => it.notifications.length === 25 && it.notifications.every((each) => !each.isRead)")
