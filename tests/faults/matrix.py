"""Running the fault matrix, and the table of what came of it."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from carillon.domain.notification import CHANNELS
from tests.e2e.doors import Doors
from tests.e2e.person import Admin

from . import killed
from .faults import Fault
from .victims import QUEUES, Victim

HIDDEN_SECONDS = {"Ingest": 15, **dict.fromkeys(QUEUES.values(), 65)}
"""Visibility timeouts: of senders just over a lease, of ingest over a run; the template's, for which nobody waits, are
longer."""
ACCEPTED_WITHIN_SECONDS = 120
ENDED_WITHIN_SECONDS = 180
SECONDS_EACH = 0.6
"""What a notification may add to both on four channels: a busy machine does three of them in a second."""
_LOOKS_EVERY_SECONDS = 1
_TELLING = ("ses", "twilio")
"""The providers that tell what became of a message."""
_THREADS = 3
_ARRIVED = ("sent", "delivered")
_STATES = (*_ARRIVED, "bounced", "failed", "skipped")
_SETTLED = ("by an event", "sent again", "given up")

_MISSING: dict[str, Any] = {"status": "missing", "reason": None}

Log = list[dict[str, Any]]


@dataclass
class Row:
    """One fault, whom it hit, and what came of it: of each notification and channel.

    `killed`: deliveries by channel that were seen with a dead sender. `wrong`: what did not end as the fault lets it.
    """

    fault: Fault
    victim: Victim
    count: int
    killed: dict[str, int] = field(default_factory=dict)
    ended: Counter[str] = field(default_factory=Counter)
    settled: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def tally(self) -> None:
        """Count what the logs say against what left."""
        left, identifiers = self.victim.left(), list(self.victim.accepted)
        with ThreadPoolExecutor(_THREADS) as pool:
            logs = dict(zip(identifiers, pool.map(self.victim.deliveries, identifiers), strict=True))
        if len(logs) != self.count:
            self.wrong.append(f"{len(logs)} of {self.count} accepted")
        for identifier, log in logs.items():
            for channel in CHANNELS:
                lines = [line for line in log if line["channel"] == channel]
                times = (identifier in self.victim.page.shown) if channel == "in-app" else left[identifier, channel]
                self._count(channel, lines, times, f"{channel} {identifier}: {_told(lines)}; left {times} times")

    def _count(self, channel: str, lines: Log, left: int, told: str) -> None:
        end = lines[-1] if lines else _MISSING
        self.ended[end["status"]] += 1
        has_arrived = end["status"] in _ARRIVED
        if not (left if has_arrived else end["status"] in _STATES and end["reason"]):
            self.lost.append(told)
        is_in_doubt = channel in self.fault.in_doubt and (end["status"], end["reason"]) == ("failed", "outcome_unknown")
        if not has_arrived and not is_in_doubt:
            self.wrong.append(told)
        if left > (2 if self.fault.may_repeat else 1):
            self.wrong.append(told)
        if left > 1:
            self.twice.append(told)
        if how := _settled(lines):
            self.settled[how] += 1

    def cells(self) -> list[str]:
        """The row of the table."""
        counts = [self.ended[state] for state in _STATES]
        unknown = [self.settled.total(), *(self.settled[how] for how in _SETTLED)]
        dead = sum(self.killed.values())
        numbers = [
            len(self.victim.accepted),
            self.ended.total(),
            dead,
            *counts,
            len(self.lost),
            len(self.twice),
            *unknown,
        ]
        return [self.fault.name, *map(str, numbers)]


def _told(lines: Log) -> str:
    return ", ".join(f"{line['status']} {line['reason'] or ''}".strip() for line in lines)


def _settled(lines: Log) -> str | None:
    """How a try with an unknown outcome was settled, None where there was none."""
    states = [line["status"] for line in lines]
    if "unknown" not in states:
        return None
    if any(line["status"] == "deferred" and line["reason"] == "outcome_unknown" for line in lines):
        return "sent again"
    return "given up" if states[-1] == "failed" else "by an event"


def hide_shortly(doors: Doors) -> None:
    """What a killed function leaves behind comes back as soon as it may."""
    for name, seconds in HIDDEN_SECONDS.items():
        doors.client("sqs").set_queue_attributes(
            QueueUrl=doors.outputs[f"{name}QueueUrl"], Attributes={"VisibilityTimeout": str(seconds)}
        )


def meet(admin: Admin, faults: Sequence[Fault], count: int, first_number: int = 1) -> list[Row]:
    """A row for each fault, with somebody of its own."""
    return [Row(fault, Victim(admin, number, fault.name), count) for number, fault in enumerate(faults, first_number)]


def begin(rows: Sequence[Row]) -> None:
    """Order every fault, drop the notifications, and wait until they are accepted; where senders are to die, until they
    did.
    """
    for row in rows:
        row.fault.order(row.victim, row.count)
        row.victim.drop(row.count)
    for row in rows:
        within = ACCEPTED_WITHIN_SECONDS + row.count * SECONDS_EACH
        row.victim.wait_until_accepted(row.count, within)
        row.fault.afterwards(row.victim, row.count)
        if row.fault.kills:
            row.killed = killed.wait_for(row.victim, row.fault.kills, within)
        if row.fault.kills == "before":
            row.victim.spare()


def finish(rows: Sequence[Row], progress: Callable[[str], object]) -> None:
    """Wait until all have ended, telling `progress` how far they are; then count. What has not ended by then is lost."""
    _wait(rows, progress)
    for row in rows:
        row.fault.in_the_end(row.victim, row.count)
    _wait(rows, progress)
    for row in rows:
        row.tally()


def _wait(rows: Sequence[Row], progress: Callable[[str], object]) -> None:
    waiting = [(row, identifier) for row in rows for identifier in row.victim.accepted]
    give_up_at = time.monotonic() + ENDED_WITHIN_SECONDS + len(waiting) * SECONDS_EACH
    total, before = len(waiting), len(waiting)
    while waiting and time.monotonic() < give_up_at:
        with ThreadPoolExecutor(_THREADS) as pool:
            closed = list(pool.map(lambda item: _is_closed(item[0], item[0].victim.deliveries(item[1])), waiting))
        waiting = [item for item, is_over in zip(waiting, closed, strict=True) if not is_over]
        if len(waiting) < before:
            progress(f"{total - len(waiting)} of {total} notifications have ended")
            before = len(waiting)
        time.sleep(_LOOKS_EVERY_SECONDS)


def _is_closed(row: Row, lines: Log) -> bool:
    """Whether nothing more is to come on any channel of a log; providers of mails and texts have the last word."""
    last = {line["channel"]: line for line in lines}
    return set(last) == set(CHANNELS) and not any(
        line["status"] in ("queued", "deferred", "unknown")
        or (line["status"] == "sent" and line["provider"] in _TELLING and not row.fault.is_silent)
        for line in last.values()
    )


def table(rows: Sequence[Row]) -> str:
    """All rows, in Markdown."""
    unknown = ["unknown", *(f"… {how}" for how in _SETTLED)]
    head = ["fault", "accepted", "deliveries", "sender killed", *_STATES, "lost", "sent twice", *unknown]
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
