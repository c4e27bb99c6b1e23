"""The life of a delivery: forward only, and nobody is sent to twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carillon.domain.delivery import Delivery, Entry, unknown_entries

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

    assert [(line.target, line.status, line.reason) for line in unknown_entries(abandoned, AT)] == [
        ("b", "failed", "outcome_unknown")
    ]


def test_a_frame_may_simply_be_shown_again() -> None:
    assert unknown_entries(delivery(in_flight=("a",), channel="in-app"), AT) == []


targets = st.sampled_from(["a", "b", "c"])
statuses = st.sampled_from([*FINAL, "deferred"])


@given(st.lists(st.tuples(targets, statuses)), st.lists(targets, unique=True))
def test_nothing_accepted_is_ever_pending(lines: list[tuple[str, str]], wanted: list[str]) -> None:
    made = delivery(*(entry(target, status) for target, status in lines))
    state = dict(lines)

    pending = made.pending(wanted)

    assert set(pending) <= set(wanted)
    assert all(state.get(target, "deferred") == "deferred" for target in pending)
