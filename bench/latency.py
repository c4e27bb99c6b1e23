"""From the ingest queue to the provider, on a local stack of its own, timed at the sink's outbox."""

import os
import time
from datetime import datetime
from itertools import cycle
from statistics import quantiles
from typing import Any

from bench.table import Chart, Table
from tests.e2e.doors import Doors
from tests.e2e.person import Admin, Person
from tests.local_run import ROOT, LocalRun

CHANNELS = ("email", "sms", "push")
PEOPLE = 20
MESSAGES = 200
SECONDS_BETWEEN = 0.5
"""The local AWS is one process: what is faster than this measures the queue before it."""
PROMISED_SECONDS = 10
"""The contract: 95% of messages reach the provider within 10 s."""
ALL_WITHIN_SECONDS = 120
"""What has not come by then is counted as late."""


def measure() -> Table:
    """One row per channel."""
    # The other measures run functions in this process, with their own provider in its environment.
    run = LocalRun(ROOT / ".local" / "bench", TWILIO_API_BASE_URL="")
    run.forget()
    run.start()
    try:
        seconds = _seconds_by_channel(Doors(run.stack()))
    finally:
        run.stop()
    rows = [(channel, *_row(seconds[channel])) for channel in CHANNELS]
    note = (
        f"{MESSAGES} messages dropped on a local stack's queue, one every {SECONDS_BETWEEN} s, each for three channels and"
        f" the inbox: seconds from before the drop until the provider has it. The promise is 95% within {PROMISED_SECONDS} s."
        f" The times are this machine's ({os.cpu_count()} processors, which also run the local AWS)."
    )
    columns = ("channel", "arrived", "p50", "p95", "longest", f"within {PROMISED_SECONDS} s")
    out = "AWS's own queues, cold starts and networks, the frames of the inbox."
    chart = Chart("p95 in seconds", [(channel, percentile(seconds[channel], 95)) for channel in CHANNELS])
    return Table("From the queue to the provider", columns, rows, note, out, chart)


def _seconds_by_channel(doors: Doors) -> dict[str, list[float]]:
    admin = Admin.demo(doors, "admin")
    assert isinstance(admin, Admin)
    people = [_reachable(admin, number) for number in range(PEOPLE)]
    doors.outbox.clear()
    dropped: dict[str, float] = {}
    for number, person in zip(range(MESSAGES), cycle(people), strict=False):
        dropped[f"Message {number}"] = time.time()
        doors.put("Ingest", person.request(title=f"Message {number}"))
        time.sleep(SECONDS_BETWEEN)
    give_up_at = time.monotonic() + ALL_WITHIN_SECONDS
    while len(doors.outbox.current()) < MESSAGES * len(CHANNELS) and time.monotonic() < give_up_at:
        time.sleep(1)
    titles = {item["id"]: item["title"] for person in people for item in person.inbox()}
    seconds: dict[str, list[float]] = {channel: [] for channel in CHANNELS}
    for entry in doors.outbox.current():
        seconds[entry["channel"]].append(_arrived(entry) - dropped[titles[entry["notificationId"]]])
    return seconds


def _reachable(admin: Admin, number: int) -> Person:
    """Somebody with an address, a number of their own and a browser."""
    person = admin.reachable(phone=f"+120255501{number:02}")
    person.prefer(smsEnabled=True)
    person.subscribe()
    return person


def _arrived(entry: dict[str, Any]) -> float:
    return datetime.fromisoformat(entry["at"]).timestamp()


def _row(seconds: list[float]) -> tuple[str, ...]:
    if len(seconds) < 2:
        return str(len(seconds)), "-", "-", "-", "0%"
    kept = sum(each <= PROMISED_SECONDS for each in seconds) / MESSAGES
    return (
        str(len(seconds)),
        f"{percentile(seconds, 50):.1f}",
        f"{percentile(seconds, 95):.1f}",
        f"{max(seconds):.1f}",
        f"{kept:.0%}",
    )


def percentile(seconds: list[float], percent: int) -> float:
    """Of a hundred, so many were at most this; 0 where too few came to say."""
    return quantiles(seconds, n=100, method="inclusive")[percent - 1] if len(seconds) > 1 else 0
