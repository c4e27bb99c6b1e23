"""Running the fault matrix, and the table of what came of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from carillon.domain.notification import CHANNELS
from tests.e2e.doors import Doors
from tests.e2e.eventually import eventually
from tests.e2e.person import Admin

from . import killed, ledger
from .faults import Fault, target
from .victims import QUEUES, Victim

HIDDEN_SECONDS = {"Ingest": 15, "Receipt": 15, **dict.fromkeys(QUEUES.values(), 65)}
"""Visibility timeouts: of senders just over a lease, of ingest and receipts over a run; the template's, for which nobody
waits, are longer."""
SENDING_SECONDS = 55
"""The senders' time, just under a lease, instead of the template's 30: a machine that does much else is not the fault meant."""
ACCEPTED_WITHIN_SECONDS = 120
ENDED_WITHIN_SECONDS = 180
SECONDS_EACH = 0.6
"""What a notification may add to both on four channels: a busy machine does three of them in a second."""
_LOOKS_EVERY_SECONDS = 1
_BACKLOG = 10
_EACH = 25
"""So many notifications for one person: nobody gets a thousand in a minute."""
_TELLING = ("ses", "twilio")
"""The providers that tell what became of a message."""
_THREADS = 3
_OPEN = ("claimed", "queued", "deferred", "unknown")
_ARRIVED = ("sent", "delivered")
_STATES = (*_ARRIVED, "bounced", "failed", "skipped")
_SETTLED = ("by an event", "sent again", "given up")

_MISSING: dict[str, Any] = {"status": "missing", "reason": None}

Log = list[dict[str, Any]]


@dataclass
class Row:
    """One fault, whom it hit with how many notifications each, and what came of it: of each notification and channel.

    `killed`: deliveries by channel that were seen with a dead sender. `wrong`: what did not end as the fault lets it.
    """

    fault: Fault
    shares: list[tuple[Victim, int]]
    killed: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    settled: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def parts(self) -> list[Part]:
        """Each victim's part in it."""
        return [(self, victim, count) for victim, count in self.shares]

    @property
    def victims(self) -> list[Victim]:
        return [victim for victim, _ in self.shares]

    @property
    def count(self) -> int:
        return sum(count for _, count in self.shares)

    def tally(self) -> None:
        """Count what the logs say against what left."""
        for victim, count in self.shares:
            self._tally(victim, count)

    def _tally(self, victim: Victim, count: int) -> None:
        left, identifiers = victim.left(), list(victim.accepted)
        with ThreadPoolExecutor(_THREADS) as pool:
            logs = dict(zip(identifiers, pool.map(victim.deliveries, identifiers), strict=True))
        if len(logs) != count:
            self.wrong.append(f"{len(logs)} of {count} accepted")
        for identifier, log in logs.items():
            for channel in CHANNELS:
                lines = [line for line in log if line["channel"] == channel]
                times = (identifier in victim.page.shown) if channel == "in-app" else left[identifier, channel]
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
        dead = self.killed.total()
        numbers = [
            sum(len(victim.accepted) for victim in self.victims),
            self.ended.total(),
            dead,
            *counts,
            len(self.lost),
            len(self.twice),
            *unknown,
        ]
        return [self.fault.name, *map(str, numbers)]


Part = tuple[Row, Victim, int]
"""A fault, whom it hits, and with how many notifications."""


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


def set_times(doors: Doors) -> None:
    """What a killed function leaves behind comes back as soon as it may, and what is only slow is not killed."""
    for name, seconds in HIDDEN_SECONDS.items():
        doors.client("sqs").set_queue_attributes(
            QueueUrl=target(doors).queue_url(f"{name}Queue"), Attributes={"VisibilityTimeout": str(seconds)}
        )
    for name in QUEUES.values():
        doors.client("lambda").update_function_configuration(
            FunctionName=doors.resource(f"Send{name}Function"), Timeout=SENDING_SECONDS
        )


