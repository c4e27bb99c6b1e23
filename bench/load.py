"""Many people with a message each, on a local stack of its own: at a steady rate, with a provider down, and all at once.

`make bench` runs it with 2,000 messages and 500 open pages; `make soak`, by `python -m bench.load`, with as many as
LOAD_MESSAGES, LOAD_CLIENTS and LOAD_RATE say.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import inf
from statistics import quantiles

from bench import load_phase
from bench.crowd import Crowd, allow_many_files
from bench.gates import Gate, demand
from bench.load_people import Addressee, gather
from bench.load_phase import QUEUES, Outcome, Pace, Stage
from bench.quiet import quiet
from bench.table import PACKAGES, Chart, Curve, Table, locked
from tests.e2e.doors import Doors
from tests.local_run import ROOT, LocalRun

MESSAGES = int(os.environ.get("LOAD_MESSAGES") or 2_000)
CLIENTS = int(os.environ.get("LOAD_CLIENTS") or 500)
A_SECOND = float(os.environ.get("LOAD_RATE") or 12)
"""What two cores bear, with the local AWS on them: a third of what they drain a backlog at."""
WARMING_MESSAGES = min(MESSAGES, 80)
"""At half the rate, before anything is measured: a function's processes are started as they are needed, not all at once."""
OUTAGE_MESSAGES = min(MESSAGES, 1_000)
BURST_MESSAGES = min(MESSAGES, 1_000)
PAGES = 500
"""Are open at least; `make soak` opens as many as the machine holds."""
BURST = 10
"""Times the steady rate."""
CHANNELS = ("in-app", "email", "sms", "push")
DOWN = "email"
WITHIN_SECONDS = 1
"""95% arrive: a person sees it within the second. The contract promises 10 s, to the provider."""
OTHERS_AT_MOST = 2
"""Times as long as without an outage, for the channels that are not down: 95%."""
_MADE_WITH = (*PACKAGES, "websockets", f"MiniStack {locked('ministack')}")
_MOST_POINTS = 40
_FAULTS = 10_000
_PARAMETERS = "MaxRetrySeconds=480 SmsDailyCap=1000000 SmsDailyCapPerNumber=1000000"
"""A provider that is well again is asked again within half a minute, and no cap stands before the texts."""
_LEAVES_OUT = (
    f"AWS. The local one is one process, beside which the functions run on the same {os.cpu_count()} processors, so times"
    " compare within this run alone; cold starts, networks, and keys of idempotency."
)


@dataclass(frozen=True, slots=True)
class Results:
    """The three phases, and how many of the people had a page open."""

    pages: int
    steady: Outcome
    down: Outcome
    burst: Outcome


def measure() -> Table:
    """Every channel at the steady rate, and beside it while one provider is down."""
    found = _ran()
    rows = [(channel, *_cells(found.steady, channel), *_cells(found.down, channel)) for channel in CHANNELS]
    numbers = ("messages", "p50", "p95", "p99")
    note = (
        f"{MESSAGES:,} messages on a local stack's queue, {A_SECOND:g} a second, one for each person. {found.pages:,} have a"
        f" page open (of the {CLIENTS:,} WebSocket clients wanted, in one process), every second of them a browser for push"
        " too; the others are sent an email, every fifth a text. Seconds from the answer of SendMessage until the frame is"
        f" there, or the provider has it. To the right {found.down.messages} more at the same rate while SES answers 500 to"
        " everything; it is well again once the last is on the queue, so an email's time there is the outage's."
    )
    bars = [(channel, _percentile(found.steady, channel, 95)) for channel in CHANNELS]
    bars += [(f"{each}, {DOWN} down", _percentile(found.down, each, 95)) for each in CHANNELS if each != DOWN]
    columns = ("channel", *numbers, *(f"{DOWN} down: {number}" for number in numbers))
    return Table(
        "Under load", columns, rows, note, _LEAVES_OUT, Chart("p95 in seconds", bars), _gates(found), _MADE_WITH
    )


def _gates(found: Results) -> list[Gate]:
    """Nothing lost, nothing twice; soon, and while a provider is down as soon for the others."""
    pages = min(PAGES, CLIENTS, MESSAGES)
    slowest = max(_percentile(found.steady, channel, 95) for channel in CHANNELS)
    others = [channel for channel in CHANNELS if channel != DOWN]
    usual, meanwhile = (max(_percentile(phase, each, 95) for each in others) for phase in (found.steady, found.down))
    return [
        Gate(f"pages that are not open, of {pages}", max(0, pages - found.pages), 0),
        *_counts(found.steady, f"of {MESSAGES:,}"),
        *_counts(found.down, f"with {DOWN} down"),
        Gate("seconds within which 95% arrive, slowest channel", slowest, WITHIN_SECONDS),
        Gate(
            f"the same of the others, with {DOWN} down to without", meanwhile / usual if usual else inf, OTHERS_AT_MOST
        ),
    ]


