"""What a killed sender leaves behind: looked for where it lies, since a receipt may settle it before the log shows it."""

import time

from carillon.domain import clock
from carillon.domain.delivery import LEASE_SECONDS
from carillon.domain.notification import CHANNELS
from tests.e2e.doors import Doors
from tests.e2e.eventually import eventually

from . import ledger
from .victims import QUEUES, Victim

_DEAD_AFTER_SECONDS = 4
"""Nobody alive takes so long for a message whose provider answers."""


def wait_for(victim: Victim, when: str, within: float) -> dict[str, int]:
    """By channel, how many deliveries were seen whose sender died `before` or `after` it claimed them; at least one each."""
    look = _unclaimed if when == "before" else _in_flight
    found = dict.fromkeys(CHANNELS, 0)

    def most_seen() -> dict[str, int]:
        found.update({channel: max(found[channel], look(victim, channel)) for channel in CHANNELS})
        return found

    return eventually(most_seen, lambda seen: all(seen.values()), within)


def _in_flight(victim: Victim, channel: str) -> int:
    """Claimed a while ago, and never written down."""
    leases = [row.lease_until for row in ledger.deliveries(victim) if row.channel == channel]
    return sum(lease - LEASE_SECONDS < time.time() - _DEAD_AFTER_SECONDS for lease in leases)


def _unclaimed(victim: Victim, channel: str) -> int:
    """Accepted a while ago and never claimed, though nothing waits in the queue: somebody took it and died."""
    claimed = {row.notification_id for row in ledger.deliveries(victim) if row.channel == channel}
    latest = clock.now().timestamp() - _DEAD_AFTER_SECONDS
    old = {name for name, at in victim.accepted.items() if clock.from_iso(at).timestamp() < latest}
    return len(old - claimed) if old and waiting(victim.doors, channel) == 0 else 0


def waiting(doors: Doors, channel: str) -> int:
    """How many messages of a channel nobody has in hand."""
    name = "ApproximateNumberOfMessages"
    url = doors.outputs[f"{QUEUES[channel]}QueueUrl"]
    return int(doors.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])
