"""The one local server, on the page's port: the demo page, what it asks for, and the provider sink."""

import threading
import time

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from local import page, web_files
from local.secret_values import DemoSecrets
from local.settings import LOOPBACK, Settings
from local.sink import control
from local.sink.faults import Faults
from local.sink.outbox import Outbox
from local.sink.push import PushService
from local.sink.receipts import Receipts
from local.sink.ses import Ses
from local.sink.ses_events import SesEvents
from local.sink.sms_voice import SmsVoice
from local.sink.twilio import TwilioSink
from local.sink.twilio_callbacks import TwilioCallbacks
from local.steps import StepFailedError

_START_SECONDS = 15.0


class Server:
    """The server in a thread of its own; `stop` ends it."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        # Senders keep connections open; a graceful stop would wait for them.
        config = uvicorn.Config(
            app, host=LOOPBACK, port=port, log_level="warning", access_log=False, lifespan="off",
            timeout_keep_alive=75, timeout_graceful_shutdown=1,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)

    def start(self) -> None:
        """Start and wait until it listens. Raises StepFailedError if it does not."""
        self._thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise StepFailedError("the page's server did not start")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it, and what still hangs on a connection."""
        self._server.should_exit = True
        self._thread.join(10)


def start(settings: Settings, demo: DemoSecrets) -> Server:
    """Serve on the page's port until it is stopped."""
    server = Server(application(settings, demo), settings.web_port)
    server.start()
    return server


def application(settings: Settings, demo: DemoSecrets) -> ASGIApp:
    """The page and the sink as one application."""
    outbox, faults, receipts = Outbox(), Faults(), Receipts()
    callbacks = TwilioCallbacks(settings, demo["twilio"], receipts)
    push = PushService(settings.web_url, demo["vapid"]["publicKey"], settings.data_dir, outbox, faults)
    providers: list[Ses | SmsVoice | TwilioSink | PushService] = [
        Ses(outbox, faults, SesEvents(settings, receipts)),
        SmsVoice(outbox, faults),
        TwilioSink(demo["twilio"], outbox, faults, callbacks),
        push,
    ]
    routes = [
        *control.routes(outbox, faults, receipts),
        *callbacks.routes(),
        *page.routes(settings),
        *(route for provider in providers for route in provider.routes()),
        *web_files.routes(),
    ]
    # A foreign name that was made to point here (DNS rebinding) must not read the demo passwords in /stack.json.
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"])
    return _ResponseHeaders(Starlette(routes=routes, middleware=[hosts]), settings)


class _ResponseHeaders:
    """Headers that every answer carries: nothing is cached, and no script or style runs that stands in the HTML."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        aws = f"{settings.aws_endpoint} ws://{LOOPBACK}:{settings.aws_port}"
        policy = (
            f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' {aws}; "
            "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        self._headers = [
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            (b"content-security-policy", policy.encode()),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        await self._app(scope, receive, send_with_headers)
