"""When providers tell what became of a message: a moment after they took it, or as badly as a test orders.

`late` waits longer than a sender's lease of a moment, `double` says everything twice, `reverse` the last first, `lost`
nothing at all.
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Literal, get_args

from local.orders import Orders

_MODES = frozenset({"late", "double", "reverse", "lost"})
Told = Literal["email", "sms"]

_SOON_SECONDS = 0.5
_LATE_SECONDS = 8.0
_AT_ONCE = 8


class Receipts(Orders):
    """The ordered modes by channel, and the threads that tell."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(get_args(Told), _MODES))
        self._telling = threading.Semaphore(_AT_ONCE)

    def tell(self, channel: Told, recipient: str, words: Sequence[Callable[[], None]]) -> None:
        """Say the words in a moment, in their order unless something else is ordered for the recipient's next message."""
        mode = self.take(channel, recipient)
        said = {"lost": [], "reverse": list(reversed(words)), "double": [*words, *words]}.get(mode or "", list(words))
        timer = threading.Timer(_LATE_SECONDS if mode == "late" else _SOON_SECONDS, self._say_all, (said,))
        timer.daemon = True  # what is not said when everything stops, nobody waits for
        timer.start()

    def _say_all(self, words: Sequence[Callable[[], None]]) -> None:
        with self._telling:
            for say in words:
                say_until_heard(say)


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
