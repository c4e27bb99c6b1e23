"""What the log tells of one notification: every function names it by its id, and says nothing of the person."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from carillon.domain.notification import CHANNELS
from carillon.observability import logger
from ingest.handler import lambda_handler as ingest
from send_in_app.handler import lambda_handler as send_in_app
from tests.integration.http import ADA, request_for
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.names import queue_url

INGEST = LambdaQueue(queue_url("ingest"), ingest)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logger.registered_handler
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


def _lines(stream: io.StringIO, notification_id: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [line for line in lines if notification_id in json.dumps(line)]


def _accepted() -> str:
    INGEST.put(json.dumps(request_for(ADA)))
    INGEST.run()
    return str(ADA.get().json["notifications"][0]["id"])


def test_accepting_logs_the_message_the_notification_and_every_channels_fate(logged):
    notification_id = _accepted()

    (line,) = [line for line in _lines(logged, notification_id) if line["message"] == "notification accepted"]
    assert line["message_id"]
    assert line["level"] == "INFO"
    assert sorted([*line["queued"], *line["skipped"]]) == sorted(CHANNELS)


def test_a_sender_logs_what_became_of_it_on_its_channel(logged):
    notification_id = _accepted()
    LambdaQueue(queue_url("in-app"), send_in_app).run()

    (line,) = [line for line in _lines(logged, notification_id) if line["message"] == "delivery"]
    assert (line["channel"], line["status"], line["reason"]) == ("in-app", "skipped", "no_connection")


def test_a_request_about_a_notification_names_it_and_a_text_in_its_place_is_not_logged(logged):
    notification_id = _accepted()
    for named in (notification_id, "ada@example.com"):
        ADA.ask("PATCH /api/notifications/{id}/read", path={"id": named})

    requests = [line for line in _lines(logged, notification_id) if line["message"] == "request"]
    assert [line["route"] for line in requests] == ["PATCH /api/notifications/{id}/read"]
    assert "ada@" not in logged.getvalue()
