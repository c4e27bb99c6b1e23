"""Whoever is woken by an alarm finds its entry in the runbook, and the runbook has no entry for an alarm that is gone."""

import re

from local.settings import ROOT

PARTS = ("Symptom", "Means", "Look", "Do", "Tried")
DOCUMENTS = [
    ROOT / "docs" / "runbook.md",
    ROOT / "docs" / "deploy.md",
    *sorted((ROOT / "docs" / "runbook").glob("*.md")),
]
RUNBOOK = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS if path.parent.name == "runbook")
TEMPLATE = (ROOT / "template.yaml").read_text(encoding="utf-8")


def _alarms() -> list[str]:
    return re.findall(r"^  (\w+):\n    Type: AWS::CloudWatch::Alarm$", TEMPLATE, re.MULTILINE)


def _entries() -> dict[str, str]:
    parts = re.split(r"^### (\w+)$", RUNBOOK, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_alarm_has_one_entry_and_every_entry_an_alarm():
    headings = re.findall(r"^### (\w+)$", RUNBOOK, re.MULTILINE)
    assert sorted(headings) == sorted(_alarms())


def test_an_entry_says_everything_it_should():
    for name, text in _entries().items():
        assert re.findall(r"^- \*\*(\w+)\*\*: \S", text, re.MULTILINE) == list(PARTS), name


def test_the_commands_that_it_names_are_there():
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        assert set(re.findall(r"\bmake ([a-z-]+)", "".join(re.findall(r"`[^`]+`", text)))) <= set(targets)
