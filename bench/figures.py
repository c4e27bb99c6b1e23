"""What was recorded, as figures per notification, with what no recorder sees added by formula.

Of a queue: its poller's ReceiveMessage and DeleteMessageBatch for each full batch
(https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html; of every 64 KB one request, https://aws.amazon.com/sqs/pricing/).
Of a table's stream: nothing, since what Lambda reads of it is free (https://aws.amazon.com/dynamodb/pricing/on-demand/).
Of an email's receipt: SES publishes to SNS, one request, and SNS delivers to SQS for nothing (https://aws.amazon.com/sns/pricing/).
How long a function runs is assumed, not measured: ten milliseconds for each round trip that it waits for, five for each
message.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from bench import acts, life
from bench.life import BATCH, Scenario
from bench.recorder import Recording

MEMORY_GB = 0.5
_CHUNK_BYTES = 64 * 1024
_POLLED = 2
_ROUND_TRIP_SECONDS, _MESSAGE_SECONDS = 0.010, 0.005


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one notification, or one act."""

    sqs: float = 0
    invocations: float = 0
    writes: float = 0
    reads: float = 0
    seconds: float = 0
    depth: int = 0
    kilobytes: float = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.sqs + other.sqs,
            self.invocations + other.invocations,
            self.writes + other.writes,
            self.reads + other.reads,
            self.seconds + other.seconds,
            max(self.depth, other.depth),
            self.kilobytes + other.kilobytes,
        )


def per(number: int, recorded: Recording, *, polled: bool = False) -> Figures:
    """A recording of so many. `polled`: its function has a queue."""
    sent = sum(math.ceil(call.sent_bytes / _CHUNK_BYTES) for call in recorded.calls if call.service == "sqs")
    seconds = recorded.invocations * _ROUND_TRIP_SECONDS * recorded.depth + number * _MESSAGE_SECONDS
    return Figures(
        sqs=(sent + (_POLLED * recorded.invocations if polled else 0)) / number,
        invocations=recorded.invocations / number,
        writes=recorded.writes / number,
        reads=recorded.reads / number,
        seconds=seconds / number,
        depth=recorded.depth,
        kilobytes=recorded.sent_bytes / number / 1000,
    )


PRODUCER = Figures(sqs=1 / BATCH, kilobytes=life.MESSAGE_BYTES / 1000)
"""Who asks for notifications puts ten at a time on the queue."""

PATH = ("ingest", *life.CHANNELS)
"""From the queue to the providers, ledger and log included. What a stream sets off afterwards is not on it."""


def of_life(scenario: Scenario) -> dict[str, Figures]:
    """By stage, per notification."""
    found = life.live(scenario)
    return {
        stage: per(scenario.notifications, recorded, polled=stage not in ("count_stats", "finish_stuck"))
        for stage, recorded in found.items()
    }


def together(stages: dict[str, Figures], names: tuple[str, ...] = PATH) -> Figures:
    """The producer's part and those stages'."""
    return sum((stages[name] for name in names), PRODUCER)


@cache
def usual() -> dict[str, Figures]:
    """In-app, email and push, full batches, a person each."""
    return of_life(Scenario())


@cache
def with_sms() -> Figures:
    """An SMS: what its sender does."""
    number = 2 * BATCH
    return of_life(Scenario(notifications=number, people=number, sms=True))["sms"]


COUNTED = "{}: counting it (stream)"
"""What an act sets off for the administrators' totals, if nothing else happens in that second."""


@cache
def others() -> dict[str, Figures]:
    """What happens beside: receipts, what readers do, the fallback."""
    found = dict[str, Figures]()
    for name, act in acts.of_a_reader().items():
        found[name] = per(1, act.request)
        if act.frames.invocations:
            found[name] += per(1, act.frames, polled=True)
        if act.counted.invocations:
            found[COUNTED.format(name)] = per(1, act.counted)
    sweep, mails = acts.of_the_fallback(2 * BATCH)
    receipts = per(BATCH, acts.of_receipts(), polled=True)
    return {
        "receipt of an email": receipts + Figures(sqs=1),
        **found,
        "fallback": per(2 * BATCH, sweep) + per(2 * BATCH, mails, polled=True),
    }
