"""Sweeps in processes of their own, at once and cut short: every due email is queued, once, for a few requests."""

from __future__ import annotations

from bench import clearing
from carillon.storage.notification_table import DUE_SHARDS
from local.settings import ROOT

ONE_PAGE_MS = 10_000
"""A sweep that has no more left than its reserve ends after a page."""


def test_two_sweeps_at_once_that_end_after_a_page_each_leave_none_and_queue_none_twice() -> None:
    rows = 200
    cleared = clearing.cleared(rows, 2, ONE_PAGE_MS)

    assert (cleared.twice, cleared.never) == (0, 0)
    assert sum(cleared.messages.values()) == rows
    # On a machine that stalls, a claim is answered too late, and a later sweep takes the row.
    assert sum(sum(report["queued"]) for report in cleared.reports) >= rows - cleared.late
    assert sum(len(report["queued"]) for report in cleared.reports) >= DUE_SHARDS


def test_a_row_takes_two_writes_and_a_tenth_of_a_message() -> None:
    rows = 60
    called = clearing.cleared(rows, 1).recording

    assert called.operations()["UpdateItem"] == 2 * rows
    assert called.operations()["SendMessageBatch"] <= rows / 10 + 4
    assert called.writes <= 7 * rows


def test_an_invocation_has_as_long_as_the_template_gives_it() -> None:
    function = (ROOT / "template.yaml").read_text(encoding="utf-8").split("\n  EmailFallbackFunction:\n")[1]
    assert f"\n      Timeout: {clearing.TIMEOUT_MS // 1000}\n" in function.split("Environment:")[0]
