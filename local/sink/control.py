"""The sink's own routes: the outbox, which is in the contract, and the faults, which the tests order."""

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.sink.faults import Faults
from local.sink.outbox import Outbox


def routes(outbox: Outbox, faults: Faults) -> list[Route]:
    """`/outbox.json` and `/faults`."""

    async def show(_request: Request) -> Response:
        return JSONResponse(outbox.entries())

    async def empty(_request: Request) -> Response:
        outbox.clear()
        return Response(status_code=204)

    async def order(request: Request) -> Response:
        try:
            wanted = json.loads(await request.body())
            faults.order(wanted["channel"], wanted["mode"], int(wanted.get("times", 1)))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse({"ordered": wanted})

    async def repair(_request: Request) -> Response:
        faults.clear()
        return Response(status_code=204)

    return [
        Route("/outbox.json", show, methods=["GET"]),
        Route("/outbox.json", empty, methods=["DELETE"]),
        Route("/faults", order, methods=["POST"]),
        Route("/faults", repair, methods=["DELETE"]),
    ]
