"""Side by side, also below what is side by side already."""

from __future__ import annotations

import threading

import pytest

from carillon.threads import both, in_parallel


def test_results_come_in_order_and_everything_runs_at_once():
    meeting = threading.Barrier(10, timeout=10)

    def meet(number: int) -> int:
        meeting.wait()
        return number * 2

    assert in_parallel(meet, range(10)) == list(range(0, 20, 2))


def test_ten_messages_to_twenty_devices_wait_for_nobody_and_deeper_is_one_after_the_other():
    meeting = threading.Barrier(200, timeout=20)

    def message(number: int) -> list[int]:
        return in_parallel(lambda device: device_of(number, device), range(20))

    def device_of(number: int, device: int) -> int:
        meeting.wait()
        return sum(in_parallel(lambda part: part, [number, device]))

    assert in_parallel(message, range(10)) == [[number + device for device in range(20)] for number in range(10)]


def test_an_exception_is_raised_when_all_have_ended():
    ended = []

    def work(number: int) -> None:
        if number == 0:
            raise ValueError("the first")
        ended.append(number)

    with pytest.raises(ValueError, match="the first"):
        in_parallel(work, range(8))
    assert sorted(ended) == list(range(1, 8))


def test_both_are_at_once_and_both_have_ended_when_one_fails():
    meeting = threading.Barrier(2, timeout=10)
    assert both(meeting.wait, meeting.wait) in ((0, 1), (1, 0))
    ended = []

    def fail() -> None:
        raise ValueError("the second")

    with pytest.raises(ValueError, match="the second"):
        both(lambda: ended.append(1), fail)
    assert ended == [1]
    with pytest.raises(ValueError, match="the second"):
        both(fail, lambda: ended.append(2))
    assert ended == [1, 2]
