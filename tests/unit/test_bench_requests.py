"""What a notification takes of AWS, counted on the real functions: more than this is a regression.

The budgets are those of `make bench-check`, where there is one; else what was reached.
"""

from __future__ import annotations

import pytest

from bench import figures, requests
from bench.figures import Figures
from bench.life import BATCH, Scenario

WRITE_UNITS = {"ingest": 5, "in-app": 2, "email": 3, "push": 2, "count_stats": 0.5, "finish_stuck": 0.2}
ACTS = {
    "receipt of an email": (1, 1.5),
    "list": (0, 64),
    "count": (0, 3),
    "read": (3, 7),
    "read-all": (1, 4),
    "opening and closing a page": (2, 1),
}
"""Write and read units."""


@pytest.fixture(scope="module")
def stages() -> dict[str, Figures]:
    return figures.of_life(Scenario(notifications=2 * BATCH, people=2 * BATCH))


def test_a_notification_stays_within_its_budget(stages: dict[str, Figures]) -> None:
    path = figures.together(stages)
    assert path.sqs <= requests.SQS_REQUESTS + 1e-9
    assert (path + stages["count_stats"]).invocations <= requests.INVOCATIONS
    assert path.writes <= requests.WRITE_UNITS
    assert path.reads <= requests.READ_UNITS


def test_no_stage_writes_more_than_it_did(stages: dict[str, Figures]) -> None:
    assert {name: stages[name].writes for name in WRITE_UNITS if stages[name].writes > WRITE_UNITS[name]} == {}


@pytest.mark.parametrize("batch", [1, BATCH])
def test_the_channel_queues_are_reached_in_four_round_trips_whatever_the_batch(batch: int) -> None:
    accepted = figures.of_life(Scenario(batch=batch, notifications=batch, people=batch))["ingest"]
    assert 0 < accepted.depth <= requests.ROUND_TRIPS


def test_what_readers_do_and_receipts_cost_no_more_than_they_did() -> None:
    found = {name: (each.writes, each.reads) for name, each in figures.others().items()}
    assert {
        name: found[name] for name, most in ACTS.items() if any(a > b for a, b in zip(found[name], most, strict=True))
    } == {}
    assert found["fallback"][0] <= 10
    assert found["fallback"][1] <= 4.2
