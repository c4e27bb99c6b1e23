"""The only maker of AWS clients: one botocore session per process, short timeouts, connections pooled for threads."""

from __future__ import annotations

import random
import time
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import botocore.session
from botocore.config import Config

from . import config, keep_alive

_POOL = 32
_TRIES_BESIDE_TRANSACTIONS = 6
"""Together three quarters of a second; a transaction takes milliseconds."""

_REST_SECONDS = (0.05, 0.15)


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


def _client(service: str, settings: Config, endpoint_url: str | None = None) -> Any:
    return _session().create_client(service, region_name=config.region(), endpoint_url=endpoint_url, config=settings)


@cache
def dynamodb() -> Any:
    """DynamoDB. A write ends within `inbox.MARK_TRAIL`: three tries of at most three seconds."""
    made = _client(
        "dynamodb",
        Config(
            connect_timeout=1,
            read_timeout=2,
            retries={"total_max_attempts": 3, "mode": "standard"},
            max_pool_connections=_POOL,
        ),
    )
    made.meta.events.register("needs-retry.dynamodb", _after_a_transaction)
    made.meta.events.register_last("after-call.dynamodb", _rest_before_what_is_left)
    return made


def _after_a_transaction(response: tuple[Any, dict[str, Any]] | None, attempts: int, **_: Any) -> float | None:
    """Seconds until a write is tried again that met a transaction on its item: it was refused whole, and the SDK gives up.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
    """
    code = response[1].get("Error", {}).get("Code") if response else None
    return 0.05 * attempts if code == "TransactionConflictException" and attempts < _TRIES_BESIDE_TRANSACTIONS else None


def _rest_before_what_is_left(parsed: dict[str, Any], **_: Any) -> None:
    """Pause when a batch came back in part, mostly since a table is throttled: PynamoDB asks for the rest at once.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
    """
    if parsed.get("UnprocessedKeys") or parsed.get("UnprocessedItems"):
        time.sleep(random.uniform(*_REST_SECONDS))  # noqa: S311 - not for secrets


@cache
def sqs() -> Any:
    """SQS. Sending twice is harmless (every consumer deduplicates), so the SDK may retry."""
    return _client(
        "sqs",
        Config(
            connect_timeout=1,
            read_timeout=5,
            retries={"total_max_attempts": 3, "mode": "standard"},
            max_pool_connections=_POOL,
        ),
    )


@cache
def ses() -> Any:
    """SES v2, without the SDK's retries: a repeated SendEmail may send twice, so only the queue retries."""
    return keep_alive.fresh(
        _client(
            "sesv2",
            Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1}, max_pool_connections=_POOL),
        )
    )


@cache
def sms_voice() -> Any:
    """AWS End User Messaging, without the SDK's retries, as `ses`. It is asked after Twilio, in what a send has left."""
    return keep_alive.fresh(
        _client(
            "pinpoint-sms-voice-v2",
            Config(connect_timeout=2, read_timeout=8, retries={"total_max_attempts": 1}, max_pool_connections=_POOL),
        )
    )


@cache
def secrets() -> Any:
    """Secrets Manager."""
    return _client("secretsmanager", Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard"}))


@cache
def connections(api_id: str, stage: str) -> Any:
    """The management API of the WebSocket API: `post_to_connection`. Not retried here; the queue does."""
    return keep_alive.fresh(
        _client(
            "apigatewaymanagementapi",
            Config(connect_timeout=1, read_timeout=5, retries={"total_max_attempts": 1}, max_pool_connections=_POOL),
            endpoint_url=_websocket_api_url("https", api_id, stage),
        )
    )


def websocket_url(api_id: str, stage: str) -> str:
    """Where a browser connects."""
    return _websocket_api_url("wss", api_id, stage)


def http_api_url(public_url: str) -> str:
    """Where whoever reads a mail reaches the HTTP API: its public address, or on a local AWS the path form of API Gateway's."""
    local = config.local_aws_endpoint()
    host = urlsplit(public_url).hostname or ""
    if local is None or ".execute-api." not in host:
        return public_url
    return f"{local.rstrip('/')}/_aws/execute-api/{host.split('.')[0]}"


def _websocket_api_url(scheme: str, api_id: str, stage: str) -> str:
    """The API's address on AWS, or its path form on a local AWS, where its host name does not resolve.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
    """
    local = config.local_aws_endpoint()
    if local is None:
        return f"{scheme}://{api_id}.execute-api.{config.region()}.amazonaws.com/{stage}"
    plain = {"https": "http", "wss": "ws"}[scheme]
    return f"{plain}://{local.split('://', 1)[1].rstrip('/')}/_aws/execute-api/{api_id}/{stage}"
