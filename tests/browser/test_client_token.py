"""A token is asked for, renewed when it is refused, and is nowhere but in the header."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.person import Person

from .client_page import ClientPage


def expired(token: str) -> str:
    """The same token as the server will refuse it: its signature is of another content."""
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    body = base64.urlsafe_b64encode(json.dumps(claims | {"exp": 1}).encode()).decode().rstrip("=")
    return f"{head}.{body}.{signature}"


@pytest.fixture
def refusals(complaints: list[str]) -> Callable[[], None]:
    """Forgets what the browser itself says of requests that were refused."""

    def forget() -> None:
        complaints[:] = [each for each in complaints if "status of 401" not in each]

    return forget


def test_an_expired_token_is_renewed_once_for_all_who_ask(
    open_client: Callable[..., ClientPage], guest: Person, refusals: Callable[[], None]
) -> None:
    tokens = json.dumps([expired(guest.token), guest.token])
    client = open_client(guest, token=f"(asked) => {tokens}[Math.min(asked, 2) - 1]")

    client.see_title(guest.drop())

    assert client.seen()["asked"] == 2
    assert client.seen()["signedOut"] == 0
    refusals()


def test_a_token_that_cannot_be_renewed_signs_out(
    open_client: Callable[..., ClientPage], guest: Person, refusals: Callable[[], None]
) -> None:
    client = open_client(guest, token=f"() => {json.dumps(expired(guest.token))}", live=False)

    client.see("(it) => it.connection === 'stopped' && it.status === 'failed'")

    assert client.seen()["signedOut"] == 1
    assert client.seen()["asked"] == 2
    refusals()


def test_a_network_that_is_down_signs_nobody_out(open_client: Callable[..., ClientPage], guest: Person) -> None:
    fails_once = f"(asked) => {{ if (asked === 1) throw new TypeError('Failed to fetch'); return {guest.token!r}; }}"

    client = open_client(guest, token=fails_once)

    assert client.seen()["signedOut"] == 0


def test_another_persons_token_is_not_taken(
    open_client: Callable[..., ClientPage], guest: Person, refusals: Callable[[], None]
) -> None:
    stranger = Person.new(guest.doors)
    tokens = json.dumps([expired(guest.token), stranger.token])
    client = open_client(guest, token=f"(asked) => {tokens}[asked - 1]", live=False)

    client.see("(it) => it.connection === 'stopped'")

    assert client.seen()["signedOut"] == 1
    refusals()


def test_no_token_is_in_an_address_or_in_the_storage(
    open_client: Callable[..., ClientPage], guest: Person, stack: dict[str, Any]
) -> None:
    first = open_client(guest)
    addresses: list[str] = []
    first.page.context.on("request", lambda request: addresses.append(request.url))
    tab = open_client(guest, beside=first)
    tab.do("(client, id) => void client.remove(id, { undoWithin: 60_000 })", tab.see_title(guest.drop()))

    kept = tab.page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")

    assert guest.user_id in kept
    assert guest.token not in kept
    assert addresses
    assert not any(guest.token in address for address in addresses)
