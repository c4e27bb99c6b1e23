"""Connections to hosts that others chose: to public addresses only, and with answers that begin in time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from urllib3.exceptions import HTTPError
from urllib3.util import connection

from carillon.channels import guarded, http, outcomes
from carillon.channels.base import OutcomeUnknown, Retryable

PUBLIC = "93.184.215.14"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that every name resolves to; each look takes one, and the last stays."""
    addresses: list[str] = []

    def resolve(_host: str, port: int, **_: Any) -> list[Any]:
        address = addresses.pop(0) if len(addresses) > 1 else addresses[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in address.split()]

    monkeypatch.setattr("carillon.channels.guarded.socket.getaddrinfo", resolve)
    return addresses


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Where connections were tried; none is made."""
    tried: list[tuple[str, int]] = []

    def refuse(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(connection, "create_connection", refuse)
    return tried


def failure_of(url: str, *origins: str) -> Exception:
    with pytest.raises(HTTPError) as failed:
        http.Poster(public_but=origins).post(url, b"x", {})
    return failed.value


@pytest.mark.bad_input(64, 65)
@pytest.mark.parametrize(
    "addresses",
    ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
     "::1", "fd00::1", "fe80::1", "::ffff:127.0.0.1", f"{PUBLIC} 10.0.0.1"],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_public_name_with_a_private_address_is_never_connected_to(
    names: list[str], connected: list[tuple[str, int]], scheme: str, addresses: str
) -> None:
    names.append(addresses)

    failure = failure_of(f"{scheme}://updates.push.services.example/x")

    assert connected == []
    assert type(outcomes.of_network(failure)) is Retryable


@pytest.mark.bad_input(65)
def test_the_address_that_was_looked_at_is_the_one_connected_to(
    names: list[str], connected: list[tuple[str, int]]
) -> None:
    names += [PUBLIC, "169.254.169.254"]

    failure_of("https://updates.push.services.example/x")

    assert connected == [(PUBLIC, 443)]


def test_an_origin_of_the_operator_may_be_private(names: list[str], connected: list[tuple[str, int]]) -> None:
    names.append("127.0.0.1")

    failure_of("http://127.0.0.1:3000/push/1", "http://127.0.0.1:3000")
    assert connected == [("127.0.0.1", 3000)]

    failure_of("http://127.0.0.1:3000.example/push/1", "http://127.0.0.1:3000")
    failure_of("http://127.0.0.1:3001/push/1", "http://127.0.0.1:3000")
    assert connected == [("127.0.0.1", 3000)]


@pytest.fixture
def dripping() -> Iterator[str]:
    """A host that begins its answer and then gives a byte now and then, for ever."""
    stopped = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            with suppress(OSError):
                accepted, _ = server.accept()
                with accepted:
                    accepted.sendall(b"HTTP/1.1 2")
                    while not stopped.wait(0.02):
                        accepted.sendall(b"x")

        threading.Thread(target=drip, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        stopped.set()


@pytest.mark.bad_input(67)
def test_a_host_that_drips_is_hung_up_on(dripping: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "ANSWERS_WITHIN_SECONDS", 0.2)

    failure = failure_of(f"{dripping}/x", dripping)

    assert type(outcomes.of_network(failure)) is OutcomeUnknown


@pytest.mark.bad_input(67)
def test_an_answer_is_waited_for_no_longer_than_the_function_has() -> None:
    assert guarded.ANSWERS_WITHIN_SECONDS + http.CONNECT_TIMEOUT_SECONDS < 30
    assert http.READ_TIMEOUT_SECONDS <= guarded.ANSWERS_WITHIN_SECONDS
