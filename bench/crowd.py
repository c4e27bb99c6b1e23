"""Open pages, as many as a machine holds: WebSocket clients of one process, in a thread beside the measuring one."""

from __future__ import annotations

import asyncio
import json
import resource
import threading
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import TypeVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

ResultT = TypeVar("ResultT")

OPEN_WITHIN_SECONDS = 10
"""A page that waits longer for its handshake than this is one too many."""
_CLOSED_A_SECOND = 50
"""Each has a function told of it: all at once would start a process for each."""
_MANY_FILES = 65_536


def allow_many_files() -> None:
    """As many open files as the system lets this process have, and what it starts: each page is one in both."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MANY_FILES if most == resource.RLIM_INFINITY else most
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


class Crowd:
    """`shown` has the title of each notification that one of the pages was shown, and when."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, float]] = []
        self._pages: list[ClientConnection] = []
        self._watching: list[asyncio.Task[None]] = []
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="crowd", daemon=True).start()

    def open(self, url: str) -> None:
        """One page more. Raises TimeoutError, another OSError or InvalidHandshake when it does not open."""
        self._run(self._open(url))

    def close(self) -> None:
        """Close them all, one after the other."""
        for page in self._pages:
            self._run(page.close())
            time.sleep(1 / _CLOSED_A_SECOND)
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _run(self, what: Coroutine[None, None, ResultT]) -> ResultT:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result()

    async def _open(self, url: str) -> None:
        # Neither compression nor pings: a browser's cost is not what is measured.
        page = await connect(url, proxy=None, compression=None, ping_interval=None, open_timeout=OPEN_WITHIN_SECONDS)
        self._pages.append(page)
        self._watching.append(asyncio.create_task(self._watch(page)))

    async def _watch(self, page: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for text in page:
                at, frame = time.time(), json.loads(text)
                if frame["event"] == "notification":
                    self.shown.append((frame["data"]["title"], at))
