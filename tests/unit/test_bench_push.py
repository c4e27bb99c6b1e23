"""What the three senders of the benchmark send is read by the browsers it is for, and says what it was to say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import http_ece
import pytest

from bench import push_rate, push_sink
from bench.push_sink import Push, Sink


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    with push_sink.served(tmp_path) as served:
        yield served


@pytest.mark.parametrize("sender", ["ours", "pywebpush", "web-push"])
def test_every_message_of_a_sender_is_decrypted(sink: Sink, sender: str) -> None:
    rate = push_rate.sent(sink, sender, number=10, warm_up=2)
    assert len(sink.pushes) == 12
    assert {push.path for push in sink.pushes} == set(sink.browsers)
    assert len({push.body for push in sink.pushes}) == 12  # each encrypted anew
    assert rate.seconds > 0


def test_ours_keeps_one_connection_and_pywebpush_none(sink: Sink) -> None:
    assert push_rate.sent(sink, "ours", number=5, warm_up=0).connections == 1
    assert push_rate.sent(sink, "pywebpush", number=5, warm_up=0).connections == 5


def test_a_message_for_another_browser_is_not_taken_for_sent(sink: Sink) -> None:
    push_rate.sent(sink, "ours", number=2, warm_up=0)
    first, second = sink.pushes
    sink.pushes[:] = [Push(second.path, first.authorization, first.body)]
    with pytest.raises(http_ece.ECEException):
        sink.texts()
