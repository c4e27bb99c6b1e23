"""What is lost behind the doors ends all the same, by the schedule alone."""

import pytest

from .begun import LeftUnread
from .doors import Doors
from .eventually import eventually

WITHIN_SECONDS = 400
"""More than an email's age, its waits, a dead sender and the tick after it, with the tests' ages; all begun long before."""


@pytest.mark.parametrize("channel", ["email", "sms", "push"])
def test_what_was_lost_before_a_sender_took_it_leaves_after_all(
    doors: Doors, lost_before_it_was_taken: LeftUnread, channel: str
):
    lost = lost_before_it_was_taken
    doors.outbox.wait_for(lost.notification_id, channel, within=WITHIN_SECONDS)
    log = eventually(lambda: lost.person.deliveries(lost.notification_id, channel), lambda log: len(log) > 1)
    assert [entry["status"] for entry in log][:2] == ["queued", "sent"]


def test_its_frame_is_queued_again_too(lost_before_it_was_taken: LeftUnread):
    """Nobody was connected."""
    lost = lost_before_it_was_taken
    line = lost.person.settled(lost.notification_id, "in-app", within=WITHIN_SECONDS)
    assert (line["status"], line["reason"]) == ("skipped", "no_connection")


def test_what_was_lost_between_two_tries_ends_with_the_last_reason(doors: Doors, lost_between_tries: LeftUnread):
    lost = lost_between_tries
    line = lost.person.settled(lost.notification_id, "email", within=WITHIN_SECONDS)
    log = lost.person.deliveries(lost.notification_id, "email")
    assert [entry["status"] for entry in log] == ["queued", "deferred", "failed"]
    assert (line["reason"], line["target"]) == (log[1]["reason"], log[1]["target"])
    assert doors.outbox.of(lost.notification_id) == []
