"""Plain HTTP to providers, by libcurl: connections kept from one request to the next, one set per process, for all threads.

No proxy of the environment and no redirect; libcurl by itself reads no password file and keeps no cookies. Nor is a POST
ever repeated, which may send twice: see `_Connection.post`.
"""

from __future__ import annotations

import io
import select
import socket
import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address

import certifi
import pycurl

from .. import keep_alive
from ..domain import links

CONNECT_TIMEOUT_SECONDS = 5
ANSWERS_WITHIN_SECONDS = 15
"""From the first look at the name to the last byte of the answer, however it drips."""

_MAX_BODY_BYTES = 65_536
_ORIGINS = 16
_CONNECTIONS_PER_ORIGIN = 32

_OPTIONS = {
    pycurl.POST: 1,
    pycurl.HTTP_VERSION: pycurl.CURL_HTTP_VERSION_1_1,
    pycurl.PROTOCOLS: pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS,
    pycurl.PROXY: "",  # none, whatever the environment says: https://curl.se/libcurl/c/CURLOPT_PROXY.html
    pycurl.NOSIGNAL: 1,  # as programs with threads must
    pycurl.MAXCONNECTS: 1,
    pycurl.CONNECTTIMEOUT_MS: CONNECT_TIMEOUT_SECONDS * 1000,
}
_HEADERS = {"User-Agent": "Carillon", "Accept": "", "Expect": ""}
"""Unless there are others. Without a value a header is not sent, which else libcurl would do by itself."""


class NoAnswer(Exception):
    """A request that got no answer. It may have arrived."""


class Unreachable(NoAnswer):
    """A request that never began, and so cannot have arrived: there was no connection."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. The names of `headers` are in lower case; `body` is empty where it was not wanted, and cut short where
    it ended too soon or was longer than any provider's.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Poster:
    """Posts to addresses that the operator chose, or, with `public_but`, to addresses that others chose: then it connects to
    no private network but to the origins named.
    """

    def __init__(self, public_but: Iterable[str] | None = None) -> None:
        self._may_be_private = None if public_but is None else frozenset(public_but)
        self._authorities = certifi.where()
        self._idle = lru_cache(_ORIGINS)(lambda _origin: deque[_Connection](maxlen=_CONNECTIONS_PER_ORIGIN))

    def post(self, url: str, body: bytes | str, headers: Mapping[str, str], *, wants_body: bool = False) -> Answer:
        """One request; its body is not empty. Raises NoAnswer. A body that is not wanted is not read: it could be endless."""
        origin = links.origin(url)
        idle = self._idle(origin)
        try:
            connection = idle.pop()
        except IndexError:
            connection = _Connection(self._authorities, only_public=self._is_guarded(origin))
        content = body if isinstance(body, bytes) else body.encode()
        answer = connection.post(url, content, headers, _MAX_BODY_BYTES if wants_body else 0)
        idle.append(connection)
        return answer

    def _is_guarded(self, origin: str) -> bool:
        return self._may_be_private is not None and origin not in self._may_be_private


class _Connection:
    """A handle of libcurl with the connection that it keeps, for one thread at a time. It also keeps the authorities, which
    cost more to read than all else of a new connection.
    """

    def __init__(self, authorities: str, *, only_public: bool) -> None:
        self._used_at = 0.0
        self._curl = curl = pycurl.Curl()
        for option, value in _OPTIONS.items():
            curl.setopt(option, value)
        curl.setopt(pycurl.CAINFO, authorities)
        curl.setopt(pycurl.TIMEOUT_MS, int(ANSWERS_WITHIN_SECONDS * 1000))
        if only_public:
            curl.setopt(pycurl.OPENSOCKETFUNCTION, _public_socket)

    def post(self, url: str, body: bytes, headers: Mapping[str, str], limit: int) -> Answer:
        """One request, with at most `limit` bytes of the answer's body. Raises NoAnswer; then it is not to be used again.

        When a kept connection ends without an answer, libcurl makes the request once more over a new one. So the body is
        something that is read once and cannot be read again (https://curl.se/libcurl/c/CURLOPT_SEEKFUNCTION.html). And as long
        as nobody has asked for it, nothing can have arrived.
        """
        curl, unread, head, kept = self._curl, io.BytesIO(body), list[bytes](), io.BytesIO()
        curl.setopt(pycurl.URL, url)
        curl.setopt(pycurl.HTTPHEADER, [*map(": ".join, {**_HEADERS, **headers}.items())])
        curl.setopt(pycurl.POSTFIELDSIZE, len(body))
        curl.setopt(pycurl.READFUNCTION, unread.read)
        curl.setopt(pycurl.HEADERFUNCTION, head.append)
        curl.setopt(pycurl.WRITEFUNCTION, lambda part: kept.write(part) if kept.tell() + len(part) <= limit else 0)
        curl.setopt(pycurl.FRESH_CONNECT, not self._is_open())
        self._used_at = time.time()
        try:
            curl.perform()
        except pycurl.error as error:
            if not unread.tell():
                raise Unreachable from error
            if curl.getinfo(pycurl.RESPONSE_CODE) < 200 or head[-1].strip():
                raise NoAnswer from error
        return Answer(curl.getinfo(pycurl.RESPONSE_CODE), _headers(head), kept.getvalue())

    def _is_open(self) -> bool:
        """Whether the connection may be used again. libcurl itself does not look at one that was used within the last second:
        its peer may have closed it, or have said what nobody asked for.
        """
        number = self._curl.getinfo(pycurl.ACTIVESOCKET)
        if number == pycurl.SOCKET_BAD or not keep_alive.is_fresh(self._used_at):
            return False
        said = select.poll()
        said.register(number, select.POLLIN)
        return not said.poll(0)


def _public_socket(_purpose: int, address: tuple[int, int, int, tuple[str, int]]) -> socket.socket | int:
    """A socket for the very address that libcurl is about to connect to, so that no name can lead elsewhere afterwards."""
    family, kind, protocol, (host, *_) = address
    return socket.socket(family, kind, protocol) if ip_address(host).is_global else pycurl.SOCKET_BAD


def _headers(head: Iterable[bytes]) -> dict[str, str]:
    """The fields among the lines. One that comes twice, as neither of those that are looked up does, counts as the last."""
    fields = [line.split(":", 1) for line in b"".join(head).decode("latin-1").splitlines() if ":" in line]
    return {name.lower(): value.strip() for name, value in fields}
