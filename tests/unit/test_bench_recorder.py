"""Round trips are those that wait for one another, however the machine ran them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bench.recorder import record
from carillon import clients
from carillon.threads import in_parallel
from tests.integration.conftest import empty_account


def _ask() -> None:
    clients.sqs().list_queues()


def test_calls_one_after_the_other_are_as_deep_as_they_are_many() -> None:
    def act() -> None:
        for _ in range(3):
            _ask()

    with empty_account():
        recorded = record(act)
    assert (recorded.invocations, recorded.depth, recorded.requests("sqs")) == (1, 3, 3)


def test_calls_side_by_side_are_one_round_trip_and_what_waits_for_them_the_next() -> None:
    def act() -> None:
        _ask()
        in_parallel(lambda _: _ask(), range(4))
        _ask()

    with empty_account():
        assert record(act).depth == 3


def test_a_thread_whose_result_is_taken_late_began_when_it_was_started() -> None:
    def act() -> None:
        with ThreadPoolExecutor(1) as pool:
            beside = pool.submit(_ask)
            _ask()
            beside.result()
            _ask()

    with empty_account():
        recorded = record(act)
    assert sorted(call.depth for call in recorded.calls) == [1, 1, 2]
    assert all(call.sent_bytes > 0 for call in recorded.calls)
