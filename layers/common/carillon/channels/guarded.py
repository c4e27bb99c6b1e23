"""Connections that neither a name nor a slow answer can bend: what `http` makes its requests over.

A push endpoint is on the list by its name, but where a name leads is said by whoever answers for it. So the name is
resolved once, and what was looked at is what is connected to: no second answer can lead elsewhere.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.response import HTTPResponse
from urllib3.util import connection

from ..keep_alive import Fresh

ANSWERS_WITHIN_SECONDS = 12
"""The whole head of an answer. A read timeout alone starts again with every byte, so one byte a second lasts for ever."""


class _Watch:
    """Hangs up on who takes too long: whoever reads then finds the end of the connection. One thread for all answers, which
    looks now and then while any is waited for; a timer each would be a thread each.
    """

    _LOOKS_EVERY_SECONDS = 0.25

    def __init__(self) -> None:
        self._waiting: dict[object, tuple[float, socket.socket]] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, sock: socket.socket | None, seconds: float) -> Iterator[None]:
        """While an answer is read from `sock`."""
        if sock is None:
            yield
            return
        key = object()
        with self._changed:
            self._waiting[key] = (time.monotonic() + seconds, sock)
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, daemon=True)
                self._thread.start()
            if len(self._waiting) == 1:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                del self._waiting[key]

    def _look(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._waiting))
                now = time.monotonic()
                late = [sock for until, sock in self._waiting.values() if until <= now]
            for sock in late:
                _hang_up(sock)
            time.sleep(self._LOOKS_EVERY_SECONDS)


_watch = _Watch()


def _hang_up(sock: socket.socket) -> None:
    with suppress(OSError):  # it is closed already
        # A TLS socket is told too: its own shutdown would forget the encryption and let the reader go on.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _Bounded(Fresh, HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 has it
        with _watch.over(self.sock, ANSWERS_WITHIN_SECONDS):
            return super().getresponse()


class _BoundedTls(Fresh, HTTPSConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 has it
        with _watch.over(self.sock, ANSWERS_WITHIN_SECONDS):
            return super().getresponse()


class _Public(_Bounded):
    def _new_conn(self) -> socket.socket:
        return _connected(self)


class _PublicTls(_BoundedTls):
    def _new_conn(self) -> socket.socket:
        return _connected(self)


def _connected(made: HTTPConnection) -> socket.socket:
    """A socket to a public address of the connection's host. Raises urllib3's errors, as its own `_new_conn` does."""
    error: OSError | None = None
    for address in _public_addresses(made):
        try:
            return connection.create_connection(
                (address, made.port),
                made.timeout,
                source_address=made.source_address,
                socket_options=made.socket_options,
            )
        except OSError as failed:
            error = failed
    if isinstance(error, TimeoutError):
        raise ConnectTimeoutError(made, f"no connection within {made.timeout} s") from error
    raise NewConnectionError(made, f"no connection: {error}") from error


def _public_addresses(made: HTTPConnection) -> list[str]:
    try:
        found = socket.getaddrinfo(made.host, made.port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise NameResolutionError(made.host, made, error) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses or not all(ip_address(address).is_global for address in addresses):
        raise NewConnectionError(made, "the name leads into a private network")
    return addresses


class _BoundedPool(HTTPConnectionPool):
    ConnectionCls = _Bounded


class _BoundedTlsPool(HTTPSConnectionPool):
    ConnectionCls = _BoundedTls


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _Public


class _PublicTlsPool(HTTPSConnectionPool):
    ConnectionCls = _PublicTls


Pools = dict[str, type]
POOLS: Pools = {"http": _BoundedPool, "https": _BoundedTlsPool}
"""Answers begin within `ANSWERS_WITHIN_SECONDS`, or not at all."""
PUBLIC_POOLS: Pools = {"http": _PublicPool, "https": _PublicTlsPool}
"""The same, connecting to public addresses only, whatever a name says."""