def meet(admin: Admin, fault: Fault, number: int, count: int) -> Row:
    """The row of the fault of that number, with people of its own."""
    shares = [min(_EACH, count - done) for done in range(0, count, _EACH)]
    first = number * len(shares)
    return Row(fault, [(Victim(admin, first + each, fault.name), share) for each, share in enumerate(shares)])


def begin(parts: Sequence[Part]) -> None:
    """Order every fault, drop the notifications, and wait until they are accepted; where senders are to die, until they
    did. Before their claims those of one fault alone die.
    """
    for row, victim, count in parts:
        row.fault.order(victim, count)
        victim.drop(count)
    for row, victim, count in parts:
        victim.wait_until_accepted(count, ACCEPTED_WITHIN_SECONDS)
        row.fault.afterwards(victim, count)
        if row.fault.kills == "after":
            row.killed.update(killed.wait_for(victim, ACCEPTED_WITHIN_SECONDS))
    if unclaimed := [victim for row, victim, _ in parts if row.fault.kills == "before"]:
        parts[0][0].killed.update(killed.wait_for_rest(unclaimed, ACCEPTED_WITHIN_SECONDS))
        unclaimed[0].spare()


def clear(doors: Doors) -> None:
    """Take back what is ordered still: a row that failed leaves it to the next."""
    for url in (f"{doors.stack['webUrl']}/faults", f"{doors.stack['awsEndpoint']}/_faults"):
        doors.http.delete(url).raise_for_status()


def let_drain(doors: Doors) -> None:
    """Wait until the channels keep up: where functions run out of time for want of a processor, nothing else is seen."""
    for channel in CHANNELS:
        eventually(lambda: killed.waiting(doors, channel), lambda left: left < _BACKLOG, ACCEPTED_WITHIN_SECONDS)  # noqa: B023


def finish(rows: Sequence[Row], progress: Callable[[str], object]) -> None:
    """Wait until all have ended, telling `progress` how far they are; then count. What has not ended by then is lost."""
    parts = [part for row in rows for part in row.parts]
    wait_until_ended(parts, progress)
    for row in rows:
        row.fault.in_the_end(row.victims)
    wait_until_ended(parts, progress)
    for row in rows:
        row.tally()


def wait_until_ended(parts: Sequence[Part], progress: Callable[[str], object]) -> None:
    """Tells `progress` how far they are. Whatever takes longer than it may is left as it is."""
    waiting = [(row, victim) for row, victim, _ in parts]
    total = before = sum(count for *_, count in parts)
    give_up_at = time.monotonic() + ENDED_WITHIN_SECONDS + total * SECONDS_EACH
    while waiting and time.monotonic() < give_up_at:
        still_open = {victim: _open(row, victim) for row, victim in waiting}
        waiting = [(row, victim) for row, victim in waiting if still_open[victim]]
        if (left := sum(still_open.values())) < before:
            progress(f"{total - left} of {total} notifications have ended")
            before = left
        time.sleep(_LOOKS_EVERY_SECONDS)


def _open(row: Row, victim: Victim) -> int:
    """How many notifications have more to come on a channel; providers of mails and texts have the last word.

    Read from the table itself: asked for one by one, the logs would be most of the load.
    """
    ended = dict.fromkeys(victim.accepted, 0)
    for delivery in ledger.deliveries(victim):
        is_over = delivery.status not in _OPEN and not (
            delivery.status == "sent" and delivery.provider in _TELLING and not row.fault.is_silent
        )
        ended[delivery.notification_id] += is_over
    return sum(channels < len(CHANNELS) for channels in ended.values())


def table(rows: Sequence[Row]) -> str:
    """All rows, in Markdown."""
    unknown = ["unknown", *(f"… {how}" for how in _SETTLED)]
    head = ["fault", "accepted", "deliveries", "sender killed", *_STATES, "lost", "sent twice", *unknown]
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
