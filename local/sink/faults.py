"""Failures to order: what a provider does on a bad day, a given number of times.

`error` is a 500, `throttle` the provider's own 429, `timeout` accepts nothing and never answers, `cut` accepts the
message and closes the connection without an answer: the sender cannot know, and must not send blindly again.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, cast, get_args

from starlette.requests import Request
from starlette.responses import Response

from local.sink.outbox import Channel

Mode = Literal["error", "throttle", "timeout", "cut"]
Door = Channel | Literal["sms-voice"]
"""Whose faults: a channel's provider (for SMS Twilio), or the second one for SMS."""

_DOORS = (*get_args(Channel), "sms-voice")

_HANG_SECONDS = 60.0
"""Longer than any sender's deadline; a sender that has none would hang for good at a real provider."""


class Faults:
    """The ordered faults by door, first ordered first taken."""

    def __init__(self) -> None:
        self._ordered: dict[str, deque[Mode]] = {door: deque() for door in _DOORS}

    def order(self, channel: str, mode: str, times: int) -> None:
        """Have the next `times` requests of a channel fail. Raises ValueError for what is none of these."""
        if channel not in self._ordered or mode not in get_args(Mode):
            raise ValueError(f"channel is one of {sorted(self._ordered)}, mode one of {sorted(get_args(Mode))}")
        if not 1 <= times <= 10_000:
            raise ValueError("times is a number from 1 to 10000")
        self._ordered[channel].extend([cast("Mode", mode)] * times)

    def clear(self) -> None:
        """Let everything work again."""
        for ordered in self._ordered.values():
            ordered.clear()

    async def around(
        self,
        door: Door,
        request: Request,
        refusals: Mapping[str, Response],
        accept: Callable[[], Awaitable[Response]],
    ) -> Response:
        """Answer a provider's request: with `accept`, or as the next ordered fault says.

        `refusals` are the provider's own answers for `error` and `throttle`.
        """
        ordered = self._ordered[door]
        mode = ordered.popleft() if ordered else None
        if mode is None:
            return await accept()
        if mode in refusals:
            return refusals[mode]
        if mode == "timeout":
            await asyncio.sleep(_HANG_SECONDS)
            answer = Response(status_code=504)
        else:
            answer = await accept()
        _cut(request)
        return answer


def _cut(request: Request) -> None:
    """Close the connection under the answer. ASGI has no word for it, so this asks the server's request cycle."""
    cycle: Any = getattr(request.receive, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is None:
        raise RuntimeError("the server does not let go of its connection")
    transport.abort()
