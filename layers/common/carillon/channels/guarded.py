"""Connections that neither a name nor a slow answer can bend: what `http` builds its sessions from.

A push endpoint is on the list by its name, but where a name leads is said by whoever answers for it. So the name is
resolved once, and what was looked at is what is connected to: no second answer can lead elsewhere.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.response import HTTPResponse
from urllib3.util import connection

from ..keep_alive import Fresh

ANSWERS_WITHIN_SECONDS = 12
"""The whole head of an answer. A read timeout alone starts again with every byte, so one byte a second lasts for ever."""


@contextmanager
def _within(deadline: float, sock: socket.socket | None) -> Iterator[None]:
    """Hang up when the time is over: whoever reads then finds the end of the connection."""
    timer = threading.Timer(deadline, _hang_up, (sock,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(sock: socket.socket | None) -> None:
    with suppress(OSError):  # it is closed already
        if sock is not None:
            # A TLS socket is told too: its own shutdown would forget the encryption and let the reader go on.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _Bounded(Fresh, HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 has it
        with _within(ANSWERS_WITHIN_SECONDS, self.sock):
            return super().getresponse()


class _BoundedTls(Fresh, HTTPSConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 has it
        with _within(ANSWERS_WITHIN_SECONDS, self.sock):
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


class BoundedAdapter(HTTPAdapter):
    """Answers begin within `ANSWERS_WITHIN_SECONDS`, or not at all."""

    _pools: dict[str, Any] = {"http": _BoundedPool, "https": _BoundedTlsPool}  # noqa: RUF012 - never changed

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Have the pools make connections of ours."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools


class PublicAdapter(BoundedAdapter):
    """Connects to public addresses only, whatever a name says."""

    _pools: dict[str, Any] = {"http": _PublicPool, "https": _PublicTlsPool}  # noqa: RUF012 - never changed
