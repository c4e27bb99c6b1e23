"""The files of `web/` that are served: the demo page at the root, and beside it the package, which any page may import.

Nothing else in that folder is reached, such as what a package manager puts there.
"""

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from local.settings import ROOT

_WEB = ROOT / "web"
_FOLDERS = ("client", "elements", "dist", "icons", "examples")
_WORKER = "service-worker.js"
"""At the root, since a worker has power over the folder that it is served from."""


def routes() -> list[BaseRoute]:
    """The package's files, readable from every origin, and at last the page."""
    # A module is fetched under CORS; another page on this machine is told so here, and reads nothing else of this server.
    shared = [Middleware(CORSMiddleware, allow_origins=["*"])]
    package = StaticFiles(directory=_WEB)

    async def worker(request: Request) -> Response:
        return await package.get_response(_WORKER, request.scope)

    return [
        *(Mount(f"/{folder}", StaticFiles(directory=_WEB / folder), middleware=shared) for folder in _FOLDERS),
        Route(f"/{_WORKER}", worker, methods=["GET"], middleware=shared),
        Mount("/", StaticFiles(directory=_WEB / "demo", html=True)),
    ]
