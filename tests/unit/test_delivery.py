"""The life of a delivery: forward only, and nobody is sent to twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carillon.domain import clock
from carillon.domain.delivery import NEXT, Delivery, Entry

AT = "2026-01-31T12:00:00.000Z"
FINAL = ("sent", "delivered", "bounced", "failed", "skipped")


def entry(target: str | None, status: str, *, retryable: bool = False) -> Entry:
    return Entry(target, status, AT, retryable=retryable)


def delivery(*entries: Entry, in_flight: tuple[str, ...] = (), channel: str = "push") -> Delivery:
    return Delivery("n", channel, entries, in_flight, attempt=1)


def test_the_first_try_goes_everywhere() -> None:
    assert delivery().pending(["a", "b"]) == ["a", "b"]


@pytest.mark.parametrize("status", FINAL)
def test_a_final_state_is_final(status: str) -> None:
    assert delivery(entry("a", status)).pending(["a"]) == []


def test_what_was_put_off_or_ran_out_of_tries_is_pending() -> None:
    assert delivery(entry("a", "deferred"), entry("b", "failed", retryable=True)).pending(["a", "b"]) == ["a", "b"]


def test_once_it_left_nobody_new_is_told() -> None:
    assert delivery(entry("a", "sent"), entry("b", "deferred")).pending(["a", "b", "new"]) == ["b"]
    assert delivery(entry("a", "deferred")).pending(["a", "new"]) == ["a", "new"]


def test_a_skipped_channel_is_never_taken_up_again() -> None:
    skipped = delivery(entry(None, "skipped"))

    assert skipped.is_skipped
    assert skipped.pending(["a"]) == []


def test_what_waits_is_known_by_its_last_line() -> None:
    waiting = delivery(entry("a", "deferred"), entry("b", "deferred"), entry("b", "sent"), entry(None, "skipped"))

    assert waiting.deferred() == ["a"]


def test_what_an_abandoned_claim_left_in_flight_is_unknown() -> None:
    abandoned = delivery(entry("a", "sent"), entry("b", "deferred"), in_flight=("a", "b"))

    assert [(line.target, line.status) for line in abandoned.abandoned(AT)] == [("b", "unknown")]


def test_a_frame_may_simply_be_shown_again() -> None:
    assert delivery(in_flight=("a",), channel="in-app").abandoned(AT) == []


@pytest.mark.parametrize(
    ("channel", "tries", "seconds", "expected"),
    [
        ("email", 1, 0, (None, 900)),
        ("email", 1, 899, (None, 1)),
        ("email", 1, 900, ("deferred", None)),
        ("email", 2, 900, ("failed", None)),
        ("sms", 1, 899, (None, 1)),
        ("sms", 1, 900, ("failed", None)),
        ("push", 1, 0, ("failed", None)),
    ],
)
def test_an_unknown_outcome_ends_by_the_channels_rule(
    channel: str, tries: int, seconds: int, expected: tuple[str | None, float | None]
) -> None:
    unknown = delivery(*[entry("a", "unknown")] * tries, channel=channel)
    now = clock.from_iso(AT) + timedelta(seconds=seconds)

    entries, wait = unknown.resolved(now, timedelta(seconds=900), ["a"])

    status, longest = expected
    assert ([line.status for line in entries], wait) == ([status] if status else [], longest)


def test_a_mail_is_not_sent_again_to_an_address_that_the_person_gave_up() -> None:
    unknown = delivery(entry("a", "unknown"), channel="email")

    [line], _ = unknown.resolved(clock.from_iso(AT) + timedelta(hours=1), timedelta(seconds=900), ["b"])

    assert (line.target, line.status, line.reason) == ("a", "failed", "outcome_unknown")


@pytest.mark.parametrize(("last", "allowed"), NEXT.items())
def test_a_receipt_only_moves_forward(last: str, allowed: frozenset[str]) -> None:
    known = delivery(entry("a", last))

    told = {status for status in NEXT if known.told(Entry("a", status, AT, reason="news"))}

    assert told == allowed


def test_a_receipt_that_says_nothing_new_is_dropped() -> None:
    known = delivery(Entry("a", "delivered", AT, reason="complaint"))

    assert known.told(entry("a", "delivered")) is None
    assert known.told(Entry("a", "delivered", AT, reason="complaint")) is None


receipts = st.lists(st.tuples(st.sampled_from(sorted(NEXT)), st.integers(0, 5)), max_size=8)


@given(receipts)
def test_receipts_in_any_order_as_often_as_they_like_end_in_the_same_state(told: list[tuple[str, int]]) -> None:
    """What a provider tells of one accepted message: whatever comes first, late or twice, the furthest state stays."""

    def after(events: list[tuple[str, int]]) -> Delivery:
        known = delivery(entry("a", "sent"))
        for status, minute in events:
            line = known.told(Entry("a", status, f"2026-01-31T12:0{minute}:00.000Z"))
            known = known.plus([line] if line else [])
        return known

    once = after(told)
    times = [line.at for line in once.entries]

    assert after([*told, *reversed(told)]).state()["a"].status == once.state()["a"].status
    assert after(sorted(told)).state()["a"].status == once.state()["a"].status
    assert times == sorted(times)


targets = st.sampled_from(["a", "b", "c"])
statuses = st.sampled_from([*FINAL, "deferred", "unknown"])


@given(st.lists(st.tuples(targets, statuses)), st.lists(targets, unique=True))
def test_nothing_accepted_is_ever_pending(lines: list[tuple[str, str]], wanted: list[str]) -> None:
    made = delivery(*(entry(target, status) for target, status in lines))
    state = dict(lines)

    pending = made.pending(wanted)

    assert set(pending) <= set(wanted)
    assert all(state.get(target, "deferred") == "deferred" for target in pending)
