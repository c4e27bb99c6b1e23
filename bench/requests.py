"""Requests to AWS per act, counted by a hook on botocore while the real handlers run on Moto."""

import json
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from bench.table import Table
from tests.integration import conftest  # sets the environment before anything makes a session

BATCH = 10


def measure() -> Table:
    """One row per act."""
    rows = []
    for title, prepare, act, divisor in _acts():
        with conftest.empty_account():
            prepare()
            calls = _count(act)
        listed = ", ".join(f"{number} {name}" for name, number in sorted(calls.items()))
        rows.append((title, f"{sum(calls.values()) / divisor:g}", listed))
    note = (
        "Counted, not timed. Accepting is a batch of ten from the queue, for one person with in-app, email and push;"
        " its number is per notification. What Lambda's pollers and the senders add is not in this table."
    )
    return Table("Requests to AWS", ("act", "requests", "of which"), rows, note)


def _acts() -> list[tuple[str, Callable[[], None], Callable[[], None], int]]:
    from ingest.handler import lambda_handler as ingest
    from tests.integration.http import ADA, ADMIN, BASE, notify, request_for
    from tests.integration.lambda_queue import CONTEXT

    def address() -> None:
        ADMIN.ask("PUT /api/users/{userId}", path={"userId": "ada"}, body={"email": "ada@example.com"})

    def some() -> None:
        for _ in range(25):
            notify(ADA)

    def accept(**fields: str) -> Callable[[], None]:
        records = [
            {
                "messageId": f"m{number}",
                "body": json.dumps(request_for(ADA, **{k: f"{v}{number}" for k, v in fields.items()})),
                "attributes": {"SentTimestamp": str(int(time.time() * 1000))},
            }
            for number in range(BATCH)
        ]
        return lambda: _drop(ingest({"Records": records}, CONTEXT))

    found: dict[str, str] = {}

    def one() -> None:
        found["id"] = notify(ADA)["id"]

    return [
        ("accept", address, accept(), BATCH),
        ("accept, with a key", address, accept(idempotencyKey="k"), BATCH),
        ("list, first page", some, lambda: _drop(ADA.get()), 1),
        ("unread count", some, lambda: _drop(ADA.get("/unread-count")), 1),
        ("read", one, lambda: _drop(ADA.one(found["id"], "PATCH", "/read")), 1),
        ("preferences", address, lambda: _drop(ADA.ask(f"GET {BASE}/preferences")), 1),
    ]


def _drop(_answer: Any) -> None:
    """An act is counted, its answer is not looked at: the tests do that."""


def _count(act: Callable[[], None]) -> Counter[str]:
    from carillon import clients

    calls: Counter[str] = Counter()

    def note(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    used = [clients.dynamodb(), clients.sqs()]
    for client in used:
        client.meta.events.register("before-call", note)
    try:
        act()
    finally:
        for client in used:
            client.meta.events.unregister("before-call", note)
    return calls
