"""Requests to hosts that nobody vouches for: to public addresses only, answered in time, and never sent twice."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import certifi
import pycurl
import pytest

from bench.push_sink import served
from carillon.channels import http, outcomes
from carillon.channels.base import OutcomeUnknown, Retryable
from carillon.channels.push import _GO_ON_WITHIN_SECONDS
from carillon.keep_alive import IDLE_SECONDS
from tests.integration.ticks import ahead
from tests.unit.hosts import TAKEN, Act, hangs_up, listening, says

PUBLIC = "93.184.215.14"
NAME = "updates.push.services.example"


@pytest.fixture
def lead_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have the name, and no other, lead to these addresses."""

    def lead(addresses: str) -> None:
        def made() -> pycurl.Curl:
            curl = pycurl.Curl()
            curl.setopt(pycurl.RESOLVE, [f"{NAME}:{port}:{addresses.replace(' ', ',')}" for port in (80, 443)])
            return curl

        monkeypatch.setattr(http, "pycurl", type("Known", (), {**vars(pycurl), "Curl": staticmethod(made)}))

    return lead


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses for which a socket was made; none is."""
    tried: list[str] = []
    look = http._public_socket

    def record(purpose: int, address: Any) -> Any:
        found: Any = look(purpose, address)
        if found != pycurl.SOCKET_BAD:
            tried.append(address.addr[0])
            found.close()
        return pycurl.SOCKET_BAD

    monkeypatch.setattr(http, "_public_socket", record)
    return tried


def failure_of(url: str, *origins: str) -> http.NoAnswer:
    with pytest.raises(http.NoAnswer) as failed:
        http.Poster(public_but=origins).post(url, b"x", {})
    return failed.value


def outcome_of(failure: Exception) -> type[Exception]:
    return type(outcomes.of_network(failure))


@pytest.mark.bad_input(64, 65)
@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
     "::1", "fd00::1", "fe80::1", "::ffff:127.0.0.1"],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_a_private_address_is_never_connected_to_whatever_the_name(
    lead_to: Callable[[str], None], connected: list[str], scheme: str, address: str
) -> None:
    literal = f"[{address}]" if ":" in address else address
    lead_to(literal)

    for host in (NAME, literal):
        assert outcome_of(failure_of(f"{scheme}://{host}/x")) is Retryable
    assert connected == []


@pytest.mark.bad_input(65)
def test_of_a_names_addresses_only_a_public_one_is_connected_to(
    lead_to: Callable[[str], None], connected: list[str]
) -> None:
    lead_to(f"10.0.0.1 {PUBLIC} 169.254.169.254")

    failure_of(f"https://{NAME}/x")

    assert connected == [PUBLIC]


def test_an_origin_of_the_operator_may_be_private() -> None:
    with listening(says(TAKEN)) as host:
        assert http.Poster(public_but=[host.origin]).post(f"{host.origin}/x", b"x", {}).status == 201
        for origin in ("http://127.0.0.1:1", "http://127.0.0.1", f"{host.origin}1", f"{host.origin}.example"):
            assert outcome_of(failure_of(f"{host.origin}/x", origin)) is Retryable
    assert host.connections == 1


def test_no_proxy_and_no_redirect_leads_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        listening(says(TAKEN)) as other,
        listening(
            says(b"HTTP/1.1 307 -\r\nLocation: %s/y\r\nContent-Length: 0\r\n\r\n" % other.origin.encode())
        ) as host,
    ):
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, other.origin)
        answer = http.Poster().post(f"{host.origin}/x", b"x", {})
    assert (answer.status, answer.headers["location"]) == (307, f"{other.origin}/y")
    assert other.connections == 0


class TestAHostThatWouldHaveItTwice:
    """libcurl makes a request once more when a kept connection ends without an answer. Ours must not be."""

    @pytest.mark.parametrize(
        "act",
        [
            hangs_up,
            lambda connection: connection.close(),
            says(b"HTTP/1.1 100 Continue\r\n\r\n"),
            says(b"HTTP/1.1 201"),
        ],
        ids=["hangs up", "closes", "goes on, then ends", "begins, then ends"],
    )
    def test_what_a_kept_connection_took_is_not_sent_again(self, act: Act) -> None:
        def last(connection: socket.socket) -> None:
            act(connection)
            hangs_up(connection)

        with listening(says(TAKEN), last, says(TAKEN), says(TAKEN)) as host:
            poster = http.Poster()
            poster.post(f"{host.origin}/x", b"first", {})
            with pytest.raises(http.NoAnswer) as failed:
                poster.post(f"{host.origin}/x", b"second", {})
            assert poster.post(f"{host.origin}/x", b"third", {}).status == 201

        assert outcome_of(failed.value) is OutcomeUnknown
        assert host.requests == [(1, b"first"), (1, b"second"), (2, b"third")]
        assert host.connections == 2

    def test_what_a_new_connection_took_is_not_sent_again(self) -> None:
        with listening(hangs_up, says(TAKEN)) as host:
            assert outcome_of(failure_of(f"{host.origin}/x", host.origin)) is OutcomeUnknown
        assert host.requests == [(1, b"x")]

    @pytest.mark.parametrize(
        "late", [None, b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"], ids=["closed", "says more"]
    )
    def test_a_connection_that_is_not_idle_any_more_is_not_used(self, late: bytes | None) -> None:
        done, may = threading.Event(), threading.Event()

        def answers_and_acts(connection: socket.socket) -> None:
            connection.sendall(TAKEN)
            may.wait(10)
            connection.sendall(late) if late else hangs_up(connection)
            done.set()

        with listening(answers_and_acts, says(TAKEN)) as host:
            poster = http.Poster()
            poster.post(f"{host.origin}/x", b"first", {})
            may.set()
            assert done.wait(10)
            assert poster.post(f"{host.origin}/x", b"second", {}).status == 201
        assert host.requests == [(1, b"first"), (2, b"second")]

    def test_a_connection_that_was_idle_for_too_long_makes_room_for_another(self) -> None:
        with listening(*[says(TAKEN)] * 3) as host:
            poster = http.Poster()
            poster.post(f"{host.origin}/x", b"first", {})
            with ahead(seconds=IDLE_SECONDS):
                poster.post(f"{host.origin}/x", b"second", {})
                assert host.closed.wait(10)
                poster.post(f"{host.origin}/x", b"third", {})
        assert host.requests == [(1, b"first"), (2, b"second"), (2, b"third")]


class TestAHostThatTakesItsTime:
    @pytest.fixture(autouse=True)
    def little_patience(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(http, "ANSWERS_WITHIN_SECONDS", 0.3)

    @pytest.mark.bad_input(67)
    def test_one_that_drips_its_head_is_hung_up_on(self) -> None:
        with listening(_dripping(b"HTTP/1.1 2")) as host:
            assert outcome_of(failure_of(f"{host.origin}/x", host.origin)) is OutcomeUnknown
            assert host.closed.wait(10)

    @pytest.mark.bad_input(67)
    @pytest.mark.parametrize("wants_body", [True, False])
    def test_its_word_counts_though_its_body_never_ends(self, wants_body: bool) -> None:
        head = b"HTTP/1.1 201 -\r\nLocation: /message/1\r\nContent-Length: 1000000\r\n\r\n"
        for act in (_dripping(head), says(head)):
            with listening(act) as host:
                answer = http.Poster().post(f"{host.origin}/x", b"x", {}, wants_body=wants_body)
                assert host.closed.wait(10)
            assert (answer.status, answer.headers["location"]) == (201, "/message/1")
            assert set(answer.body) <= ({*b"x"} if wants_body else set())


@pytest.mark.bad_input(67)
def test_an_answer_is_waited_for_no_longer_than_the_function_has() -> None:
    assert http.CONNECT_TIMEOUT_SECONDS < http.ANSWERS_WITHIN_SECONDS
    assert _GO_ON_WITHIN_SECONDS + http.ANSWERS_WITHIN_SECONDS < 30


@pytest.mark.bad_input(67)
@pytest.mark.parametrize("wants_body", [True, False])
def test_no_more_of_a_body_is_kept_than_a_provider_says(wants_body: bool) -> None:
    with listening(says(b"HTTP/1.1 400 -\r\n\r\n" + b"x" * 10_000_000), says(TAKEN)) as host:
        poster = http.Poster()
        answers = [poster.post(f"{host.origin}/x", b"x", {}, wants_body=wants_body) for _ in range(2)]
    assert [answer.status for answer in answers] == [400, 201]
    assert len(answers[0].body) <= (65_536 if wants_body else 0)
    assert host.connections == 2


def test_a_body_that_is_wanted_is_read_and_the_connection_kept() -> None:
    with listening(*[says(b"HTTP/1.1 200 -\r\nContent-Length: 2\r\nX-A: b: c\r\n\r\nhi")] * 2) as host:
        poster = http.Poster()
        answers = [poster.post(f"{host.origin}/x", "x", {"A": "b"}, wants_body=True) for _ in range(2)]
    assert {(answer.body, answer.headers["x-a"]) for answer in answers} == {(b"hi", "b: c")}
    assert host.connections == 1


class TestNothingLeft:
    """Whoever was not reached did not take it."""

    def test_where_nobody_listens(self) -> None:
        with listening() as host:
            pass
        assert outcome_of(failure_of(f"{host.origin}/x", host.origin)) is Retryable

    def test_where_the_name_leads_nowhere(self, lead_to: Callable[[str], None]) -> None:
        assert outcome_of(failure_of("https://push.invalid/x")) is Retryable

    def test_to_a_stranger_with_anothers_name(self, tmp_path: Path) -> None:
        with served(tmp_path) as sink:
            assert outcome_of(failure_of(f"{sink.origin}/x", sink.origin)) is Retryable
        assert sink.pushes == []

    def test_to_a_host_that_says_nothing_to_tls(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(http, "ANSWERS_WITHIN_SECONDS", 0.3)
        with listening() as host:
            secure = host.origin.replace("http:", "https:")
            assert outcome_of(failure_of(f"{secure}/x", secure)) is Retryable


def test_a_trusted_service_is_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(tmp_path) as sink:
        monkeypatch.setattr(certifi, "where", lambda: str(sink.certificate))
        poster = http.Poster(public_but=[sink.origin])
        for _ in range(3):
            assert poster.post(f"{sink.origin}/x", b"x", {}).status == 201
    assert sink.connections == 1


def test_threads_share_connections() -> None:
    with listening(*[says(TAKEN)] * 400) as host:
        poster = http.Poster()
        threads = [
            threading.Thread(
                target=lambda n: [poster.post(f"{host.origin}/x", f"{n}.{i}", {}) for i in range(50)], args=(n,)
            )
            for n in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(body for _, body in host.requests) == sorted(f"{n}.{i}".encode() for n in range(8) for i in range(50))
    assert host.connections <= 8


def _dripping(head: bytes) -> Act:
    def drip(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(b"x")
            time.sleep(0.02)

    return drip
