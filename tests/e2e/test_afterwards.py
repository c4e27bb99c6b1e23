"""What must hold after everything that the other tests did; the last to run."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


PUBLIC = ("publicKey", "accountSid")
"""Members of the stack's secrets that are none."""


@pytest.fixture(scope="module")
def secret_words(doors: Doors) -> dict[str, str]:
    """By word, what it is: of the stack's own secrets, of whoever anything was sent to, of the links in mails."""
    client = doors.client("secretsmanager")
    names = [each["Name"] for page in client.get_paginator("list_secrets").paginate() for each in page["SecretList"]]
    found = [("a secret", leaf) for name in names for leaf in leaves(_value(client, name))]
    for entry in doors.outbox.everything():
        found.append((f"target of {entry['channel']}", entry["to"]))
        found += [("link", token) for token in re.findall(r"/unsubscribe/([\w.-]+)", json.dumps(entry))]
    return {word: kind for kind, text in found for word in words(text)}


def _value(client: Any, name: str) -> Any:
    return json.loads(client.get_secret_value(SecretId=name)["SecretString"])


def leaves(value: Any) -> Iterator[str]:
    """The texts in a secret that nobody may know."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each) if name not in PUBLIC else ()
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each)
    elif isinstance(value, str):
        yield value


def words(text: str) -> set[str]:
    """What could be a key, a token, an address or a number. Thousands of them are looked for in megabytes."""
    return {word.strip(".-") for word in re.findall(r"[\w@+.-]{10,}", text)}


def leaks(text: str, secret_words: dict[str, str]) -> list[str]:
    said = [f"{kind}: {secret[:12]}…" for kind, secret in SECRETS if secret in text]
    return said + [f"{secret_words[word]}: {word[:12]}…" for word in words(text) & secret_words.keys()]


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


def test_no_secret_is_in_the_functions_logs(function_logs: list[str], secret_words: dict[str, str]):
    assert len(function_logs) > 500
    assert leaks("\n".join(function_logs), secret_words) == []


def test_no_secret_is_in_the_log_files(log_dir: Path, secret_words: dict[str, str]):
    files = [path for path in log_dir.rglob("*") if path.is_file()]
    assert files
    found = {path.name: leaks(path.read_text(errors="replace"), secret_words) for path in files}
    assert {name: leaked for name, leaked in found.items() if leaked} == {}


def test_no_function_raised(function_logs: list[str]):
    """Every refusal is an answer; an exception in a log is a defect."""
    raised = [f"{line[:400]} … {line[-800:]}" for line in function_logs if '"exception"' in line or "Traceback" in line]
    # The events of test_events come from no queue, so that no queue knows their receipts.
    assert [line for line in raised if "visibility not changed" not in line] == []
