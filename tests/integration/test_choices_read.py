"""How often people are read, and who is never written to."""

from __future__ import annotations

import json
import os
from typing import Any, get_args

import pytest

from carillon import clients, contracts
from carillon.storage.suppressions import Suppressions
from ingest.handler import lambda_handler as ingest
from send_email.handler import lambda_handler as send_email
from tests.integration.faults import before
from tests.integration.http import ADA, ADMIN, BASE, Person, notify, request_for
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.names import queue_url
from tests.integration.provider import Provider
from tests.integration.senders import ALICE, body, notification, states, users


@pytest.mark.seed_defect(26)
def test_ten_requests_for_three_people_on_four_channels_read_the_people_once() -> None:
    queue = LambdaQueue(queue_url("ingest"), ingest)
    queue.put(*(json.dumps(request_for(Person(f"user-{number % 3}"))) for number in range(10)))
    event = queue.receive()
    reads: list[list[Any]] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        tables = json.loads(params["body"]).get("RequestItems", {})
        if people := tables.get(os.environ["PREFERENCES_TABLE"]):
            reads.append(people["Keys"])

    with before(clients.dynamodb(), "BatchGetItem", note), before(clients.dynamodb(), "GetItem", note):
        assert queue.invoke(event) == []

    assert [len(keys) for keys in reads] == [3]


@pytest.mark.bad_input(58)
@pytest.mark.seed_defect(37)
@pytest.mark.parametrize("written", ["alice@example.com", "Alice@EXAMPLE.com"])
def test_a_suppressed_address_gets_no_mail_however_it_is_written(written: str, provider: Provider) -> None:
    users().change_contact(ALICE, {"email": written})
    Suppressions(os.environ["SUPPRESSIONS_TABLE"]).add("email", "alice@example.com", "bounced")
    item = notification(mandatory=True)
    queue = LambdaQueue(queue_url("email"), send_email)
    queue.put(body(item))

    assert queue.run() == []

    assert provider.requests == []
    assert states(item) == [("skipped", "suppressed")]


@pytest.mark.seed_defect(56)
@pytest.mark.parametrize("kind", get_args(contracts.NotificationContract.model_fields["type"].annotation))
def test_a_type_comes_back_as_it_was_asked_for(kind: str) -> None:
    assert notify(ADA, type=kind)["type"] == kind
    assert ADMIN.post(request_for(ADA, type="fax")).status == 400


@pytest.mark.bad_input(91)
@pytest.mark.seed_defect(23)
def test_with_every_channel_off_only_what_is_mandatory_is_shown() -> None:
    off = dict.fromkeys(("emailEnabled", "smsEnabled", "inAppEnabled", "pushEnabled", "securityAlerts"), False)
    ADA.ask(f"PUT {BASE}/preferences", body=off)

    notify(ADA, category="security")
    mandatory = notify(ADA, category="security", mandatory=True)

    assert [item["id"] for item in ADA.get().json["notifications"]] == [mandatory["id"]]
    assert ADA.get("/unread-count").json == {"count": 1}
