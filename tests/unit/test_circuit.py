"""A provider that fails is left alone, and asked again, once, when it had its rest."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from carillon.domain.circuit import Circuit

THRESHOLD = 3
REST = 10.0


class CircuitMachine(RuleBasedStateMachine):
    """Calls that succeed, fail or never end, as time goes on, beside a model that keeps the whole history."""

    def __init__(self) -> None:
        super().__init__()
        self.circuit = Circuit(THRESHOLD, REST)
        self.now = 1_000.0
        self.failures = 0
        self.resting_since: float | None = None
        self.calls = 0

    @rule(seconds=st.sampled_from([0.1, 1.0, REST - 0.1, REST]))
    def time_goes_on(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def somebody_asks(self) -> None:
        rested = self.resting_since is None or self.now >= self.resting_since + REST
        assert self.circuit.may_call(self.now) == rested
        if rested:
            self.calls += 1
            self.resting_since = None if self.resting_since is None else self.now

    @precondition(lambda self: self.calls)
    @rule()
    def a_call_succeeds(self) -> None:
        self.calls -= 1
        self.circuit.succeeded()
        self.failures, self.resting_since = 0, None

    @precondition(lambda self: self.calls)
    @rule()
    def a_call_fails(self) -> None:
        self.calls -= 1
        self.failures += 1
        opens = self.failures >= THRESHOLD
        assert self.circuit.failed(self.now) == (opens and self.resting_since is None)
        if opens:
            self.resting_since = self.now

    @invariant()
    def fewer_failures_than_the_threshold_keep_it_closed(self) -> None:
        if self.failures < THRESHOLD:
            assert self.resting_since is None
            assert self.circuit.may_call(self.now)


TestCircuit = CircuitMachine.TestCase


def test_only_one_call_goes_through_after_the_rest() -> None:
    circuit = Circuit(1, REST)
    circuit.failed(0.0)

    assert [circuit.may_call(now) for now in (REST - 1, REST, REST, REST + 1)] == [False, True, False, False]
    circuit.succeeded()
    assert circuit.may_call(REST + 1)
