"""The rows of the fault matrix: what goes wrong, and how what it hits may end."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from carillon.domain.notification import CHANNELS
from local import aws, letters
from local.settings import STACK_NAME
from local.target import Target
from tests.e2e.doors import Doors

from .victims import QUEUES, Victim

BOTOCORE_TRIES = 3
"""Of a call of DynamoDB (`carillon.clients`): so many faults in a row and the call fails."""
WITH_A_PROVIDER = ("email", "sms", "push")
_CLAIM = ("ALL_NEW",)
_WRITE_DOWN = ('"entries"', '"claim"', "list_append")
"""What tells the two updates of a delivery by its sender from each other, and from a receipt's (`storage.deliveries`)."""
_RECEIPT = ("size (",)
"""What only a receipt's update has, and the end of what is stuck, which takes longer than any fault here."""
_QUEUED = "fallback"
"""What only a message of ours for a channel's queue has."""
_UNTIL_CLEARED = 10_000
_TOLD = ("email", "sms")

Order = Callable[[Victim, int], None]


def _nothing(*_: object) -> None:
    return


@dataclass(frozen=True)
class Fault:
    """`order` is called before `count` notifications of somebody are dropped, `afterwards` when they are accepted,
    `in_the_end` when everybody's have ended, after which they end once more.

    Every delivery must arrive, but those on the channels `in_doubt`, which may also end as `outcome_unknown`.
    `kills`: senders die, before or after they claimed what they send. `may_repeat`: nobody can decide whether to send
    again. `is_silent`: no provider tells what became of what was sent. `is_down`: no queue drains before `in_the_end`.
    """

    name: str
    order: Order = _nothing
    afterwards: Order = _nothing
    in_the_end: Callable[[Sequence[Victim]], None] = _nothing
    in_doubt: tuple[str, ...] = ()
    kills: str = ""
    may_repeat: bool = False
    is_silent: bool = False
    is_down: bool = False


def at_provider(mode: str, in_app: str | None = None, channels: tuple[str, ...] = WITH_A_PROVIDER) -> Order:
    """A fault of each provider for every message; `in_app`: its like at the API of the connections."""

    def order(victim: Victim, count: int) -> None:
        for channel in channels:
            victim.at_provider(channel, mode, count)
        if in_app:
            victim.at_aws("PostToConnection", in_app, count)

    return order


def kill_at_provider(victim: Victim, count: int) -> None:
    """While a provider is asked; it took the message."""
    at_provider("kill", "kill-done")(victim, _batches(count))


def at_table(mode: str, *texts: str, tries: int = 1, channels: tuple[str, ...] = CHANNELS) -> Order:
    """A fault of an update of a delivery: `tries` for each, of which there is one per notification and channel."""

    def order(victim: Victim, count: int) -> None:
        for channel in channels:
            times = _batches(count) if mode.startswith("kill") else count * tries
            victim.at_aws("UpdateItem", mode, times, f"#{channel}", *texts)

    return order


def kill_before_claims(victim: Victim, _count: int) -> None:
    """At every claim, until it is taken back: of a batch, whose messages are claimed side by side, none may get through."""
    for channel in CHANNELS:
        victim.at_aws("UpdateItem", "kill", _UNTIL_CLEARED, f"#{channel}", *_CLAIM)


