"""What the demo page asks of its own server: where the stack is, and a way to drop a message.

A browser cannot sign AWS requests, so the page hands the message over and the server puts it on the ingest queue, as
an internal system would.
"""

import json
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local import aws
from local.settings import Settings


def routes(settings: Settings) -> list[Route]:
    """`/stack.json` and `/ingest`."""
    client = aws.session().client("sqs", endpoint_url=settings.aws_endpoint, config=aws.CLIENT_CONFIG)

    def stack() -> dict[str, Any] | None:
        if not settings.stack_file.is_file():
            return None
        found: dict[str, Any] = json.loads(settings.stack_file.read_text(encoding="utf-8"))
        return found

    async def show(_request: Request) -> Response:
        found = stack()
        return JSONResponse(found) if found else JSONResponse({"error": "the stack is not ready"}, 503)

    async def ingest(request: Request) -> Response:
        # Only a page of this origin may: another one's request with this type is stopped by the browser's preflight.
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return JSONResponse({"error": "the body must be application/json"}, 415)
        found = stack()
        if found is None:
            return JSONResponse({"error": "the stack is not ready"}, 503)
        body = (await request.body()).decode(errors="replace")
        try:
            sent = await run_in_threadpool(
                client.send_message, QueueUrl=found["outputs"]["IngestQueueUrl"], MessageBody=body
            )
        except (ClientError, BotoCoreError) as error:
            return JSONResponse({"error": f"the queue refused it: {error}"}, 400)
        return JSONResponse({"messageId": sent["MessageId"]}, 202)

    return [Route("/stack.json", show, methods=["GET"]), Route("/ingest", ingest, methods=["POST"])]
