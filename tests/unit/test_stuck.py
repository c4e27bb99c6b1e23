"""What does not end by itself is ended: once, for good, not too early, and never so that it is sent twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carillon.domain import clock, stuck
from carillon.domain.delivery import ACCEPTED, LEASE_SECONDS, NEXT, UNKNOWN_RULES, Delivery, Entry
from carillon.domain.notification import CHANNELS, PRIORITIES
from carillon.domain.retry import longest_age_seconds
from carillon.domain.stuck import Ages, Verdict, Watched, endings, merged

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
QUEUED_AT = int(NOW.timestamp())
TARGETS = ("a", "b")
FINAL = {"sent", "delivered", "bounced", "failed", "skipped"}

AGES = st.builds(Ages, st.integers(1, 259_200), st.integers(1, 14_400))
WATCHED = st.builds(
    Watched, st.just("u"), st.just("n"), st.sampled_from(PRIORITIES), st.just(QUEUED_AT),
    st.lists(st.sampled_from(CHANNELS), min_size=1, unique=True).map(tuple), st.booleans(),
)  # fmt: skip


@st.composite
def deliveries(draw: st.DrawFn) -> Delivery:
    """Any log that the transitions allow, with or without a try under way."""
    entries: list[Entry] = []
    state: dict[str, str] = {}
    for target in draw(st.lists(st.sampled_from(TARGETS), max_size=6)):
        known = state.get(target, "queued")
        status = draw(st.sampled_from(sorted(NEXT[known] or {known})))
        state[target] = status
        retryable = status == "failed" and draw(st.booleans())
        entries.append(Entry(target, status, clock.iso(NOW), reason="why", retryable=retryable))
    in_flight = draw(st.lists(st.sampled_from(TARGETS), unique=True))
    assume(entries or in_flight)
    return Delivery("n", draw(st.sampled_from(CHANNELS)), tuple(entries), tuple(in_flight), attempt=1)


@given(deliveries(), st.integers(-5, 10_000))
def test_what_is_ended_has_a_final_state_on_every_target_and_stays_so(delivery: Delivery, seconds: int) -> None:
    """Also by a clock that is a little behind the one that wrote the log."""
    now = NOW + timedelta(seconds=seconds)
    ended = delivery.plus(endings(delivery, now))

    assert {entry.status for entry in ended.state().values()} <= FINAL
    assert endings(ended, now) == []


@given(deliveries())
def test_what_had_ended_is_left_alone(delivery: Delivery) -> None:
    settled = {target for target, last in delivery.state().items() if last.status in FINAL and not last.retryable}

    assert not settled & {entry.target for entry in endings(delivery, NOW)}


@given(deliveries())
def test_what_may_have_left_is_never_pending_again(delivery: Delivery) -> None:
    """In-app may: a page knows what it has by its id."""
    may_have_left = {entry.target for entry in [*delivery.abandoned(clock.iso(NOW)), *delivery.unknown().values()]}
    may_have_left |= {target for target, last in delivery.state().items() if last.status in ACCEPTED}
    ended = delivery.plus(endings(delivery, NOW))

    assert not may_have_left & set(ended.pending(TARGETS)) or delivery.channel not in UNKNOWN_RULES


@pytest.mark.parametrize(("status", "reason"), [("deferred", "why"), ("unknown", "outcome_unknown")])
def test_an_ending_has_its_reason_and_is_not_before_what_it_ends(status: str, reason: str) -> None:
    log = Delivery("n", "email", (Entry("a", status, clock.iso(NOW), reason="why", provider="ses"),), attempt=3)
    [line] = endings(log, NOW - timedelta(seconds=5))

    assert line == Entry("a", "failed", clock.iso(NOW), reason, "ses", attempt=3, retryable=status == "deferred")


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_never_began_is_stuck_and_can_be_redriven(channel: str) -> None:
    [line] = endings(Delivery("n", channel), NOW)

    assert (line.target, line.status, line.reason, line.retryable) == (None, "failed", "stuck", True)
    assert Delivery("n", channel, (line,)).pending(["a"]) == ["a"]


@given(WATCHED, st.one_of(st.none(), deliveries()), st.integers(0, 400_000), st.booleans(), AGES)
def test_a_verdict_is_neither_too_early_nor_twice_the_same(
    watched: Watched, delivery: Delivery | None, seconds: int, is_leased: bool, ages: Ages
) -> None:
    now = NOW + timedelta(seconds=seconds)
    is_leased = is_leased and delivery is not None
    for channel in watched.channels:
        verdict = ages.verdict(watched, channel, delivery, now, is_leased=is_leased)
        is_old = seconds >= ages.last_look(channel, watched.priority)
        if delivery is not None and not endings(delivery, now):
            assert verdict is Verdict.OVER
        elif is_leased:
            assert verdict is Verdict.WAIT
        elif is_old:
            assert verdict is Verdict.FINISH
        else:
            is_new = delivery is None and not watched.is_requeued
            assert verdict is (Verdict.REQUEUE if is_new else Verdict.WAIT)


@given(st.sampled_from(CHANNELS), st.sampled_from(PRIORITIES), AGES)
def test_the_last_look_comes_after_all_that_its_sender_may_do(channel: str, priority: str, ages: Ages) -> None:
    rule = UNKNOWN_RULES.get(channel)
    waits = ages.outcome_wait_seconds * (rule.resends + 1) if rule and rule.waits else 0
    age = min(longest_age_seconds(channel, priority), ages.max_retry_seconds)

    assert ages.last_look(channel, priority) > age + waits + LEASE_SECONDS
    assert ages.last_look(channel, priority) > ages.first_look


@given(st.lists(WATCHED, min_size=1), AGES)
def test_whatever_is_watched_is_off_the_list_after_a_few_looks(watched: list[Watched], ages: Ages) -> None:
    """Nothing ever happens to it; every look is late by a tick of the schedule."""
    left, looks = merged(watched), 0
    now = NOW + timedelta(seconds=ages.first_look)
    while left:
        looks += 1
        now += timedelta(seconds=60)
        verdicts = [
            (each, name, ages.verdict(each, name, None, now, is_leased=False))
            for each in left
            for name in each.channels
        ]
        assert looks == 1 or Verdict.REQUEUE not in {verdict for _, _, verdict in verdicts}
        left = merged(
            each.requeued([name], now) if verdict is Verdict.REQUEUE else each.on([name])
            for each, name, verdict in verdicts
            if verdict in (Verdict.REQUEUE, Verdict.WAIT)
        )
        if left:
            following = ages.next_look(left, now)
            assert following >= now + timedelta(seconds=LEASE_SECONDS)
            now = following
    assert looks <= 2 * len(CHANNELS) * len(PRIORITIES) + 1
    longest = max(ages.last_look(name, each.priority) for each in watched for name in each.channels)
    assert now <= NOW + timedelta(seconds=ages.first_look + longest + looks * (60 + LEASE_SECONDS))


@given(st.lists(WATCHED))
def test_what_is_put_together_is_all_of_it_and_nothing_twice(watched: list[Watched]) -> None:
    def apart(several: list[Watched]) -> list[Watched]:
        return sorted((each.on([name]) for each in several for name in each.channels), key=repr)

    assert apart(merged(watched)) == apart(watched)
    assert len({each.on(()) for each in merged(watched)}) == len(merged(watched))


def test_ages_are_shortened_together() -> None:
    short, usual = Ages(25, 20), Ages(259_200, 900)

    assert (short.first_look, usual.first_look) == (25, stuck.FIRST_LOOK_SECONDS)
    assert short.last_look("email", "normal") == 25 + 2 * 20 + 60 + 180
    assert usual.last_look("in-app", "normal") == 300 + 60 + 180
