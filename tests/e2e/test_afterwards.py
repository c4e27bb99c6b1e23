"""What must hold after everything that the other tests did; the last to run."""

from collections import Counter
from pathlib import Path

from .doors import Doors
from .secrets_seen import SECRETS


def test_nothing_left_twice(doors: Doors):
    """Whatever was redelivered, killed, throttled or dropped fifty times: each message reached each target once."""
    left = Counter((entry["notificationId"], entry["channel"], entry["to"]) for entry in doors.outbox.everything())
    assert [message for message, times in left.items() if times > 1] == []
    assert len(left) > 50


def test_no_defect_was_answered(doors: Doors):
    assert doors.defects == []


def leaks(text: str) -> list[str]:
    return [f"{kind}: {secret[:12]}…" for kind, secret in SECRETS if secret in text]


def test_no_secret_is_in_the_functions_logs(doors: Doors):
    logs = doors.client("logs")
    text = ""
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            for answer in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
                text += "\n".join(event["message"] for event in answer["events"])
    assert "request" in text
    assert leaks(text) == []


def test_no_secret_is_in_the_log_files(log_dir: Path, doors: Doors):
    files = [path for path in log_dir.rglob("*") if path.is_file()]
    assert files
    assert [(path.name, found) for path in files if (found := leaks(path.read_text(errors="replace")))] == []


def test_no_function_raised(doors: Doors, log_dir: Path):
    """Every refusal is an answer; an exception that reached the log is a defect."""
    text = "".join(path.read_text(errors="replace") for path in log_dir.glob("*.log"))
    assert [line[:300] for line in text.splitlines() if '"level":"ERROR"' in line and '"exception"' in line] == []
