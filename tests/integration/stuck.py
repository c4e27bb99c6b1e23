"""Notifications whose messages are lost, and the sweep that finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from carillon import clients
from carillon.domain.stuck import endings
from carillon.storage.tables import WatchRow
from count_stats.handler import lambda_handler as count_stats
from finish_stuck.handler import lambda_handler
from tests.integration.conftest import CHANNEL_QUEUES
from tests.integration.http import ADA, ADMIN, BASE, Person, notify
from tests.integration.lambda_queue import CONTEXT
from tests.integration.names import queue_url
from tests.integration.streams import Streams
from tests.integration.ticks import ahead


def accepted(streams: Streams, person: Person = ADA, **fields: Any) -> str:
    """A notification, and the stream told of it; its id."""
    made = notify(person, **{"type": "email"} | fields)
    flow(streams)
    return str(made["id"])


def flow(streams: Streams) -> list[dict[str, Any]]:
    records = list(streams.records())
    count_stats({"Records": records}, CONTEXT)
    return records


def lost() -> None:
    """Every queue is purged."""
    for name in CHANNEL_QUEUES:
        clients.sqs().purge_queue(QueueUrl=queue_url(name))


def sweep(minutes: float) -> dict[str, int]:
    with ahead(minutes=minutes):
        swept: dict[str, int] = lambda_handler({}, CONTEXT)
    return swept


def ended(identifier: str, person: Person = ADA) -> list[tuple[str, str, str | None]]:
    """The log, as far as it is not about being queued or skipped at the door."""
    lines = ADMIN.ask(f"GET {BASE}/{{id}}/deliveries", path={"id": identifier}, query={"userId": person.user_id}).json
    return [
        (line["channel"], line["status"], line["reason"])
        for line in lines["deliveries"]
        if line["status"] not in ("queued", "skipped")
    ]


def notes() -> list[WatchRow]:
    return list(WatchRow.scan())


@contextmanager
def overtaken_by(act: Callable[[], object]) -> Iterator[None]:
    """Meanwhile somebody acts when a sweep has read everything, and has written nothing yet."""
    is_first = iter([True])

    def ends(*arguments: Any) -> Any:
        if next(is_first, False):
            act()
        return endings(*arguments)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("carillon.finish_stuck.endings", ends)
        yield
