"""One phase of the load: messages dropped at a rate, the queues watched until they are empty, and what arrived counted."""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from typing import Any

from bench.crowd import Crowd
from bench.load_people import Addressee
from local.progress_bar import ProgressBar
from tests.e2e.doors import Doors

QUEUES = {"Ingest": "ingest", "InApp": "in-app", "Email": "email", "Sms": "sms", "Push": "push"}
LOOKS_EVERY_SECONDS = 1.0
_AT_REST_SAMPLES = 3
"""So often in a row every queue must be empty: a message on its way from one to the next is seen in one of them."""
_SAYS_EVERY_SAMPLES = 20
_GIVE_UP_SECONDS_EACH, _GIVE_UP_SECONDS = 1.0, 180

Sample = Mapping[str, int]
"""How many messages each queue holds: waiting, hidden or delayed."""
Arrival = tuple[str, str, float]
"""A title, on which channel it came, and when."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stack, and the pages that are open on it."""

    doors: Doors
    crowd: Crowd


@dataclass(frozen=True, slots=True)
class Pace:
    """So many messages a second, so many of them in one call."""

    a_second: float
    at_once: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a phase: seconds by channel, of the first arrival of each; how many never came, how many came again
    or to whom they were not meant for; the queues every second; how long dropping took.
    """

    messages: int
    seconds: Mapping[str, Sequence[float]]
    lost: int
    doubled: int
    samples: Sequence[Sample]
    dropped_in: float


def _nothing() -> None:
    return


def run(
    stage: Stage, name: str, people: Sequence[Addressee], pace: Pace, when_dropped: Callable[[], object] = _nothing
) -> Outcome:
    """A message to each. Titles begin with `name`, by which arrivals are known."""
    doors = stage.doors
    titles = _titled(name, people)
    with _watched(doors) as samples:
        began = time.monotonic()
        dropped = drop(doors, name, people, pace)
        dropped_in = time.monotonic() - began
        when_dropped()
        _wait_until_empty(samples, _GIVE_UP_SECONDS + _GIVE_UP_SECONDS_EACH * len(people))
    arrivals = list(_arrivals(stage.crowd, doors.outbox.current(), name))
    doors.http.delete(doors.stack["outboxUrl"]).raise_for_status()
    expected = {(title, channel) for title, person in titles.items() for channel in person.channels}
    return tally(expected, dropped, arrivals, samples, dropped_in)


def _titled(name: str, people: Sequence[Addressee]) -> dict[str, Addressee]:
    return {f"{name} {number:05}": person for number, person in enumerate(people)}


def tally(
    expected: set[tuple[str, str]],
    dropped: Mapping[str, float],
    arrivals: Iterable[Arrival],
    samples: Sequence[Sample],
    dropped_in: float,
) -> Outcome:
    """Compare what arrived with what must: by title and channel."""
    seconds: dict[str, list[float]] = {channel: [] for channel in sorted({channel for _, channel in expected})}
    came: Counter[tuple[str, str]] = Counter()
    for title, channel, at in sorted(arrivals, key=lambda arrival: arrival[2]):
        came[title, channel] += 1
        if came[title, channel] == 1 and (title, channel) in expected:
            # A frame may be there before the answer to whoever dropped the message.
            seconds[channel].append(max(0.0, at - dropped[title]))
    arrived = sum(map(len, seconds.values()))
    return Outcome(len(dropped), seconds, len(expected) - arrived, came.total() - arrived, samples, dropped_in)


@contextmanager
def _watched(doors: Doors) -> Iterator[list[Sample]]:
    """What the queues hold, every second meanwhile."""
    samples, is_over = list[Sample](), Event()

    def look() -> None:
        due = time.monotonic()
        while not is_over.is_set():
            samples.append({queue: doors.waiting(queue) for queue in QUEUES})
            due += LOOKS_EVERY_SECONDS
            is_over.wait(max(0.0, due - time.monotonic()))

    watching = Thread(target=look, daemon=True)
    watching.start()
    try:
        yield samples
    finally:
        is_over.set()
        watching.join()


def drop(doors: Doors, name: str, people: Sequence[Addressee], pace: Pace) -> dict[str, float]:
    """A message to each; when the queue had answered for each title."""
    show, began, dropped = ProgressBar(len(people), f"{name}: dropped"), time.monotonic(), dict[str, float]()
    requests = [person.request(title) for title, person in _titled(name, people).items()]
    for start in range(0, len(requests), pace.at_once):
        time.sleep(max(0.0, began + start / pace.a_second - time.monotonic()))
        some = requests[start : start + pace.at_once]
        doors.put("Ingest", *some)
        dropped |= dict.fromkeys((request["title"] for request in some), time.time())
        show(len(dropped))
    return dropped


def _wait_until_empty(samples: Sequence[Sample], within: float) -> None:
    """What is still there when the time is up counts as lost."""
    give_up_at, since, said = time.monotonic() + within, len(samples), len(samples)
    while time.monotonic() < give_up_at:
        last = [sum(sample.values()) for sample in samples[since:][-_AT_REST_SAMPLES:]]
        if len(last) == _AT_REST_SAMPLES and not any(last):
            return
        if len(samples) - said >= _SAYS_EVERY_SAMPLES:
            said = len(samples)
            print(f"  {last[-1]} still on the queues", file=sys.stderr, flush=True)
        time.sleep(LOOKS_EVERY_SECONDS / 2)


def _arrivals(crowd: Crowd, outbox: Sequence[Mapping[str, Any]], name: str) -> Iterator[Arrival]:
    """Those of the phase, of which an email and a text say the title somewhere."""
    title = re.compile(rf"\b{name} \d{{5}}\b")
    yield from ((text, "in-app", at) for text, at in list(crowd.shown) if title.fullmatch(text))
    for entry in outbox:
        said = entry["payload"]["title"] if entry["channel"] == "push" else entry["subject"] or entry["text"]
        if found := title.search(said):
            yield found.group(), entry["channel"], datetime.fromisoformat(entry["at"]).timestamp()
