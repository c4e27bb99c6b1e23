"""A WebDriver BiDi session (https://www.w3.org/TR/webdriver-bidi/), as much of it as the tests need."""

import itertools
import json
import time
from typing import Any

from websockets.sync.client import connect

ANSWERS_WITHIN_SECONDS = 30.0


class BidiError(Exception):
    """The browser refused a command, or the script that it was to run threw."""


class Bidi:
    """One session with one browser. `events` holds what it told beside its answers."""

    def __init__(self, address: str) -> None:
        self._connection = connect(f"{address}/session", proxy=None, max_size=None, legacy=True)
        self._numbers = itertools.count(1)
        self.events: list[dict[str, Any]] = []
        self.send("session.new", capabilities={})

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and wait for its result. Raises BidiError."""
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": params}))
        give_up_at = time.monotonic() + ANSWERS_WITHIN_SECONDS
        while True:
            said = json.loads(self._connection.recv(timeout=max(0.0, give_up_at - time.monotonic())))
            if said["type"] == "event":
                self.events.append(said)
            elif said["id"] == number:
                if said["type"] == "error":
                    raise BidiError(f"{method}: {said['message']}")
                result: dict[str, Any] = said["result"]
                return result

    def close(self) -> None:
        """End the session; the browser goes on."""
        self._connection.close()


class Tab:
    """A page, in which scripts run."""

    def __init__(self, bidi: Bidi, context: str) -> None:
        self._bidi = bidi
        self._context = context

    def open(self, url: str) -> None:
        """Go there, and wait until it is loaded."""
        self._bidi.send("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def run(self, function: str, *arguments: Any) -> Any:
        """What an (async) JavaScript function answers to these arguments; both are JSON. Raises BidiError if it throws."""
        passed = ", ".join(json.dumps(argument) for argument in arguments)
        answer = self._bidi.send(
            "script.evaluate",
            expression=f"Promise.resolve(({function})({passed})).then((value) => JSON.stringify(value ?? null))",
            target={"context": self._context},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise BidiError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])
