"""The email for what stayed unread."""

from datetime import timedelta

import pytest

from carillon import clients
from carillon.domain import clock
from email_fallback.handler import lambda_handler
from http_api import services
from send_email.handler import lambda_handler as send_email
from tests.integration.faults import Crash, before, crash
from tests.integration.http import ADA, ADMIN, BASE, notify
from tests.integration.lambda_queue import CONTEXT, LambdaQueue
from tests.integration.metrics import counted
from tests.integration.names import queue_url
from tests.integration.queued import bodies

EMAIL = LambdaQueue(queue_url("email"), send_email)


@pytest.fixture
def in_ten_minutes(monkeypatch):
    """More than ten minutes later for the sweep, while the rest of the world stands still."""
    later = clock.now() + timedelta(minutes=11)
    return lambda: monkeypatch.setattr("carillon.email_fallback.clock.now", lambda: later)


@pytest.fixture(autouse=True)
def address():
    ADMIN.ask("PUT /api/users/{userId}", path={"userId": "ada"}, body={"email": "ada@example.com"})


def _sweep() -> int:
    return int(lambda_handler({}, CONTEXT)["queued"])


@pytest.mark.seed_defect(12, 51)
def test_an_unread_one_is_emailed_once_when_it_falls_due(in_ten_minutes, provider):
    made = notify(ADA, type="in-app")
    assert _sweep() == 0

    in_ten_minutes()
    assert _sweep() == 1
    assert _sweep() == 0
    assert EMAIL.run() == []

    [request] = provider.requests
    assert request.mail["Subject"] == "Unread: Hello"
    assert ADA.one(made["id"]).json["emailSent"] is True
    log = ADA.ask(f"GET {BASE}/{{id}}/deliveries", path={"id": made["id"]}).json["deliveries"]
    assert [line["status"] for line in log if line["channel"] == "email"] == ["queued", "sent"]


@pytest.mark.bad_input(94)
def test_two_sweeps_at_once_and_a_doubled_message_are_one_email(in_ten_minutes, provider):
    notify(ADA, type="in-app")
    in_ten_minutes()
    _sweep()
    event = EMAIL.receive()
    EMAIL.invoke(event)
    EMAIL.invoke(event)

    assert len(provider.requests) == 1


def test_muted_emails_are_no_fallback_either_unless_it_is_mandatory(in_ten_minutes):
    ADA.ask(f"PUT {BASE}/preferences", body={"emailMutedUntil": "2099-01-01T00:00:00Z"})
    notify(ADA, type="in-app")
    mandatory = notify(ADA, type="in-app", mandatory=True)
    in_ten_minutes()

    assert _sweep() == 1
    assert [message["id"] for message in bodies("email")] == [mandatory["id"]]


def test_a_sweep_that_dies_before_queueing_is_made_good_by_a_later_one(in_ten_minutes, monkeypatch):
    notify(ADA, type="in-app")
    in_ten_minutes()
    with before(clients.sqs(), "SendMessageBatch", crash), pytest.raises(Crash):
        _sweep()
    assert _sweep() == 0  # claimed, for now

    later = clock.now() + timedelta(minutes=17)
    monkeypatch.setattr("carillon.email_fallback.clock.now", lambda: later)
    assert _sweep() == 1


@pytest.mark.seed_defect(49)
@pytest.mark.parametrize("how", ["read", "read-all", "delete"])
def test_one_that_was_read_before_is_never_emailed(how, in_ten_minutes, monkeypatch):
    monkeypatch.setattr("carillon.domain.inbox.MARK_TRAIL", timedelta(0))
    made = notify(ADA, type="in-app")
    if how == "read":
        ADA.one(made["id"], "PATCH", "/read")
    elif how == "delete":
        ADA.one(made["id"], "DELETE")
    else:
        ADA.ask(f"PATCH {BASE}/read-all")

    in_ten_minutes()
    assert _sweep() == 0


@pytest.mark.bad_input(95)
@pytest.mark.seed_defect(49)
def test_one_that_is_read_between_the_sweep_and_the_sending_is_not_emailed(in_ten_minutes, provider):
    made = notify(ADA, type="in-app")
    in_ten_minutes()
    assert _sweep() == 1
    ADA.one(made["id"], "PATCH", "/read")

    assert EMAIL.run() == []
    assert provider.requests == []
    log = ADA.ask(f"GET {BASE}/{{id}}/deliveries", path={"id": made["id"]}).json["deliveries"]
    assert log[-1]["reason"] == "read_first"


@pytest.mark.seed_defect(43)
def test_somebody_who_takes_no_email_gets_none_unless_it_is_mandatory(in_ten_minutes):
    ADA.ask(f"PUT {BASE}/preferences", body={"emailEnabled": False})
    notify(ADA, type="in-app")
    mandatory = notify(ADA, type="in-app", mandatory=True)

    in_ten_minutes()
    assert _sweep() == 1
    assert [message["id"] for message in bodies("email")] == [mandatory["id"]]


@pytest.mark.seed_defect(44)
def test_what_was_emailed_already_has_no_fallback(in_ten_minutes):
    notify(ADA)
    notify(ADA, type="push")
    bodies("email")

    in_ten_minutes()
    assert _sweep() == 0
    assert services.services().inbox.unread_count(services.services().users.get("ada")) == 1


@pytest.mark.bad_input(96)
@pytest.mark.seed_defect(45, 47)
def test_hundreds_of_due_rows_are_swept_in_pages_while_there_is_time_and_counted(in_ten_minutes, capsys):
    for number in range(230):
        notify(ADA, type="in-app", title=f"t{number}")
    in_ten_minutes()

    class NoTime:
        function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = "x"
        get_remaining_time_in_millis = staticmethod(lambda: 1_000)

    first = lambda_handler({}, NoTime())["queued"]
    assert 0 < first <= 100
    assert counted(capsys.readouterr().out)["FallbacksQueued"] == first
    total = first
    while queued := _sweep():
        total += queued
    assert total == 230
    assert len({message["id"] for message in bodies("email")}) == 230
