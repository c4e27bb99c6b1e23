"""What somebody with many notifications does, each through the real function, once: recorded, and taped to be done again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from bench import life, replay, seeded
from bench.life import BATCH, Scenario, handler
from bench.recorder import Recording, record
from bench.replay import Act, Tape
from carillon.domain import clock, cursors
from carillon.storage.tables import UserRow
from carillon.storage.users import Users
from tests.integration import http
from tests.integration.lambda_queue import CONTEXT
from tests.integration.ticks import no_waiting

PAGE = 20
DEPTH = 10_000
DUE = 20
"""Emails of theirs that a sweep finds due, however many notifications they have."""

_OWNER = life.person(0)
_UNFILTERED = f"{_OWNER}\nFalse\n"


@dataclass(frozen=True, slots=True)
class Done:
    """An act, what it called, and what AWS said to it."""

    act: Act
    recording: Recording
    tape: Tape


def counts(sizes: Sequence[int]) -> list[dict[str, Done]]:
    """What counts exactly, while more and more are there: the unread ones, all of them for the page numbers, and what a
    "read all" marked, for the totals.
    """
    found = []
    with life.world(Scenario(people=1)):
        for before, size in pairwise([0, *sizes]):
            seeded.inbox(_OWNER, size - before, behind=before)
            found.append({name: _done(act) for name, act in _counting()} | {"counting what read-all marked": _marked()})
    return found


def acts(size: int) -> dict[str, Done]:
    """What must not depend on how many there are. All are unread, and so is the one that is read."""
    with life.world(Scenario(people=1)):
        identifiers = seeded.inbox(_OWNER, size, DUE)
        return {name: _done(act) for name, act in _acting(identifiers)}


def _done(act: Act) -> Done:
    tape = Tape()
    with replay.taped(tape):
        recording = record(act)
    return Done(act, recording, tape)


def _counting() -> Iterator[tuple[str, Act]]:
    yield "unread count", _request("GET", "/unread-count")
    yield "page 1 with `total`", _request("GET", "", query={"limit": PAGE})


def _marked() -> Done:
    """What the preferences' stream tells of a mark, given to its function; the mark is taken back."""
    users = Users(os.environ["PREFERENCES_TABLE"])
    user = users.mark_all_read(_OWNER, users.get(_OWNER), clock.now())
    image = {"userId": {"S": _OWNER}, "readUpTo": {"S": user.read_up_to if user else ""}}
    marked = {"eventID": "marked", "dynamodb": {"Keys": {"userId": {"S": _OWNER}}, "NewImage": image}}
    done = _done(partial(_counted, {"Records": [marked]}))
    UserRow(_OWNER).update([getattr(UserRow, name).remove() for name in ("readMarks", "readUpTo", "countedMarks")])
    return done


def _counted(event: dict[str, Any]) -> None:
    with no_waiting():
        handler("count_stats")(event, CONTEXT)


def _acting(identifiers: list[str]) -> Iterator[tuple[str, Act]]:
    """In an order in which none changes what another one finds: the sweep's rows are the newest, one behind them is read."""
    deep = identifiers[min(DEPTH, len(identifiers) - PAGE - 1) - 1]
    one = {"id": identifiers[DUE]}
    yield (
        "list by cursor",
        _request("GET", "", query={"limit": PAGE, "cursor": cursors.encode(_UNFILTERED, deep, deep)}),
    )
    yield "fallback sweep", _swept
    yield "read", _request("PATCH", "/{id}/read", path=one)
    yield "read-all", _request("PATCH", "/read-all")
    yield "unread", _request("PATCH", "/{id}/unread", path=one)
    yield f"accept, {BATCH} at once", partial(_accepted, {"Records": [_queued(number) for number in range(BATCH)]})


def _request(method: str, route: str, **about: Any) -> Act:
    event = http.event(f"{method} {http.BASE}{route}", http.claims(_OWNER), **about)
    return partial(_answered, event)


def _answered(event: dict[str, Any]) -> None:
    answer = handler("http_api")(event, CONTEXT)
    assert answer["statusCode"] == 200, answer


def _swept() -> None:
    answer = handler("email_fallback")({}, CONTEXT)
    assert answer == {"queued": DUE}, answer


def _accepted(event: dict[str, Any]) -> None:
    answer = handler("ingest")(event, CONTEXT)
    assert answer["batchItemFailures"] == [], answer


def _queued(number: int) -> dict[str, Any]:
    return {
        "messageId": f"message-{number}",
        "receiptHandle": "handle",
        "body": life.message(number, 1, {}),
        "attributes": {"SentTimestamp": str(int(time.time() * 1000)), "ApproximateReceiveCount": "1"},
    }
