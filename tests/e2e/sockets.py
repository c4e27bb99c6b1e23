"""A browser's end of a WebSocket."""

import json
import time
from collections.abc import Callable
from typing import Any

from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

WITHIN_SECONDS = 20
Frame = dict[str, Any]


def open_socket(url: str) -> ClientConnection:
    """Connect. Raises InvalidStatus when the handshake is refused."""
    connection = connect(url, proxy=None, open_timeout=WITHIN_SECONDS, max_size=256 * 1024, legacy=True)
    assert isinstance(connection, ClientConnection)
    return connection


def is_refused(url: str) -> bool:
    """Whether the handshake is refused; an open connection is closed again."""
    try:
        open_socket(url).close()
    except InvalidStatus as refused:
        return refused.response.status_code in (401, 403)
    return False


class Socket:
    """An open connection that remembers every frame it got."""

    def __init__(self, url: str) -> None:
        self._connection = open_socket(url)
        self.frames: list[Frame] = []
        self.longest = 0

    def say(self, text: str | bytes) -> None:
        self._connection.send(text)

    def wait_for(self, event: str, matches: Callable[[Frame], object] = lambda _frame: True) -> Frame:
        """The first frame of that event that matches, among those that came already and those that come."""
        give_up_at = time.monotonic() + WITHIN_SECONDS
        seen = 0
        while True:
            for frame in self.frames[seen:]:
                if frame["event"] == event and matches(frame):
                    return frame
            seen = len(self.frames)
            text = self._connection.recv(timeout=max(0.0, give_up_at - time.monotonic()))
            self.longest = max(self.longest, len(text if isinstance(text, bytes) else text.encode()))
            self.frames.append(json.loads(text))

    def ask(self, action: str) -> Frame:
        """Send an action; the frame that comes next."""
        self.say(json.dumps({"action": action}))
        return self.next()

    def next(self) -> Frame:
        """The next frame that comes, whatever it is."""
        before = len(self.frames)
        self.wait_for_frames(before + 1)
        return self.frames[before]

    def wait_for_frames(self, count: int) -> None:
        while len(self.frames) < count:
            text = self._connection.recv(timeout=WITHIN_SECONDS)
            self.frames.append(json.loads(text))

    def close(self) -> None:
        self._connection.close()
