"""`docs/asyncapi.yaml`: the ingest queue's message and the frames of a socket, in AsyncAPI 3.0.

https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

from typing import Any

from local.api_docs import frames, requests
from local.api_docs.requests import Schema

_ABOUT = """\
What systems may drop on the ingest queue, and what is said on an open WebSocket. A message may come twice or late: it is
stored once and sent at most once per channel. What can never succeed is put on the ingest dead-letter queue at once, its
body untouched, with the message attributes `errorCode` and `errorMessage`.
"""


def document() -> dict[str, Any]:
    """The whole document."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Carillon", "version": "1.0.0", "description": _ABOUT},
        "defaultContentType": "application/json",
        "servers": _servers(),
        "channels": _channels(),
        "operations": _operations(),
        "components": {
            "securitySchemes": {"ticket": _ticket()},
            "messages": frames.messages(),
            "schemas": {"NotificationRequest": requests.schemas()["NotificationRequest"]} | frames.schemas(),
        },
    }


def _servers() -> dict[str, Any]:
    region = {"region": {"default": "eu-west-1"}}
    return {
        "queue": {
            "host": "sqs.{region}.amazonaws.com",
            "protocol": "sqs",
            "description": "The queue is the stack's output `IngestQueueUrl`.",
            "variables": region,
        },
        "socket": {
            "host": "{apiId}.execute-api.{region}.amazonaws.com",
            "pathname": "/live",
            "protocol": "wss",
            "description": "The stack's output `WebSocketUrl`; `POST /api/notifications/ws-ticket` gives it with a ticket.",
            "variables": region | {"apiId": {"default": "abc123"}},
            "security": [{"$ref": "#/components/securitySchemes/ticket"}],
        },
    }


def _ticket() -> Schema:
    return {
        "type": "httpApiKey",
        "in": "query",
        "name": "ticket",
        "description": "Good once, for 60 seconds at most; a bad, used or expired one refuses the handshake.",
    }


def _channels() -> dict[str, Any]:
    return {
        "ingest": _channel("The ingest queue.", "queue", frames.ON_THE_QUEUE),
        "socket": _channel("An open connection of one person.", "socket", (*frames.FROM_SERVER, *frames.FROM_CLIENT)),
    }


def _channel(description: str, server: str, messages: tuple[str, ...]) -> dict[str, Any]:
    return {
        "address": "/" if server == "socket" else "carillon-ingest",
        "description": description,
        "servers": [{"$ref": f"#/servers/{server}"}],
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
    }


def _operations() -> dict[str, Any]:
    """As the system sees them: it receives what others say and sends what it says."""
    made = {"takeNotification": _operation("receive", "ingest", frames.ON_THE_QUEUE, "Accepts a notification.")}
    made["tellDevices"] = _operation(
        "send", "socket", frames.UNASKED, "Tells every open connection of a person what happened."
    )
    for asked, answer in frames.ANSWERS.items():
        made[f"answer{asked[0].upper()}{asked[1:]}"] = _operation(
            "receive", "socket", (asked,), "Answers a client."
        ) | {"reply": {"channel": {"$ref": "#/channels/socket"}, "messages": _messages("socket", (answer,))}}
    return made


def _operation(action: str, channel: str, messages: tuple[str, ...], summary: str) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": summary,
        "messages": _messages(channel, messages),
    }


def _messages(channel: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names]
