"""What a notification, and what is done with it, takes of AWS, counted on the real functions: more is a regression.

The budgets are those of `make bench-check`: what was wanted, and of every stage and act what was reached.
"""

from __future__ import annotations

import pytest

from bench import figures, reached, requests
from bench.figures import Figures
from bench.gates import Gate


@pytest.mark.parametrize("gates", [requests.gates, lambda: requests.measure_acts().gates])
def test_nothing_takes_more_than_it_may(gates) -> None:
    assert [str(gate) for gate in gates() if not gate.is_met] == []


def test_every_stage_and_every_act_has_its_budget() -> None:
    assert {*figures.usual(), "sms"} == set(reached.STAGES)
    assert set(figures.others()) == set(reached.ACTS)


def test_a_figure_that_was_none_and_is_one_now_is_missed() -> None:
    [gate] = reached.gates({"list": Figures(reads=64, writes=1)}, {"list": Figures(reads=64)})
    assert not gate.is_met
    [gate] = reached.gates({"list": Figures(reads=32)}, {"list": Figures(reads=64)})
    assert gate == Gate("list: reads, times what was reached", 0.5, 1)
