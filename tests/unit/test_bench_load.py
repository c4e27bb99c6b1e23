"""The load counts what is lost and what comes twice, and its pages see what they are shown."""

from __future__ import annotations

import asyncio
import json
import time
from typing import cast

import pytest
from websockets.asyncio.server import ServerConnection, serve

from bench import load_phase
from bench.crowd import Crowd
from bench.gates import Gate
from bench.load_people import Addressee
from bench.load_phase import Outcome, Pace, Stage, run, tally
from bench.table import Curve
from tests.e2e.doors import Doors

EXPECTED = {("a", "email"), ("b", "email"), ("b", "in-app")}
DROPPED = {"a": 10.0, "b": 20.0}
AT_ONCE = Pace(1_000, 2)


@pytest.fixture(autouse=True)
def looked_at_often(monkeypatch):
    monkeypatch.setattr(load_phase, "LOOKS_EVERY_SECONDS", 0.01)


class Answer:
    def raise_for_status(self):
        return self


class PlayedStack:
    """Doors behind which everybody gets an email `times` times at once."""

    def __init__(self, times):
        self.stack = {"outboxUrl": "http://sink.test"}
        self.times, self.entries, self.calls = times, [], 0
        self.outbox = self.http = self

    def put(self, _queue, *requests):
        self.calls += 1
        for request in requests:
            email = {"channel": "email", "subject": request["title"], "text": None, "at": "2026-01-31T12:00:00.000Z"}
            self.entries += [email] * self.times

    def waiting(self, _queue):
        return 0

    def current(self):
        return self.entries

    def delete(self, _url):
        self.entries = []
        return Answer()


def emailed(times) -> tuple[PlayedStack, Outcome]:
    """Three people, after somebody else's email."""
    played, crowd = PlayedStack(times), Crowd()
    played.put("Ingest", {"title": "burst 00000"})
    people = [Addressee(f"user-{number}", "email", ("email",)) for number in range(3)]
    outcome = run(Stage(cast(Doors, played), crowd), "steady", people, AT_ONCE)
    crowd.close()
    return played, outcome


def test_what_never_comes_is_lost_and_what_comes_again_is_doubled():
    arrivals = [("a", "email", 11.5), ("a", "email", 11.0), ("b", "in-app", 19.9), ("b", "sms", 21.0)]
    outcome = tally(EXPECTED, DROPPED, arrivals, [], 1.0)
    assert (outcome.lost, outcome.doubled) == (1, 2)
    assert outcome.seconds == {"email": [1.0], "in-app": [0.0]}


def test_a_phase_sees_its_own_messages_alone():
    played, outcome = emailed(times=1)
    assert (outcome.messages, len(outcome.seconds["email"]), outcome.lost, outcome.doubled) == (3, 3, 0, 0)
    assert played.calls == 1 + 2  # two at once, then the third
    assert played.entries == []


def test_a_provider_that_is_asked_twice_is_seen():
    assert emailed(times=2)[1].doubled == 3
    assert emailed(times=0)[1].lost == 3


def test_a_page_remembers_what_it_was_shown_and_when():
    async def show(line: ServerConnection) -> None:
        await line.send(json.dumps({"event": "read", "data": {"all": True}}))
        await line.send(json.dumps({"event": "notification", "data": {"title": "steady 00001"}}))
        await line.wait_closed()

    async def see() -> list[tuple[str, float]]:
        crowd = Crowd()
        async with serve(show, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await asyncio.to_thread(crowd.open, f"ws://127.0.0.1:{port}/")
            while not crowd.shown:
                await asyncio.sleep(0.01)
            await asyncio.to_thread(crowd.close)
        return crowd.shown

    before = time.time()
    [(title, at)] = asyncio.run(asyncio.wait_for(see(), 20))
    assert title == "steady 00001"
    assert before <= at <= time.time()


def test_a_curve_is_drawn_from_zero():
    drawn = Curve("seconds", 90, "messages", [[0, 400, 12.5], [1, 2, 3]]).mermaid()
    assert (
        'x-axis "seconds" 0 --> 90\n    y-axis "messages" 0 --> 400\n    line [0, 400, 12.5]\n    line [1, 2, 3]'
        in drawn
    )


def test_where_none_are_allowed_one_is_missed():
    assert str(Gate("lost", 0, 0)) == "ok     lost: 0, none allowed"
    assert str(Gate("lost", 1, 0)).startswith("MISSED lost: 1")
