"""What must hold after everything that the other tests did; the last to run."""

from collections import Counter
from pathlib import Path

import pytest

from .doors import Doors
from .secrets_seen import SECRETS


def test_nothing_left_twice(doors: Doors):
    """Whatever was redelivered, killed, throttled or dropped fifty times: each message reached each target once.

    But for pushes to a real browser, which the sink cannot tell apart: see `tests/browser/test_push_firefox.py`.
    """
    told_apart = [entry for entry in doors.outbox.everything() if entry["channel"] != "push" or entry["payload"]]
    left = Counter((entry["notificationId"], entry["channel"], entry["to"]) for entry in told_apart)
    assert [message for message, times in left.items() if times > 1] == []
    assert len(left) > 50


def test_no_defect_was_answered(doors: Doors):
    assert doors.defects == []


def leaks(text: str) -> list[str]:
    return [f"{kind}: {secret[:12]}…" for kind, secret in SECRETS if secret in text]


@pytest.fixture(scope="module")
def function_logs(doors: Doors) -> list[str]:
    """Every line that a function logged."""
    logs = doors.client("logs")
    return [
        event["message"]
        for page in logs.get_paginator("describe_log_groups").paginate()
        for group in page["logGroups"]
        for answer in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"])
        for event in answer["events"]
    ]


def test_no_secret_is_in_the_functions_logs(function_logs: list[str]):
    assert len(function_logs) > 500
    assert leaks("\n".join(function_logs)) == []


def test_no_secret_is_in_the_log_files(log_dir: Path, doors: Doors):
    files = [path for path in log_dir.rglob("*") if path.is_file()]
    assert files
    assert [(path.name, found) for path in files if (found := leaks(path.read_text(errors="replace")))] == []


def test_no_function_raised(function_logs: list[str]):
    """Every refusal is an answer; an exception in a log is a defect."""
    raised = [f"{line[:400]} … {line[-800:]}" for line in function_logs if '"exception"' in line or "Traceback" in line]
    # The events of test_events come from no queue, so that no queue knows their receipts.
    assert [line for line in raised if "visibility not changed" not in line] == []