def measure_burst() -> Table:
    """What the queues hold while ten times the steady rate comes, and until they are empty."""
    burst = _ran().burst
    held = {words: [sample[queue] for sample in burst.samples] for queue, words in QUEUES.items()}
    held["**together**"] = [sum(sample.values()) for sample in burst.samples]
    rows = [(words, f"{max(counts):,}", f"{_emptied(counts)}") for words, counts in held.items()]
    after = max(_emptied(held["**together**"]), 1)
    note = (
        f"{burst.messages:,} messages as above, in {burst.dropped_in:.0f} s: {BURST} times the steady rate. The most that each"
        f" queue held, waiting or in hand, and after how many seconds nothing was left: {burst.messages / after:.1f} messages a"
        " second from first to last. Looked at every second."
    )
    curve = _curve(held["**together**"])
    columns = ("queue", "most", "empty after s")
    gates = _counts(burst, "in the burst")
    return Table("A burst, and the drain", columns, rows, note, _LEAVES_OUT, curve, gates, _MADE_WITH)


@cache
def _ran() -> Results:
    allow_many_files()
    state = ROOT / ".local" / "bench"
    state.mkdir(parents=True, exist_ok=True)
    # The other measures run functions in this process, with their own provider in its environment.
    run = LocalRun(state, TWILIO_API_BASE_URL="", LOCAL_PARAMETERS=_PARAMETERS)
    run.forget()
    _say("load: a stack of its own")
    run.start()
    crowd = Crowd()
    try:
        return _phases(Stage(Doors(run.stack()), crowd))
    finally:
        crowd.close()
        run.stop()


def _phases(stage: Stage) -> Results:
    _say(f"load: {MESSAGES:,} people, {min(CLIENTS, MESSAGES):,} of them with a page open")
    people = gather(stage.doors, stage.crowd, MESSAGES, CLIENTS)
    pages = sum("in-app" in person.channels for person in people)
    load_phase.drop(stage.doors, "warming", people[:WARMING_MESSAGES], Pace(A_SECOND / 2))
    _say(f"load: {MESSAGES:,} messages, {A_SECOND:g} a second: {MESSAGES / A_SECOND / 60:.0f} minutes; {pages:,} pages")
    steady = load_phase.run(stage, "steady", people, Pace(A_SECOND))
    _say(f"load: {OUTAGE_MESSAGES} messages while nothing of {DOWN} is taken")
    down = _with_provider_down(stage, people[:OUTAGE_MESSAGES])
    _say(f"load: {BURST_MESSAGES:,} messages at {BURST} times the rate")
    burst = load_phase.run(stage, "burst", people[:BURST_MESSAGES], Pace(BURST * A_SECOND, BURST))
    return Results(pages, steady, down, burst)


def _with_provider_down(stage: Stage, people: Sequence[Addressee]) -> Outcome:
    doors = stage.doors
    faults = f"{doors.stack['webUrl']}/faults"

    def mend() -> None:
        doors.http.delete(faults).raise_for_status()

    doors.http.post(faults, json={"channel": DOWN, "mode": "error", "times": _FAULTS}).raise_for_status()
    return load_phase.run(stage, "outage", people, Pace(A_SECOND), when_dropped=mend)


def _cells(outcome: Outcome, channel: str) -> tuple[str, ...]:
    arrived = len(outcome.seconds.get(channel, ()))
    return (f"{arrived:,}", *(f"{_percentile(outcome, channel, percent):.2f}" for percent in (50, 95, 99)))


def _percentile(outcome: Outcome, channel: str, percent: int) -> float:
    """Of a hundred, so many arrived within this; 0 where too few did to say."""
    seconds = outcome.seconds.get(channel, ())
    return quantiles(seconds, n=100, method="inclusive")[percent - 1] if len(seconds) > 1 else 0


def _counts(outcome: Outcome, where: str) -> list[Gate]:
    return [Gate(f"lost, {where}", outcome.lost, 0), Gate(f"doubled, {where}", outcome.doubled, 0)]


def _emptied(counts: Sequence[int]) -> int:
    """Seconds until the last of them was gone."""
    return max((second for second, count in enumerate(counts, 1) if count), default=0)


def _curve(counts: Sequence[int]) -> Curve:
    """At most so many points as can be told apart; of each few seconds the most."""
    step = -(-len(counts) // _MOST_POINTS)
    most = [max(counts[at : at + step]) for at in range(0, len(counts), step)]
    return Curve("seconds", len(counts), "messages", [most])


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Both tables; the exit status says whether every gate is met."""
    with quiet():
        tables = [measure(), measure_burst()]
    print("\n".join(table.markdown() for table in tables))
    demand(gate for table in tables for gate in table.gates)


if __name__ == "__main__":
    main()
