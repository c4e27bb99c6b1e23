"""Mozilla's push protocol, which a Firefox speaks with its push service, so that a real browser can subscribe offline.

A Firefox comes here with `dom.push.serverURL` set to `ws://…/push` (tests/browser/firefox.py has all preferences). One JSON
object per WebSocket message, told apart by `messageType`: the browser says `hello` first, then `register` and `unregister`
for its subscriptions, and `ack` for each `notification` that it is sent. `{}` is a ping, both ways. What the server may leave
alone is left alone: Mozilla's own broadcasts. See https://mozilla-push-service.readthedocs.io/en/latest/design/.
"""

import json
from typing import Any

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from local.sink.push_browsers import PushBrowsers, Registration, Waiting
from local.sink.vapid import check_key

_SUBPROTOCOL = "push-notification"
_PROTOCOL_ERROR = 1002  # RFC 6455, section 7.4.1
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError)
"""What JSON of another shape raises where it is read."""


class BrowserPush:
    """The push service's side of every browser's connection."""

    def __init__(self, origin: str, browsers: PushBrowsers) -> None:
        """`origin` is the address under which the senders reach the push service."""
        self._origin = origin
        self._browsers = browsers
        self._connections: dict[str, WebSocket] = {}

    def routes(self) -> list[WebSocketRoute]:
        """Where a browser connects."""
        return [WebSocketRoute("/push", self._serve)]

    async def deliver(self, registration: Registration, body: bytes, ttl: int, topic: str | None) -> str:
        """Hand an encrypted message over, now or when its browser comes back within `ttl` seconds; the message's id."""
        message = self._browsers.keep(registration, body, ttl, topic)
        connection = self._connections.get(registration.uaid)
        if connection is not None:
            await _send(connection, _notification(registration, message))
        return message.version

    async def _serve(self, socket: WebSocket) -> None:
        if _SUBPROTOCOL not in socket.scope["subprotocols"]:
            await socket.close()
            return
        await socket.accept(_SUBPROTOCOL)
        uaid = None
        try:
            uaid = await self._greet(socket)
            while True:
                await self._answer(socket, uaid, json.loads(await socket.receive_text()))
        except WebSocketDisconnect:
            pass
        except _MALFORMED:
            await socket.close(_PROTOCOL_ERROR)
        finally:
            if uaid is not None and self._connections.get(uaid) is socket:
                del self._connections[uaid]

    async def _greet(self, socket: WebSocket) -> str:
        """Answer the browser's `hello`, and hand over what waited for it; its id."""
        hello = json.loads(await socket.receive_text())
        if hello["messageType"] != "hello":
            raise ValueError("a browser says hello first")
        uaid = self._browsers.identify(hello.get("uaid"))
        answer = {"messageType": "hello", "uaid": uaid, "status": 200, "use_webpush": True, "broadcasts": {}}
        await _send(socket, answer)
        self._connections[uaid] = socket
        for registration, message in self._browsers.waiting_for(uaid):
            await _send(socket, _notification(registration, message))
        return uaid

    async def _answer(self, socket: WebSocket, uaid: str, said: dict[str, Any]) -> None:
        if said == {}:
            await _send(socket, {})
        elif said["messageType"] == "register":
            await _send(socket, self._register(uaid, str(said["channelID"]), said.get("key")))
        elif said["messageType"] == "unregister":
            self._browsers.unregister(uaid, said["channelID"])
            await _send(socket, {"messageType": "unregister", "channelID": said["channelID"], "status": 200})
        elif said["messageType"] == "ack":
            self._browsers.acknowledge(uaid, {str(update["version"]) for update in said["updates"]})

    def _register(self, uaid: str, channel_id: str, key: str | None) -> dict[str, Any]:
        answer = {"messageType": "register", "uaid": uaid, "channelID": channel_id}
        if key is not None:
            key = key.rstrip("=")  # Firefox pads it, RFC 8292 does not
            try:
                check_key(key)
            except ValueError:
                return answer | {"status": 400}
        made = self._browsers.register(uaid, channel_id, key)
        return answer | {"status": 200, "pushEndpoint": f"{self._origin}/push/{made.id}"}


def _notification(registration: Registration, message: Waiting) -> dict[str, Any]:
    return {
        "messageType": "notification",
        "channelID": registration.channel_id,
        "version": message.version,
        "data": message.data,
        "headers": {"encoding": "aes128gcm"},
    }


async def _send(socket: WebSocket, message: dict[str, Any]) -> None:
    """Send, or do nothing when the browser has just gone: what it does not acknowledge waits for its next `hello`."""
    try:
        await socket.send_text(json.dumps(message))
    except (WebSocketDisconnect, RuntimeError):
        return
