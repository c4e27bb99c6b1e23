"""Hosts on a local port that answer as no library of servers would."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Act = Callable[[socket.socket], object]
"""What the host does to a connection when a whole request has come: it says something, or closes it."""

TAKEN = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


def says(text: bytes) -> Act:
    """The host's answer, whole or not."""
    return lambda connection: connection.sendall(text)


def hangs_up(connection: socket.socket) -> None:
    """No answer."""
    connection.shutdown(socket.SHUT_RDWR)


@dataclass
class Host:
    """`requests`: number of the connection, and body. `closed` is set by every connection's end."""

    origin: str
    acts: list[Act]
    requests: list[tuple[int, bytes]] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    connections: int = 0

    def serve(self, connection: socket.socket) -> None:
        """One connection, to its end."""
        self.connections += 1
        number = self.connections
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            length = 0
            while line := lines.readline():
                if line.lower().startswith(b"content-length:"):
                    length = int(line[15:])
                if line == b"\r\n":
                    self.requests.append((number, lines.read(length)))
                    self.acts.pop(0)(connection)
        self.closed.set()


@contextmanager
def listening(*acts: Act, tls: ssl.SSLContext | None = None) -> Iterator[Host]:
    """A host that does to each request what comes next."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = Host(f"http{'s' if tls else ''}://127.0.0.1:{server.getsockname()[1]}", list(acts))

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    threading.Thread(target=serve, args=(connection,), daemon=True).start()

        def serve(connection: socket.socket) -> None:
            with suppress(OSError):
                host.serve(tls.wrap_socket(connection, server_side=True) if tls else connection)

        threading.Thread(target=accept, daemon=True).start()
        yield host
        server.shutdown(socket.SHUT_RDWR)
