"""send_email asks again before it sends: choices, addresses, erasure, and for a fallback whether it was read."""

from __future__ import annotations

import dataclasses
import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from carillon import clients
from carillon.domain.notification import Notification
from carillon.storage.inbox import Inbox
from carillon.storage.notifications import Lifetimes, Notifications
from send_email.handler import lambda_handler
from tests.integration import faults
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.provider import Answer, Provider
from tests.integration.senders import ALICE, body, log, notification, states, users


@pytest.fixture
def queue() -> LambdaQueue:
    users().change_contact(ALICE, {"email": "alice@example.com"})
    return LambdaQueue(os.environ["EMAIL_QUEUE_URL"], lambda_handler)


@pytest.mark.bad_input(92)
def test_a_choice_made_after_acceptance_counts(queue: LambdaQueue, provider: Provider) -> None:
    item, mandatory = notification(), notification(mandatory=True)
    users().change_preferences(ALICE, {"email_enabled": False})
    queue.put(body(item), body(mandatory))

    while queue.left():
        assert queue.run() == []

    assert states(item) == [("skipped", "preference_off")]
    assert log(item)[0].target is None
    assert states(mandatory) == [("sent", None)]


@pytest.mark.bad_input(92)
def test_a_choice_made_between_two_tries_ends_the_first_ones_log(queue: LambdaQueue, provider: Provider) -> None:
    item = notification()
    provider.says(Answer(429, {"message": "no"}, {"x-amzn-ErrorType": "TooManyRequestsException"}))
    queue.put(body(item))
    event = queue.receive()
    queue.invoke(event)
    users().change_preferences(ALICE, {"transaction_alerts": False})

    assert queue.invoke(event) == []

    first, last = log(item)
    assert (last.status, last.reason) == ("skipped", "category_off")
    assert last.target == first.target
    assert len(provider.requests) == 1


@pytest.mark.bad_input(56)
def test_without_an_address_the_channel_is_skipped(queue: LambdaQueue, provider: Provider) -> None:
    item = notification(user_id="user-nobody")
    queue.put(body(item))

    assert queue.run() == []
    assert states(item) == [("skipped", "no_address")]
    assert provider.requests == []


def test_an_erased_person_gets_nothing(queue: LambdaQueue, provider: Provider) -> None:
    item = notification()
    users().erase(ALICE, datetime.now(UTC) + timedelta(seconds=1))
    queue.put(body(item))

    assert queue.run() == []
    assert provider.requests == []
    assert log(item) == []


@pytest.mark.bad_input(95)
@pytest.mark.seed_defect(49)
def test_a_fallback_leaves_only_while_the_notification_is_unread(queue: LambdaQueue, provider: Provider) -> None:
    notifications = Notifications(os.environ["NOTIFICATIONS_TABLE"])
    unread, read, deleted = (_stored(notifications) for _ in range(3))
    assert Inbox(notifications).mark_read(users().get(ALICE), read, datetime.now(UTC))
    notifications.delete(ALICE, deleted.id)
    queue.put(*(body(item, is_fallback=True) for item in (unread, read, deleted)))

    while queue.left():
        assert queue.run() == []

    (request,) = provider.requests
    assert request.mail["Subject"] == "Unread: Payment received"
    assert states(unread) == [("sent", None)]
    assert states(read) == states(deleted) == [("skipped", "read_first")]


@pytest.mark.bad_input(95)
def test_a_fallback_does_not_leave_after_read_all_although_a_read_lags_behind(
    queue: LambdaQueue, provider: Provider
) -> None:
    item = _stored(Notifications(os.environ["NOTIFICATIONS_TABLE"]))
    assert users().mark_all_read(ALICE, users().get(ALICE), datetime.now(UTC) + timedelta(minutes=1))
    queue.put(body(item, is_fallback=True))

    def as_it_was(params: dict[str, Any], **_: Any) -> None:
        asked = json.loads(params["body"])
        table = asked["RequestItems"].get(os.environ["PREFERENCES_TABLE"])
        if table and not table.get("ConsistentRead"):
            table["ProjectionExpression"] = "userId, email"
            params["body"] = json.dumps(asked).encode()

    with faults.before(clients.dynamodb(), "BatchGetItem", as_it_was):
        assert queue.run() == []

    assert states(item) == [("skipped", "read_first")]
    assert provider.requests == []


def _stored(notifications: Notifications) -> Notification:
    item = notification(type="in-app")
    item = dataclasses.replace(item, channels=("in-app",), unread_key=item.id)
    assert notifications.add(item, Lifetimes(timedelta(days=180), timedelta(minutes=10)))
    return item
