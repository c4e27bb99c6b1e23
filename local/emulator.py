"""MiniStack, started with corrections: run by the interpreter of its own environment, never by ours.

The template is right for AWS and is deployed unchanged, so where MiniStack differs from AWS it is MiniStack that is
mended here, each correction with what AWS does. One that a newer MiniStack no longer needs must go: `tests/e2e` says
whether it does.
"""

import asyncio
import contextlib
import functools
import logging
import os
import types
import zipfile
from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Any

from ministack import app
from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.services import apigateway, dynamodb, eventbridge, lambda_svc, sqs, sts
from ministack.services.cloudformation import provisioners

from local.network_faults import NetworkFaults
from local.unpacked_once import UnpackedOnce

_LAST_CONNECTIONS_SECONDS = 1

_ALLOWED_BY = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
}


def correct_batch_actions() -> None:
    """Have the batch calls of SQS checked against the actions that AWS checks.

    SQS has no IAM action for them: `SendMessageBatch` is allowed by `sqs:SendMessage` (Amazon SQS developer guide,
    "Amazon SQS API permissions"). MiniStack asks for an action of the call's own name, which no right policy contains.
    """
    original = iam_actions.extract_iam_action

    def extract_iam_action(*arguments: Any, **named: Any) -> str | None:
        action: str | None = original(*arguments, **named)
        return action if action is None else _ALLOWED_BY.get(action, action)

    iam_actions.extract_iam_action = extract_iam_action


def correct_cors() -> None:
    """Have an HTTP API's CORS settings read as CloudFormation writes them, and kept for what the gateway itself answers.

    CloudFormation's members begin with a capital (`AllowOrigins`), the API's do not; MiniStack keeps the first and reads
    the second, so that an API deployed by a template refuses every browser. AWS lets the page read a 401 of the
    authorizer, by which it knows that its token has expired; MiniStack gives the headers to the integration's answers only.
    """
    headers, preflight = apigateway._cors_response_headers, apigateway._cors_preflight_response
    execute = apigateway._handle_execute_in_scope

    def as_the_api_names_it(settings: Mapping[str, Any]) -> dict[str, Any]:
        return {name[:1].lower() + name[1:]: value for name, value in (settings or {}).items()}

    apigateway._cors_response_headers = lambda settings, origin: headers(as_the_api_names_it(settings), origin)
    apigateway._cors_preflight_response = lambda settings, origin: preflight(as_the_api_names_it(settings), origin)

    async def execute_under_cors(
        api_id: str, stage: str, path: str, method: str, sent: Any, *rest: Any
    ) -> tuple[Any, ...]:
        status, answered, body = await execute(api_id, stage, path, method, sent, *rest)
        settings = (apigateway._apis.get(api_id) or {}).get("corsConfiguration")
        origin = {name.lower(): value for name, value in sent.items()}.get("origin", "")
        return status, apigateway._cors_response_headers(settings, origin) | answered, body

    apigateway._handle_execute_in_scope = execute_under_cors


def know_route_responses() -> None:
    """Let a stack have an AWS::ApiGatewayV2::RouteResponse.

    On AWS a route's reply is dropped without one; here it reaches the client with or without, and the type is unknown.
    """

    def create(logical_id: str, _properties: dict[str, Any], stack_name: str) -> tuple[str, dict[str, str]]:
        name = f"{stack_name}-{logical_id}"
        return name, {"RouteResponseId": name}

    provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::RouteResponse"] = {
        "create": create,
        "delete": lambda _physical_id, _properties: None,
    }


