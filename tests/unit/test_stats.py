"""Totals from changes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carillon.domain import clock, stats
from carillon.domain.stats import Totals
from carillon.domain.user import ReadMark

COUNTED = datetime(2026, 1, 1, tzinfo=UTC)
MARK = ReadMark(up_to="K5", at=clock.iso(COUNTED))


def test_every_change_of_a_notification_is_a_difference():
    unread, read = {"unreadKey": "K7"}, {"readAt": "x"}
    direct: dict[str, str] = {}
    assert stats.notification_change(None, unread, (), "") == Totals(1, 1)
    assert stats.notification_change(None, direct, (), "") == Totals(1, 0)
    assert stats.notification_change(unread, read, (), "") == Totals(0, -1)
    assert stats.notification_change(read, unread, (), "") == Totals(0, 1)
    assert stats.notification_change(unread, unread, (), "") == Totals()
    assert stats.notification_change(unread, None, (), "") == Totals(-1, -1)
    assert stats.notification_change(read, None, (), "") == Totals(-1, 0)


@pytest.mark.parametrize("new", [None, {}, {"unreadKey": "K9"}])
def test_what_goes_takes_itself_away_unless_a_count_of_its_mark_did(new: dict[str, str] | None):
    total, comes = (-1 if new is None else 0), len(new or ())
    for key, second, taken in (("K3", 0, 0), ("K5", 1, 0), ("K3", -1, 1), ("K7", 1, 1)):
        at = clock.iso(COUNTED + timedelta(seconds=second))
        change = stats.notification_change({"unreadKey": key}, new, (MARK,), at)
        assert change == Totals(total, comes - taken), (key, second)


def test_what_a_count_notes_is_taken_away():
    assert stats.user_change(None, {"readByMarks": "4"}) == Totals(0, -4)
    assert stats.user_change({"readByMarks": "4"}, {"readByMarks": "10"}) == Totals(0, -6)
    assert stats.user_change({"readByMarks": "4"}, {"readByMarks": "4", "email": "x"}) == Totals()
    assert stats.user_change({"readByMarks": "4"}, None) == Totals()


def test_subscriptions_count_while_they_are_active():
    on, off = {"isActive": True}, {"isActive": False}
    assert stats.subscription_change(None, on).push_subscriptions == 1
    assert stats.subscription_change(on, on).push_subscriptions == 0
    assert stats.subscription_change(on, off).push_subscriptions == -1
    assert stats.subscription_change(off, None).push_subscriptions == 0


@given(st.lists(st.integers(0, 60), unique=True), st.sets(st.integers(0, 60)))
def test_the_latest_are_the_newest_that_are_left(added, deleted):
    recent: list[dict[str, Any]] = []
    for number in added:
        recent = stats.merge_recent(recent, [{"id": f"{number:03}"}], set())
    left = stats.merge_recent(recent, [], {f"{number:03}" for number in deleted})

    kept = sorted((f"{n:03}" for n in added), reverse=True)[: stats.RECENT_KEPT]
    assert [item["id"] for item in left] == [item for item in kept if int(item) not in deleted]
