"""Whether the deployed stack answers at its public doors, asked before `stack.json` says that it does."""

from typing import Any

import httpx
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.sync.client import connect

from local.steps import StepFailedError

_SOCKET_TRIES = 3


def check(contract: dict[str, Any]) -> None:
    """Raise StepFailedError that names the first door which does not answer as the contract says."""
    with httpx.Client(timeout=30, trust_env=False) as http:
        _expect(http, f"{contract['webUrl']}/outbox.json", httpx.codes.OK)
        _expect(http, f"{contract['httpApiUrl']}/api/notifications/push-key", httpx.codes.OK)
        _expect(http, f"{contract['httpApiUrl']}/api/notifications", httpx.codes.UNAUTHORIZED)
    _expect_refused_handshake(contract["webSocketUrl"])


def check_socket(contract: dict[str, Any], token: str) -> None:
    """Open a WebSocket with a ticket and hear a pong. Raises StepFailedError.

    Tried more than once: at the very first handshake two functions start, and a slow machine may lose patience with them.
    """
    headers = {"Authorization": f"Bearer {token}"}
    for tries_left in reversed(range(_SOCKET_TRIES)):
        try:
            ticket = httpx.post(f"{contract['httpApiUrl']}/api/notifications/ws-ticket", headers=headers, timeout=30)
            with connect(ticket.json()["url"], open_timeout=30, proxy=None) as socket:
                socket.send('{"action": "ping"}')
                socket.recv(timeout=30)
                return
        except (httpx.HTTPError, KeyError, ValueError, WebSocketException, OSError) as error:
            if not tries_left:
                raise StepFailedError(f"the WebSocket does not answer: {error!r}") from error


def _expect(http: httpx.Client, url: str, status: int) -> None:
    try:
        answer = http.get(url)
    except httpx.HTTPError as error:
        raise StepFailedError(f"GET {url} got no answer: {error!r}") from error
    if answer.status_code != status:
        raise StepFailedError(f"GET {url} answered {answer.status_code}: {answer.text[:500]}")


def _expect_refused_handshake(url: str) -> None:
    """A handshake without a ticket must reach the authorizer and be refused by it."""
    try:
        with connect(url, open_timeout=30, proxy=None):
            raise StepFailedError(f"{url} took a connection without a ticket")
    except InvalidStatus as refused:
        if refused.response.status_code not in {401, 403}:
            raise StepFailedError(f"{url} answered {refused.response.status_code}") from refused
    except (WebSocketException, OSError) as error:
        raise StepFailedError(f"{url} got no answer: {error!r}") from error