def _batches(count: int) -> int:
    """How often to kill: each kill takes a batch of up to ten with it."""
    return -(-count // 10)


def told(mode: str) -> Order:
    def order(victim: Victim, count: int) -> None:
        for channel in _TOLD:
            victim.told(channel, mode, count)

    return order


def copies(victim: Victim, _count: int) -> None:
    victim.copy_to_queues()


def redrive(victims: Sequence[Victim]) -> None:
    """The providers are well again: what lies in the dead-letter queues goes back, and comes twice."""
    doors, count = victims[0].doors, sum(len(victim.accepted) for victim in victims)
    doors.http.delete(f"{doors.stack['webUrl']}/faults").raise_for_status()
    for channel in WITH_A_PROVIDER:
        source, destination = (doors.outputs[f"{QUEUES[channel]}{kind}Url"] for kind in ("DeadLetterQueue", "Queue"))
        moved = letters.move(doors.client("sqs"), source, destination, keep_refused=False)
        assert moved.moved >= count, f"{channel}: {moved.moved} of {count} were dead letters"
    for victim in victims:
        victim.copy_to_queues()


def strangers(victim: Victim, count: int) -> None:
    """Events of mails that nobody here sent, among those that somebody did."""
    mail = {
        "timestamp": "2026-01-31T12:00:00.000Z",
        "messageId": "m-1",
        "tags": {"deliveryId": [f"{'0' * 32}-{'0' * 20}"]},
    }
    event = {"eventType": "Delivery", "delivery": {"timestamp": mail["timestamp"]}, "mail": mail}
    queue = target(victim.doors).queue_url("ReceiptQueue")
    for _ in range(count):
        victim.doors.client("sqs").send_message(QueueUrl=queue, MessageBody=json.dumps(event))


def target(doors: Doors) -> Target:
    """The stack as an operator's command finds it."""
    return Target(STACK_NAME, doors.outputs, aws.session(), doors.stack["awsEndpoint"])


def undecidable(victim: Victim, count: int) -> None:
    victim.at_provider("email", "cut", count)
    victim.told("email", "lost", count)


FAULTS = (
    Fault("nothing"),
    Fault("the provider answers 500", at_provider("error", "error")),
    Fault("the provider answers 429", at_provider("throttle", "throttle")),
    Fault("the provider takes nothing and never answers", at_provider("timeout"), in_doubt=("sms", "push")),
    Fault("taken, and the answer is cut", at_provider("cut", "cut"), in_doubt=("push",)),
    Fault("taken, and never answered", at_provider("withhold"), in_doubt=("push",)),
    Fault("taken, and the answer cannot be read", at_provider("malformed", channels=_TOLD)),
    Fault(
        "the provider is down past the age, then a redrive, and every message again",
        lambda victim, _: at_provider("error")(victim, _UNTIL_CLEARED),
        in_the_end=redrive,
        is_down=True,
    ),
    Fault("the queue hands over twice at once", afterwards=copies),
    Fault("events late", told("late")),
    Fault("events doubled", told("double")),
    Fault("events reversed", told("reverse")),
    Fault("events of unknown deliveries", strangers),
    Fault("events lost", told("lost"), is_silent=True),
    Fault("record_delivery killed before it writes", at_table("kill", *_RECEIPT, channels=_TOLD)),
    Fault("record_delivery killed after it wrote", at_table("kill-done", *_RECEIPT, channels=_TOLD)),
    Fault("DynamoDB throttled when claiming", at_table("throttle", *_CLAIM, tries=BOTOCORE_TRIES)),
    Fault("DynamoDB throttled when writing down", at_table("throttle", *_WRITE_DOWN, tries=BOTOCORE_TRIES)),
    Fault("connection cut after claiming", at_table("cut", *_CLAIM)),
    Fault("connection cut after claiming, at every try", at_table("cut", *_CLAIM, tries=BOTOCORE_TRIES)),
    Fault("connection cut after writing down", at_table("cut", *_WRITE_DOWN)),
    Fault(
        "DynamoDB throttled when accepting",
        lambda victim, count: victim.at_aws("PutItem", "throttle", count * BOTOCORE_TRIES),
    ),
    Fault(
        "connection cut after queueing",
        lambda victim, count: victim.at_aws("SendMessageBatch", "cut", count, _QUEUED),
    ),
    Fault(
        "ingest killed between storing and queueing",
        lambda victim, count: victim.at_aws("SendMessageBatch", "kill", _batches(count), _QUEUED),
    ),
    Fault(
        "sender killed between claim and call",
        at_table("kill-done", *_CLAIM),
        kills="after",
        in_doubt=("sms", "push"),
    ),
    Fault("sender killed during the call", kill_at_provider, kills="after", in_doubt=("sms", "push")),
    Fault("sender killed after the call", at_table("kill", *_WRITE_DOWN), kills="after", in_doubt=("sms", "push")),
    Fault("sender killed before it claims", kill_before_claims, kills="before"),
    Fault("undecidable: mail taken, answer cut, events lost", undecidable, may_repeat=True, is_silent=True),
)
