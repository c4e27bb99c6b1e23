"""The sink's own routes: the outbox, which is in the contract, and the faults, which the tests order."""

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.orders import Orders
from local.sink.faults import Faults
from local.sink.outbox import Outbox
from local.sink.receipts import Receipts


def routes(outbox: Outbox, faults: Faults, receipts: Receipts) -> list[Route]:
    """`/outbox.json`, `/faults` and `/receipts`."""

    async def show(_request: Request) -> Response:
        return JSONResponse(outbox.entries())

    async def empty(_request: Request) -> Response:
        outbox.clear()
        return Response(status_code=204)

    return [
        Route("/outbox.json", show, methods=["GET"]),
        Route("/outbox.json", empty, methods=["DELETE"]),
        *_orders("/faults", faults),
        *_orders("/receipts", receipts),
    ]


def _orders(path: str, orders: Orders) -> list[Route]:
    """POST `{"channel", "mode", "times", "about": [texts]}` orders, DELETE takes every order back."""

    async def order(request: Request) -> Response:
        try:
            wanted = json.loads(await request.body())
            orders.order(wanted["channel"], wanted["mode"], int(wanted.get("times", 1)), wanted.get("about", ()))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse({"ordered": wanted})

    async def take_back(_request: Request) -> Response:
        orders.clear()
        return Response(status_code=204)

    return [Route(path, order, methods=["POST"]), Route(path, take_back, methods=["DELETE"])]
