"""Failures between botocore and the local AWS, to order: `POST /_faults {"channel": operation, "mode", "times", "about"}`.

`throttle` and `error` are the service's own refusals, `cut` does what was asked for and cuts the answer, `kill` kills the
function before that, `kill-done` after it. Runs inside the local AWS, under its interpreter: standard library only.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from local import peers
from local.orders import Orders

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

PATH = "/_faults"
_MODES = frozenset({"throttle", "error", "cut", "kill", "kill-done"})
_POST_TO_CONNECTION = "PostToConnection"
_OPERATIONS = ("BatchGetItem", "PutItem", "UpdateItem", "SendMessageBatch", _POST_TO_CONNECTION)
_THROTTLED = {
    _POST_TO_CONNECTION: (429, "LimitExceededException"),
    "SendMessageBatch": (400, "RequestThrottled"),
}
_TABLE_THROTTLED = (400, "ProvisionedThroughputExceededException")


class NetworkFaults:
    """Around the ASGI application `app`."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._orders = Orders(dict.fromkeys(_OPERATIONS, _MODES))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, as the next fault ordered for it says."""
        if scope["type"] == "http" and scope["path"] == PATH:
            return await self._control(scope, receive, send)
        operation = _operation(scope) if scope["type"] == "http" else ""
        if not self._orders.is_waiting(operation):
            return await self._app(scope, receive, send)
        body = await _body(receive)
        mode = self._orders.take(operation, body.decode("latin-1"))
        if mode is None:
            return await self._app(scope, _again(body, receive), send)
        return await self._fail(mode, operation, scope, _again(body, receive), send)

    async def _fail(self, mode: str, operation: str, scope: Scope, receive: Receive, send: Send) -> None:
        if mode == "throttle":
            return await _refuse(send, *_THROTTLED.get(operation, _TABLE_THROTTLED))
        if mode == "error":
            return await _refuse(send, 500, "InternalServerError")
        if mode != "kill":
            await self._app(scope, receive, _nowhere)
        if mode != "cut":
            peers.kill_function(scope["client"][1], scope["server"][1])
        return await _half_an_answer(send)

    async def _control(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _body(receive)
        status, said = 200, "{}"
        try:
            if scope["method"] == "DELETE":
                self._orders.clear()
            else:
                wanted = json.loads(body)
                about = wanted.get("about", ())
                self._orders.order(wanted["channel"], wanted["mode"], int(wanted.get("times", 1)), about)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            status, said = 400, json.dumps({"error": str(error)})
        await _answer(send, status, said, {})


def _operation(scope: Scope) -> str:
    """What an AWS client asks for: the last part of its target, or of the one path that has none."""
    if "/@connections/" in scope["path"] and scope["method"] == "POST":
        return _POST_TO_CONNECTION
    target = next((value for name, value in scope["headers"] if name.lower() == b"x-amz-target"), b"")
    return str(target.decode("latin-1").rpartition(".")[2])


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


def _again(body: bytes, receive: Receive) -> Receive:
    """The request as it came, for whoever reads it next."""
    unread: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return unread.pop() if unread else await receive()

    return receive_again


async def _nowhere(_message: Message) -> None:
    """What is sent here reaches nobody."""


async def _refuse(send: Send, status: int, code: str) -> None:
    text = json.dumps({"__type": f"com.amazonaws#{code}", "message": "ordered"})
    await _answer(send, status, text, {"x-amzn-errortype": code})


async def _answer(send: Send, status: int, text: str, headers: dict[str, str]) -> None:
    fields = {"content-type": "application/x-amz-json-1.0", "content-length": str(len(text)), **headers}
    encoded = [(name.encode(), value.encode()) for name, value in fields.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": text.encode()})


async def _half_an_answer(send: Send) -> None:
    """An answer in chunks of which the last never comes: the server closes the connection.

    With a length instead, botocore takes half an answer for an empty one.
    """
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"{", "more_body": True})
