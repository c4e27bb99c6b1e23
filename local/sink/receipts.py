"""When providers tell what became of a message: a moment after they took it, or as badly as a test orders.

`late` waits longer than a sender's lease of a moment, `double` says everything twice, `reverse` the last first, `lost`
nothing at all.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, get_args

from local.orders import Orders

_MODES = frozenset({"late", "double", "reverse", "lost"})
Told = Literal["email", "sms"]

_SOON_SECONDS = 0.5
_LATE_SECONDS = 8.0
_TELLERS = 8


class Receipts(Orders):
    """The ordered modes by channel, and the threads that tell."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(get_args(Told), _MODES))
        self._tellers = ThreadPoolExecutor(_TELLERS, thread_name_prefix="receipts")

    def tell(self, channel: Told, recipient: str, words: Sequence[Callable[[], None]]) -> None:
        """Say the words in a moment, in their order unless something else is ordered for the recipient's next message."""
        mode = self.take(channel, recipient)
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
