"""The life of notifications, through the real functions on Moto: queued, accepted, sent, counted, looked at again.

Queues have a standing backlog: every batch is full. A message is 1 KB as a producer writes it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from bench.recorder import Recording, record
from carillon import clients
from carillon.domain.stats import BATCHES_REMEMBERED
from carillon.storage.connections import Connections
from carillon.storage.subscriptions import Subscription, Subscriptions
from carillon.storage.users import Users
from tests.integration import conftest  # first of all that make a session: it sets the environment
from tests.integration.keys import VAPID, base64url, public_point
from tests.integration.lambda_queue import CONTEXT, Handler, LambdaQueue
from tests.integration.names import queue_url
from tests.integration.provider import PROVIDER
from tests.integration.sockets import Sockets
from tests.integration.streams import Record, Streams
from tests.integration.ticks import ahead

BATCH = 10
MESSAGE_BYTES = 1024
STREAM_BATCH = 100
CHANNELS = ("in-app", "email", "push")


@dataclass(frozen=True, slots=True)
class Scenario:
    """So many notifications to so many people, `batch` messages an invocation."""

    batch: int = BATCH
    notifications: int = STREAM_BATCH
    people: int = STREAM_BATCH
    sms: bool = False


def live(scenario: Scenario) -> dict[str, Recording]:
    """What each stage called, for all the notifications together. Functions are warm: they have read their secrets."""
    with world(scenario):
        _warm(scenario)
        streams = Streams()
        found = {"ingest": accept(scenario)}
        channels = (*CHANNELS, "sms") if scenario.sms else CHANNELS
        found |= {channel: sent(channel, scenario.batch) for channel in channels}
        return found | {"count_stats": _counted(streams), "finish_stuck": _looked_at()}


@contextmanager
def world(scenario: Scenario) -> Iterator[None]:
    """An account with these people: an address, a device, an open page; and a phone, with SMS."""
    sockets = clients.connections(os.environ["WEBSOCKET_API_ID"], os.environ["WEBSOCKET_STAGE"])
    with conftest.empty_account(), Sockets().behind(sockets):
        PROVIDER.reset()
        for number in range(scenario.people):
            _person(number, scenario)
        yield


def _person(number: int, scenario: Scenario) -> None:
    user_id, users = person(number), Users(os.environ["PREFERENCES_TABLE"])
    users.change_contact(user_id, {"email": f"{user_id}@example.com"})
    if scenario.sms:
        users.change_contact(user_id, {"phone": f"+1202555{number:04}"})
        users.change_preferences(user_id, {"sms_enabled": True})
    key = public_point(ec.generate_private_key(ec.SECP256R1()))
    endpoint = f"{PROVIDER.url}/{'x' * 150}/{number}"
    device = Subscription(user_id, endpoint, key, base64url(b"0123456789abcdef"), vapid_key=VAPID["publicKey"])
    Subscriptions(os.environ["SUBSCRIPTIONS_TABLE"], os.environ["PREFERENCES_TABLE"]).register(device)
    Connections(os.environ["PREFERENCES_TABLE"]).add(user_id, f"connection-{number}")


def person(number: int) -> str:
    """Somebody's id."""
    return f"person-{number:04}"


def message(number: int, people: int, fields: Mapping[str, str]) -> str:
    """What a producer puts on the queue."""
    request = {
        "userId": person(number % people),
        "type": "all",
        "category": "reward",
        "title": f"Notification {number}",
        "message": "",
        "data": {"url": "https://app.example/orders/12345"},
        **fields,
    }
    return json.dumps(request | {"message": "m" * (MESSAGE_BYTES - len(json.dumps(request)))})


def _warm(scenario: Scenario) -> None:
    """One notification, after which every function has what it keeps."""
    once = Scenario(1, 1, scenario.people, scenario.sms)
    accept(once)
    for channel in (*CHANNELS, "sms"):
        sent(channel, 1)


def accept(scenario: Scenario, **fields: str) -> Recording:
    """Put the notifications on the queue, and have them accepted."""
    queue = LambdaQueue(queue_url("ingest"), handler("ingest"))
    queue.put(*(message(number, scenario.people, fields) for number in range(scenario.notifications)))
    return drained(queue, scenario.batch)


def sent(channel: str, batch: int = BATCH) -> Recording:
    """Have what is on a channel's queue sent."""
    return drained(LambdaQueue(queue_url(channel), handler(f"send_{channel.replace('-', '_')}")), batch)


def drained(queue: LambdaQueue, batch: int) -> Recording:
    """A queue's messages given to its function, a batch at a time; what the poller does is not recorded."""
    records, total = list[Any](), Recording()
    while received := queue.receive()["Records"]:
        records += received
        for each in received:
            clients.sqs().delete_message(QueueUrl=queue.url, ReceiptHandle=each["receiptHandle"])
    for start in range(0, len(records), batch):
        total += record(partial(_all_done, queue, {"Records": records[start : start + batch]}))
    return total


def _all_done(queue: LambdaQueue, event: dict[str, Any]) -> None:
    """What is not all sent is no measure of sending."""
    answer = queue.handler(event, CONTEXT)
    assert answer["batchItemFailures"] == [], answer


def _counted(streams: Streams) -> Recording:
    """A batch of the stream, when `count_stats` has remembered as much as it ever will."""
    records = accepted(streams)
    fill_totals(records)
    return record(partial(handler("count_stats"), {"Records": records}, CONTEXT))


def accepted(streams: Streams) -> list[Record]:
    """What the streams tell of notifications."""
    return [each for each in streams.records() if "id" in each["dynamodb"]["Keys"]]


def fill_totals(records: Sequence[Record]) -> None:
    """Have those counted under other names, again and again, until `count_stats` has remembered as much as it ever will."""
    for again in range(BATCHES_REMEMBERED):
        others = [each | {"eventID": f"{again}-{each['eventID']}"} for each in records]
        handler("count_stats")({"Records": others}, CONTEXT)


def _looked_at() -> Recording:
    """The look, five minutes later, at what has long ended. Its invocation is the minute's, whatever there is to look at."""
    with ahead(minutes=6):
        return Recording(0, record(partial(handler("finish_stuck"), {}, CONTEXT)).calls)


def handler(name: str) -> Handler:
    """A function, imported when its environment stands."""
    found: Handler = import_module(f"{name}.handler").lambda_handler
    return found
