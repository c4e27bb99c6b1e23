"""`make tail`: one id through the logs of every function."""

import json
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from carillon.domain import ids
from local import tail

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
ID = ids.repeatable_id(int(AT.timestamp() * 1000), "tail")
MESSAGE_ID = "0b1c2d3e-0000-4000-8000-000000000000"


class _Logs:
    """Log groups with events of `(milliseconds, text)`, as CloudWatch gives them: page by page."""

    def __init__(self, groups: dict[str, list[tuple[int, str]]]) -> None:
        self.groups = groups
        self.asked: list[dict[str, Any]] = []

    def get_paginator(self, operation: str) -> Any:
        self.operation = operation
        return self

    def paginate(self, **request: Any) -> list[dict[str, Any]]:
        if "logGroupNamePrefix" in request:
            return [{"logGroups": [{"logGroupName": name}]} for name in self.groups]
        self.asked.append(request)
        events = self.groups[request["logGroupName"]]
        return [{"events": [{"timestamp": at, "message": text}]} for at, text in events]


def _line(message: str, **fields: Any) -> str:
    return json.dumps({"level": "INFO", "message": message, "service": "carillon", "cold_start": True, **fields})


GROUPS = {
    "/aws/lambda/s-send-email": [(3, _line("delivery", notification_id=ID, channel="email", status="sent"))],
    "/aws/lambda/s-ingest": [
        (1, _line("notification accepted", notification_id=ID, message_id=MESSAGE_ID, queued=["email"], skipped={})),
        (2, _line("notification accepted", notification_id="another", message_id="another")),
    ],
}


def _trace(logs: _Logs, identifier: str) -> tail.Trace:
    return tail.Trace(cast("Any", logs), "/aws/lambda/s-", [identifier], 0)


@pytest.mark.parametrize("identifier", [ID, MESSAGE_ID])
def test_either_id_leads_through_every_function_in_the_order_of_time(identifier):
    lines = _trace(_Logs(GROUPS), identifier).news()
    assert [line.split()[1:3] for line in lines] == [["s-ingest", "notification"], ["s-send-email", "delivery"]]
    assert lines[1].endswith("delivery channel=email status=sent")
    assert 'queued=["email"]' in lines[0]
    assert "cold_start" not in lines[0]


def test_a_line_is_told_once_and_new_ones_as_they_come():
    logs = _Logs(GROUPS | {"/aws/lambda/s-send-sms": []})
    trace = _trace(logs, ID)
    assert len(trace.news()) == 2
    logs.groups["/aws/lambda/s-send-sms"] = [(9, _line("delivery", notification_id=ID, channel="sms", status="failed"))]
    assert len(trace.news()) == 1
    assert trace.news() == []


def test_every_try_of_a_sender_is_told():
    line = _line("delivery", notification_id=ID, channel="sms", status="deferred")
    assert len(_trace(_Logs({"/aws/lambda/s-send-sms": [(1, line), (2, line)]}), ID).news()) == 2


def test_a_line_that_is_not_ours_is_shown_as_it_is_and_a_level_where_it_matters():
    assert tail.line(0, "/aws/lambda/s-ingest", "Task timed out\n").endswith(" Task timed out")
    assert "ERROR delivery failed" in tail.line(0, "g", json.dumps({"level": "ERROR", "message": "delivery failed"}))


def test_a_notifications_id_says_from_when_on_to_look_and_a_messages_does_not():
    now = AT.timestamp()
    assert tail.since(ID, now + 10**6) == int(now * 1000) - 60_000
    assert tail.since(MESSAGE_ID, now) == int(now * 1000) - 24 * 3600 * 1000


@pytest.mark.parametrize("text", ["", "x", 'a"b" || "', "x" * 99])
def test_what_is_no_id_never_reaches_a_filter_pattern(text):
    with pytest.raises(SystemExit):
        tail.main(["--id", text])
