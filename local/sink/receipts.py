"""When providers tell what became of a message: a moment after they took it, or as badly as a test orders.

`late` waits longer than a sender's lease of a moment, `double` says everything twice, `reverse` the last first, `lost`
nothing at all.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, cast, get_args

Mode = Literal["late", "double", "reverse", "lost"]
Told = Literal["email", "sms"]

_SOON_SECONDS = 0.5
_LATE_SECONDS = 8.0
_TELLERS = 8


class Receipts:
    """The ordered modes by channel, first ordered first taken, and the threads that tell."""

    def __init__(self) -> None:
        self._ordered: dict[str, deque[Mode]] = {channel: deque() for channel in get_args(Told)}
        self._tellers = ThreadPoolExecutor(_TELLERS, thread_name_prefix="receipts")
        self._lock = threading.Lock()

    def order(self, channel: str, mode: str, times: int) -> None:
        """Have the receipts of the channel's next `times` messages come so. Raises ValueError for what is none of these."""
        if channel not in self._ordered or mode not in get_args(Mode):
            raise ValueError(f"channel is one of {sorted(self._ordered)}, mode one of {sorted(get_args(Mode))}")
        if not 1 <= times <= 10_000:
            raise ValueError("times is a number from 1 to 10000")
        self._ordered[channel].extend([cast("Mode", mode)] * times)

    def clear(self) -> None:
        """Let everything be told as usual again."""
        for ordered in self._ordered.values():
            ordered.clear()

    def tell(self, channel: Told, words: Sequence[Callable[[], None]]) -> None:
        """Say the words in a moment, in their order unless something else is ordered."""
        with self._lock:
            ordered = self._ordered[channel]
            mode = ordered.popleft() if ordered else None
        said = {"lost": [], "reverse": list(reversed(words)), "double": [*words, *words]}.get(mode or "", list(words))
        timer = threading.Timer(
            _LATE_SECONDS if mode == "late" else _SOON_SECONDS, self._tellers.submit, (_say_all, said)
        )
        timer.daemon = True
        timer.start()


def say_until_heard(say: Callable[[], None], tries: int = 5) -> None:
    """A provider repeats what could not be handed over."""
    for attempt in range(tries):
        try:
            return say()
        except Exception:
            if attempt == tries - 1:
                raise
            time.sleep(2**attempt)
    return None


def _say_all(words: Sequence[Callable[[], None]]) -> None:
    for say in words:
        say_until_heard(say)
