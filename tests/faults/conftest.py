"""What the faults share: a stack of its own, on which much goes wrong, and its doors."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.doors import Doors
from tests.local_run import ROOT, LocalRun

STACK_DIR = ROOT / ".local" / "faults"
NOTIFICATIONS = int(os.environ.get("SOAK_NOTIFICATIONS") or 2)
FEW = 10
"""So many per fault can fail all at once; more would wait for each other longer than any age."""
MAX_RETRY_SECONDS, OUTCOME_WAIT_SECONDS = (95, 40) if NOTIFICATIONS <= FEW else (240, 120)
"""Longer than the queues behind so many; with few, than a receipt that came too soon rests between two looks."""


@pytest.fixture(scope="session")
def local_run() -> Iterator[LocalRun]:
    """`make run`, with short waits."""
    STACK_DIR.mkdir(parents=True, exist_ok=True)
    run = LocalRun(
        STACK_DIR, LOCAL_PARAMETERS=f"MaxRetrySeconds={MAX_RETRY_SECONDS} OutcomeWaitSeconds={OUTCOME_WAIT_SECONDS}"
    )
    run.forget()
    run.start()
    yield run
    run.stop()


@pytest.fixture(scope="session")
def doors(stack: dict[str, Any]) -> Doors:
    return Doors(stack)