def ask_queues_about_rules() -> None:
    """Have an EventBridge rule put events on a queue only if the queue's policy lets it.

    AWS asks the policy of the queue (Amazon EventBridge user guide, "Resource-based policies"). MiniStack asks it for
    SNS, and lets every rule pass.
    """
    original = eventbridge._invoke_target

    def invoke_target(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> None:
        queue, source = str(target.get("Arn", "")), str(rule.get("Arn", ""))
        is_asked = ":sqs:" in queue and ":rule/" in source
        if not is_asked or sqs.queue_policy_allows(queue, "events.amazonaws.com", source, source.split(":")[4]):
            original(target, event, rule, view)

    eventbridge._invoke_target = invoke_target


def correct_stream_positions() -> None:
    """Have a table's stream read from its start after a restart.

    MiniStack saves how far each function has read, but not the records: after a restart it would skip as many new ones.
    """
    original = lambda_svc._restore_state

    def restore_state(data: Any) -> None:
        original({name: value for name, value in data.items() if name != "dynamodb_stream_positions"} if data else data)

    lambda_svc._restore_state = restore_state


def stop_without_waiting_for_sockets() -> None:
    """Have it stop when its state is written, whoever is still connected.

    From Python 3.12 on a server that closes waits for its last connection, and a page left open keeps its socket: the
    state would be written after that wait, or, when we lose patience and kill it, never.
    """
    wait_closed, lifespan = asyncio.base_events.Server.wait_closed, app._handle_lifespan

    async def wait_briefly(server: asyncio.Server) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(wait_closed(server), _LAST_CONNECTIONS_SECONDS)

    async def handle_lifespan(*arguments: Any) -> None:
        await lifespan(*arguments)
        os._exit(0)

    asyncio.base_events.Server.wait_closed = wait_briefly  # type: ignore[method-assign,assignment]
    app._handle_lifespan = handle_lifespan


def keep_addresses_out_of_the_log() -> None:
    """AWS logs nothing of what is published to a topic; MiniStack logs its beginning, which for SES is an address."""
    logging.getLogger("sns").setLevel(logging.WARNING)


def unpack_once() -> None:
    """Start a function's next process from the files of its first."""
    shared = types.SimpleNamespace(**vars(zipfile) | {"ZipFile": UnpackedOnce})
    lambda_runtime.zipfile = shared


def check_expressions_once() -> None:
    """Have the grammar of a condition checked once, not again for every item that it is asked of."""
    dynamodb._condition_syntax_error = functools.lru_cache(maxsize=1024)(dynamodb._condition_syntax_error)


def let_open_connections_rest() -> None:
    """Have an open connection wait for what is to be sent, or for its end.

    MiniStack wakes each twice a second to see whether it was closed; some thousand leave it no time for anything else.
    """
    outboxes: list[asyncio.Queue[Any]] = []

    class Outbox(asyncio.Queue[Any]):
        def __init__(self) -> None:
            super().__init__()
            outboxes.append(self)

    class Closed(asyncio.Event):
        """Made right after a connection's outbox, which None ends."""

        def __init__(self) -> None:
            super().__init__()
            self._outbox = outboxes.pop()

        def set(self) -> None:
            super().set()
            self._outbox.put_nowait(None)

    async def wait_for(awaitable: Awaitable[Any], **_: float) -> Any:
        return await awaitable

    own = {"Queue": Outbox, "Event": Closed, "wait_for": wait_for}
    apigateway.asyncio = types.SimpleNamespace(**vars(asyncio) | own)


def fail_as_ordered() -> None:
    """Let tests order what happens between botocore and AWS on a bad day; without an order nothing changes."""
    app.app = NetworkFaults(app.app)


def note_permissions(log: Path) -> None:
    """Write down each permission that a role used, once: `role action resource`, a line each.

    What a role may do and never does is a permission too many; `tests/e2e` compares.
    """
    original = iam_evaluator.enforce
    noted: set[str] = set()

    def enforce(access_key: str, action: str, service: str, region: str, resource_arn: str = "*", **named: Any) -> Any:
        verdict = original(access_key, action, service, region, resource_arn=resource_arn, **named)
        session = sts._sessions.get(access_key)
        if verdict is None and session is not None:
            line = f"{session['Arn'].split('/')[1]} {action} {resource_arn}\n"
            if line not in noted:
                noted.add(line)
                with log.open("a", encoding="utf-8") as permissions:
                    permissions.write(line)
        return verdict

    iam_evaluator.enforce = enforce


if __name__ == "__main__":
    correct_batch_actions()
    correct_cors()
    know_route_responses()
    ask_queues_about_rules()
    correct_stream_positions()
    stop_without_waiting_for_sockets()
    keep_addresses_out_of_the_log()
    unpack_once()
    check_expressions_once()
    let_open_connections_rest()
    fail_as_ordered()
    note_permissions(Path(os.environ["PERMISSIONS_LOG"]))
    app.main()
