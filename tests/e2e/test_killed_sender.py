"""A sender killed in the middle of a batch: nothing is lost silently, and nothing is sent twice."""

from .begun import TEXTS, LeftUnread
from .doors import Doors


def test_a_killed_senders_batch_is_neither_lost_nor_sent_twice(doors: Doors, texts_of_the_killed: list[LeftUnread]):
    """What was on its way when the process died is in the log as such: it may have left, so it is not sent again.

    How many had been written down as sent by then differs; one had surely not left.
    """
    assert len(texts_of_the_killed) == TEXTS
    last = {
        text.notification_id: text.person.settled(text.notification_id, "sms", within=120)
        for text in texts_of_the_killed
    }
    sent = {identifier: len(doors.outbox.of(identifier, "sms")) for identifier in last}
    assert max(sent.values()) == 1
    outcomes = {identifier: (line["status"], line["reason"]) for identifier, line in last.items()}
    assert set(outcomes.values()) <= {("delivered", None), ("failed", "outcome_unknown")}
    assert all(sent[identifier] == 1 for identifier, outcome in outcomes.items() if outcome[0] == "delivered")
    assert [sent[identifier] for identifier, outcome in outcomes.items() if outcome[0] == "failed"].count(0) == 1
    assert not any(identifier in letter["Body"] for letter in doors.dead_letters("Sms") for identifier in last)
