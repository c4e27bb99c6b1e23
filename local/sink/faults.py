"""Failures to order: what a provider does on a bad day, a given number of times, to anybody or to whom a request names.

`error` is a 500, `throttle` the provider's own 429, `timeout` accepts nothing and never answers. The others accept the
message: `cut` closes the connection without an answer, `withhold` never answers, `malformed` answers what nobody can
read, `kill` kills the sender. It cannot know then, and must not send blindly again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, get_args

from starlette.requests import Request
from starlette.responses import Response

from local import peers
from local.orders import Orders
from local.sink.outbox import Channel

Door = Channel | Literal["sms-voice"]
"""Whose faults: a channel's provider (for SMS Twilio), or the second one for SMS."""

_DOORS = (*get_args(Channel), "sms-voice")
_MODES = frozenset({"error", "throttle", "timeout", "cut", "withhold", "malformed", "kill"})

_HANG_SECONDS = 60.0
"""Longer than any sender's deadline; a sender that has none would hang for good at a real provider."""


class Faults(Orders):
    """The ordered faults by door."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(_DOORS, _MODES))

    async def around(
        self,
        door: Door,
        request: Request,
        refusals: Mapping[str, Response],
        accept: Callable[[], Awaitable[Response]],
    ) -> Response:
        """Answer a provider's request: with `accept`, or as the next fault ordered for it says.

        `refusals` are the provider's own answers for `error` and `throttle`.
        """
        body = await request.body()
        mode = self.take(door, f"{request.url.path}\n{body.decode('latin-1')}")
        if mode is None:
            return await accept()
        if mode in refusals:
            return refusals[mode]
        answer = Response(status_code=504) if mode == "timeout" else await accept()
        if mode == "malformed":
            return Response("<html>", answer.status_code)
        if mode in {"timeout", "withhold"}:
            await asyncio.sleep(_HANG_SECONDS)
        if mode == "kill" and request.client:
            peers.kill_function(request.client.port, request.scope["server"][1])
        _cut(request)
        return answer


def _cut(request: Request) -> None:
    """Close the connection under the answer. ASGI has no word for it, so this asks the server's request cycle."""
    cycle: Any = getattr(request.receive, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is None:
        raise RuntimeError("the server does not let go of its connection")
    transport.abort()
