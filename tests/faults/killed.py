"""What a killed sender leaves behind: looked for where it lies, since a receipt may settle it before the log shows it."""

import time
from collections import Counter
from collections.abc import Sequence

from carillon.domain.delivery import LEASE_SECONDS
from carillon.domain.notification import CHANNELS
from tests.e2e.doors import Doors
from tests.e2e.eventually import at_rest, eventually

from . import ledger
from .victims import QUEUES, Victim

_DEAD_AFTER_SECONDS = 4
"""Nobody alive takes so long for a message whose provider answers."""


def wait_for(victim: Victim, within: float) -> dict[str, int]:
    """By channel, how many deliveries were seen whose sender died after it had claimed them; at least one each."""
    found = dict.fromkeys(CHANNELS, 0)

    def most_seen() -> dict[str, int]:
        found.update({channel: max(found[channel], _in_flight(victim, channel)) for channel in CHANNELS})
        return found

    return eventually(most_seen, lambda seen: all(seen.values()), within)


def wait_for_rest(victims: Sequence[Victim], within: float) -> dict[str, int]:
    """By channel, how many deliveries nobody claimed though nothing waits in the queue: who took them died before.

    All of them, and at rest: of a batch that is in hand while faults are taken back some are claimed, and die with the rest.
    """
    doors, accepted = victims[0].doors, sum(len(victim.accepted) for victim in victims)

    def unclaimed() -> dict[str, int]:
        claimed = Counter(row.channel for victim in victims for row in ledger.deliveries(victim))
        return {channel: accepted - claimed[channel] for channel in CHANNELS if waiting(doors, channel) == 0}

    every = dict.fromkeys(CHANNELS, accepted)
    eventually(unclaimed, lambda seen: seen == every, within)
    seen = at_rest(unclaimed, _DEAD_AFTER_SECONDS, within)
    assert seen == every
    return seen


def _in_flight(victim: Victim, channel: str) -> int:
    """Claimed a while ago, and never written down."""
    leases = [row.lease_until for row in ledger.deliveries(victim) if row.channel == channel]
    return sum(lease - LEASE_SECONDS < time.time() - _DEAD_AFTER_SECONDS for lease in leases)


def waiting(doors: Doors, channel: str) -> int:
    """How many messages of a channel nobody has in hand."""
    name = "ApproximateNumberOfMessages"
    url = doors.outputs[f"{QUEUES[channel]}QueueUrl"]
    return int(doors.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])
