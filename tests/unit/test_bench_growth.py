"""What somebody does costs the same however many notifications they have: requests and units, counted."""

from __future__ import annotations

import pytest

from bench import grown, replay
from bench.grown import Done
from bench.queries import PAGE_BYTES

FEW, MANY = 100, 2_000


@pytest.fixture(scope="module")
def few_and_many() -> tuple[dict[str, Done], dict[str, Done]]:
    return grown.acts(FEW), grown.acts(MANY)


def _cost(done: Done) -> tuple[float, ...]:
    called = done.recording
    return len(called.calls), called.depth, called.writes, called.reads


def test_no_act_takes_more_with_more_notifications(few_and_many: tuple[dict[str, Done], dict[str, Done]]) -> None:
    few, many = ({name: _cost(done) for name, done in acts.items()} for acts in few_and_many)
    assert len(few) == 6
    assert many == few


def test_every_act_is_played_back_without_the_emulator(few_and_many: tuple[dict[str, Done], dict[str, Done]]) -> None:
    for done in few_and_many[1].values():
        assert replay.cpu_seconds(done.act, done.tape) > 0


def test_an_exact_count_reads_the_keys_alone_and_in_one_request_up_to_a_megabyte() -> None:
    counts = grown.counts([MANY])[0]
    count = counts["unread count"].recording
    assert count.operations() == {"GetItem": 1, "Query": 1}
    assert MANY * 100 / 4096 < count.reads < PAGE_BYTES / 4096
    total = counts["page 1 with `total`"].recording
    assert total.operations() == {"GetItem": 1, "Query": 2, "BatchGetItem": 2}
    marked = counts["counting what read-all marked"].recording
    assert marked.operations() == {"BatchGetItem": 1, "Query": 2, "UpdateItem": 1}
    assert marked.writes == 1
