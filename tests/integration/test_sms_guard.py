"""What a text may cost: countries and caps, counted once per text, and the email instead."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carillon import clients
from carillon.domain import ids
from carillon.domain.notification import Notification
from carillon.storage.notifications import Lifetimes, Notifications
from carillon.storage.sms_caps import COUNTED, Caps, SmsCaps
from send_email import handler as send_email
from tests.integration.faults import before, conflict
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.provider import Answer, Provider
from tests.integration.senders import ALICE, body, log, notification, states, users
from tests.integration.sms import NUMBER, asked, sms_queue

TODAY = datetime(2026, 1, 31, 23, 59, tzinfo=UTC)
TOMORROW = TODAY + timedelta(minutes=1)
EXAMPLES = count()
CAPS = Caps(number=1, user=2, stack=3)

Text = tuple[int, str, str, datetime]
TEXTS = st.lists(
    st.tuples(
        st.integers(1, 8),
        st.sampled_from("ab"),
        st.sampled_from(["+1", "+2", "+3"]),
        st.sampled_from([TODAY, TOMORROW]),
    ),
    max_size=12,
)


def caps(limits: Caps = CAPS) -> SmsCaps:
    return SmsCaps(os.environ["SMS_CAPS_TABLE"], limits)


@pytest.mark.bad_input(60)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(TEXTS)
def test_no_cap_is_passed_and_no_text_is_counted_or_judged_twice(texts: list[Text]) -> None:
    first: dict[int, str] = {}
    used: Counter[object] = Counter()
    weeks = timedelta(weeks=next(EXAMPLES))  # days of its own
    for text, user, phone, at in texts:
        verdict, is_new = caps().decide(f"{weeks}-{text}", user, phone, at + weeks)
        assert is_new == (text not in first)
        if is_new:
            counters = {"number": (at, phone, 1), "user": (at, user, 2), "stack": (at, "", 3)}
            full = [cap for cap, (day, of, limit) in counters.items() if used[day, cap, of] == limit]
            assert verdict == (full[-1] if full else COUNTED)
            first[text] = verdict
            if not full:
                used.update((day, cap, of) for cap, (day, of, _) in counters.items())
        assert verdict == first[text]


def test_many_at_once_never_pass_a_cap() -> None:
    counting = caps(Caps(number=100, user=100, stack=7))
    with ThreadPoolExecutor(16) as pool:
        decided = list(pool.map(lambda text: counting.decide(f"text-{text % 20}", ALICE, "+1", TODAY), range(60)))

    assert sum(verdict == COUNTED and is_new for verdict, is_new in decided) == 7
    assert sum(is_new for _, is_new in decided) == 20


@pytest.mark.parametrize("conflicts", [1, 3])
def test_two_that_meet_at_a_counter_both_get_through(monkeypatch: pytest.MonkeyPatch, conflicts: int) -> None:
    monkeypatch.setattr("carillon.storage.sms_caps.time.sleep", lambda _seconds: None)
    answers = [conflict(4)] * conflicts
    with before(clients.dynamodb(), "TransactWriteItems", lambda **_: answers.pop() if answers else None):
        assert caps().decide("text-1", ALICE, "+1", TODAY) == (COUNTED, True)
    assert answers == []


def test_where_nothing_can_be_counted_nothing_is_sent_and_the_queue_tries_again(
    monkeypatch: pytest.MonkeyPatch, provider: Provider
) -> None:
    monkeypatch.setattr("carillon.storage.sms_caps.time.sleep", lambda _seconds: None)
    item = notification()
    with sms_queue(monkeypatch) as queue:
        queue.put(body(item))
        event = queue.receive()
        with before(clients.dynamodb(), "TransactWriteItems", lambda **_: conflict(4)):
            assert len(queue.invoke(event)) == 1
        assert asked(provider) == []
        assert queue.invoke(event) == []
    assert asked(provider) == ["twilio"]


def test_a_cap_of_none_lets_nothing_through() -> None:
    assert caps(Caps(number=0, user=1, stack=1)).decide("text-1", ALICE, "+1", TODAY) == ("number", True)


@pytest.mark.bad_input(59)
@pytest.mark.parametrize(
    ("countries", "number", "outcome"),
    [
        ("US,CA", NUMBER, "sent"),
        ("US,CA", "+16135550123", "sent"),
        ("DE", NUMBER, "skipped"),
        ("US", "+18765550123", "skipped"),  # Jamaica, whose code is that of the United States
        ("US", "+881612345678", "skipped"),  # a satellite's
        ("US", "+15551234567", "skipped"),  # of a reserved area, so of no country, though it begins like one
        ("", "+15551234567", "sent"),
        ("", NUMBER, "sent"),
    ],
)
def test_only_countries_that_are_allowed_are_texted(
    monkeypatch: pytest.MonkeyPatch, provider: Provider, countries: str, number: str, outcome: str
) -> None:
    item = notification(mandatory=True)
    with sms_queue(monkeypatch, sms_countries=countries) as queue:
        users().change_contact(ALICE, {"phone": number})
        queue.put(body(item))
        assert queue.run() == []

    assert states(item) == [(outcome, "sms_country" if outcome == "skipped" else None)]
    assert asked(provider) == (["twilio"] if outcome == "sent" else [])


def stored(**fields: object) -> Notification:
    """A notification in the table, as accepting it would have stored it."""
    made = notification(ALICE, **{"type": "sms"} | fields)
    made = Notification(made.id, made.request, channels=made.request.channels)
    Notifications(os.environ["NOTIFICATIONS_TABLE"]).add(made, Lifetimes(timedelta(days=1), timedelta(days=1)))
    return made


def email_queue() -> LambdaQueue:
    return LambdaQueue(os.environ["EMAIL_QUEUE_URL"], send_email.lambda_handler)


@pytest.mark.parametrize("cap", ["sms_daily_cap_per_number", "sms_daily_cap_per_user", "sms_daily_cap"])
@pytest.mark.parametrize("mandatory", [False, True])
def test_over_a_cap_it_is_emailed_once_instead(
    monkeypatch: pytest.MonkeyPatch, provider: Provider, cap: str, mandatory: bool
) -> None:
    users().change_contact(ALICE, {"email": "alice@example.com"})
    first, second = stored(), stored(mandatory=mandatory)
    with sms_queue(monkeypatch, **{cap: "1"}) as queue:
        for item in (first, first, second, second):
            queue.put(body(item))
            assert queue.run() == []
    emails = email_queue()
    for record in emails.receive()["Records"]:
        assert emails.invoke({"Records": [record]}) == []

    assert [request.path.rsplit("/", 1)[-1] for request in provider.requests] == ["Messages.json", "outbound-emails"]
    assert provider.requests[1].mail["Subject"] == second.request.title
    assert states(first) == [("sent", None)]
    assert sorted((entry.status, entry.provider, entry.reason) for entry in log(second)) == [
        ("sent", "ses", None),
        ("skipped", None, "sms_cap"),
    ]
    kept = Notifications(os.environ["NOTIFICATIONS_TABLE"]).get(ALICE, second.id)
    assert kept is not None
    assert kept.fallback_at is not None


@pytest.mark.parametrize("why", ["email off", "no address", "email was asked for", "deleted"])
def test_over_a_cap_nothing_is_emailed_that_is_not_wanted_or_comes_anyway(
    monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why != "no address":
        users().change_contact(ALICE, {"email": "alice@example.com"})
    users().change_preferences(ALICE, {"email_enabled": why != "email off"})
    item = stored(type="all" if why == "email was asked for" else "sms")
    if why == "deleted":
        Notifications(os.environ["NOTIFICATIONS_TABLE"]).delete(ALICE, item.id)
    with sms_queue(monkeypatch, sms_daily_cap="0") as queue:
        queue.put(body(item))
        assert queue.run() == []

    assert states(item) == [("skipped", "sms_cap")]
    assert email_queue().left() == 0


def test_a_text_that_is_tried_again_is_counted_once(monkeypatch: pytest.MonkeyPatch, provider: Provider) -> None:
    provider.says(*[Answer(500)] * 3)
    item = notification()
    with sms_queue(monkeypatch, sms_daily_cap="1") as queue:
        queue.put(body(item))
        event = queue.receive()
        while queue.invoke(event):
            assert states(item)[-1] == ("deferred", "500")

    assert states(item)[-1] == ("sent", None)
    assert len(provider.requests) == 4


def test_neither_numbers_nor_users_can_be_read_in_the_table() -> None:
    counting = caps()
    counting.decide(ids.new_id(TODAY), ALICE, "+14155550123", TODAY)
    keys = [key for key, _ in counting._counters(ALICE, "+14155550123", TODAY).values()]

    assert not any(ALICE in key or "4155550123" in key for key in keys)
