"""Nothing is lost and nothing is sent twice, whatever goes wrong between us, AWS and the providers.

`SOAK_NOTIFICATIONS` for each fault (`make soak`). A few fail all at once; many one fault after the other, so that each meets
a system at rest.
"""

import sys
import time
from collections.abc import Sequence

import pytest

from tests.e2e.doors import Doors
from tests.e2e.person import Admin

from . import matrix
from .conftest import FEW, NOTIFICATIONS
from .faults import FAULTS, Fault
from .matrix import Row


@pytest.fixture(scope="module")
def rows(admin: Admin, doors: Doors) -> Sequence[Row]:
    """Every fault, and what came of it, also printed."""
    matrix.hide_shortly(doors)
    found = at_once(admin) if NOTIFICATIONS <= FEW else one_by_one(admin, doors)
    say(f"\n{matrix.table(found)}")
    return found


def at_once(admin: Admin) -> list[Row]:
    """Whoever is killed takes the neighbours in a batch along: each of these is alone until the killed are dead."""
    found = matrix.meet(admin, FAULTS, NOTIFICATIONS)
    for row in found:
        if row.fault.kills:
            matrix.begin([row])
            say(f"{row.fault.name}: {row.killed}")
    matrix.begin([row for row in found if not row.fault.kills])
    matrix.finish(found, say)
    return found


def one_by_one(admin: Admin, doors: Doors) -> list[Row]:
    """The outbox holds one fault's messages at a time."""
    found: list[Row] = []
    for number, fault in enumerate(FAULTS, 1):
        began = time.monotonic()
        [row] = matrix.meet(admin, [fault], NOTIFICATIONS, number)
        matrix.begin([row])
        matrix.finish([row], say)
        found.append(row)
        doors.http.delete(doors.stack["outboxUrl"]).raise_for_status()
        say(f"fault {number} of {len(FAULTS)}, {time.monotonic() - began:.0f} s: {' | '.join(row.cells())}")
    return found


def say(text: str) -> None:
    """Show progress: pytest runs with `-s`."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_nothing_is_lost_and_nothing_sent_twice(rows: Sequence[Row], fault: Fault):
    """And every delivery ends as it must under that fault: where it can be decided, it arrives."""
    [row] = [row for row in rows if row.fault is fault]
    assert row.lost == []
    assert row.wrong == []
    assert fault.may_repeat or row.twice == []


def test_what_nobody_can_decide_is_sent_once_more(rows: Sequence[Row]):
    """Email whose answer and events are lost: sent again after the wait, since it is likelier that it was not taken."""
    [row] = [row for row in rows if row.fault.may_repeat]
    assert row.settled["sent again"] == len(row.twice) == row.count
