"""Read and unread under marks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from carillon.domain import clock, ids, inbox
from carillon.domain.notification import Notification, NotificationRequest
from carillon.domain.user import User

START = datetime(2026, 1, 1, tzinfo=UTC)
seconds = st.integers(min_value=0, max_value=10_000)


def _arrived(at: datetime) -> Notification:
    request = NotificationRequest("ada", "reward", "t", "m")
    return Notification(ids.new_id(at), request, ("in-app",), unread_key=ids.new_id(at))


@given(st.lists(seconds, min_size=1, max_size=40))
def test_a_mark_never_moves_back_and_only_the_last_ones_are_kept(presses):
    user = User("ada")
    for press in presses:
        before = user.read_up_to
        user = replace(user, read_marks=inbox.add_mark(user, START + timedelta(seconds=press)))
        assert user.read_up_to >= before
    assert len(user.read_marks) <= inbox.MARKS_KEPT


@given(arrival=seconds, press=seconds)
def test_a_mark_covers_what_is_older_than_its_trail_and_nothing_younger(arrival, press):
    notification = _arrived(START + timedelta(seconds=arrival))
    at = START + timedelta(seconds=press)
    user = User("ada", read_marks=inbox.add_mark(User("ada"), at))

    if arrival < press - inbox.MARK_TRAIL.total_seconds():
        assert inbox.read_time(notification, user) == clock.iso(at)
    else:
        assert inbox.read_time(notification, user) is None
        assert inbox.is_unread(notification.unread_key, user.read_up_to)


@given(st.lists(seconds, min_size=2, max_size=inbox.MARKS_KEPT, unique=True))
def test_what_several_marks_cover_was_read_at_the_first_of_them(presses):
    notification = _arrived(START - inbox.MARK_TRAIL - timedelta(seconds=1))
    user = User("ada")
    for press in sorted(presses):
        user = replace(user, read_marks=inbox.add_mark(user, START + timedelta(seconds=press)))

    assert inbox.read_time(notification, user) == clock.iso(START + timedelta(seconds=min(presses)))


def test_what_was_read_by_itself_keeps_its_own_time():
    read = replace(_arrived(START), unread_key=None, read_at="2026-01-01T00:00:01.000Z")
    user = User("ada", read_marks=inbox.add_mark(User("ada"), START + timedelta(hours=1)))

    assert inbox.read_time(read, user) == "2026-01-01T00:00:01.000Z"


def test_the_end_of_an_instant_lies_above_every_key_of_it_and_below_the_next():
    for _ in range(50):
        assert ids.new_id(START) < inbox.end_of(START) <= ids.new_id(START + timedelta(milliseconds=1))
