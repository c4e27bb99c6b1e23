"""Nothing is lost and nothing is sent twice, whatever goes wrong between us, AWS and the providers.

`SOAK_NOTIFICATIONS` for each fault (`make soak`), else two. A few fail all at once; many one fault after the other, so that
each meets a system at rest, and `-k` takes some of them.
"""

import sys
import time
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.doors import Doors
from tests.e2e.person import Admin

from . import matrix
from .conftest import FEW, NOTIFICATIONS
from .faults import FAULTS, Fault
from .matrix import Row

AT_ONCE = 3
"""People whose notifications are under way at the same moment. Each whose senders are killed after a claim is alone; those
whose senders are killed before it are killed all, and let through all."""
TOGETHER = 8
"""Of few people, whose notifications are under way at the same moment: more, and slow answers look like lost ones."""
RowOf = Callable[[Fault], Row]


@pytest.fixture(scope="module")
def row_of(doors: Doors) -> Iterator[RowOf]:
    """What came of a fault; all together are printed in the end."""
    matrix.set_times(doors)
    rows = at_once(doors) if NOTIFICATIONS <= FEW else {}

    def find(fault: Fault) -> Row:
        if fault not in rows:
            rows[fault] = alone(fault, doors)
        return rows[fault]

    yield find
    say(f"\n{matrix.table(list(rows.values()))}")


def at_once(doors: Doors) -> dict[Fault, Row]:
    """Whoever is killed takes the neighbours in a batch along: each of these is alone until the killed are dead."""
    admin = signed_in(doors)
    found = [matrix.meet(admin, fault, number, NOTIFICATIONS) for number, fault in enumerate(FAULTS)]
    for row in found:
        if row.fault.kills:
            matrix.begin(row.parts)
            say(f"{row.fault.name}: {dict(row.killed)}")
    together = [part for row in found if not row.fault.kills for part in row.parts]
    for start in range(0, len(together), TOGETHER):
        matrix.begin(together[start : start + TOGETHER])
        matrix.let_drain(doors)
    matrix.finish(found, say)
    return {row.fault: row for row in found}


def alone(fault: Fault, doors: Doors) -> Row:
    """As fast as the machine is. The outbox holds one fault's messages at a time."""
    matrix.clear(doors)
    matrix.let_drain(doors)
    began = time.monotonic()
    row = matrix.meet(signed_in(doors), fault, FAULTS.index(fault), NOTIFICATIONS)
    wave = 1 if fault.kills == "after" else AT_ONCE
    for start in range(0, len(row.parts), wave):
        parts = row.parts[start : start + wave]
        matrix.begin(parts)
        if fault.kills == "before":
            matrix.wait_until_ended(parts, say)
        elif not fault.is_down:
            matrix.let_drain(doors)
    matrix.finish([row], say)
    for victim in row.victims:
        victim.page.connection.close()
    doors.http.delete(doors.stack["outboxUrl"]).raise_for_status()
    say(f"{time.monotonic() - began:.0f} s: {' | '.join(row.cells())}")
    return row


def signed_in(doors: Doors) -> Admin:
    """Anew for each row: a token lasts an hour, and all rows with a thousand notifications take longer."""
    person = Admin.demo(doors, "admin")
    assert isinstance(person, Admin)
    return person


def say(text: str) -> None:
    """Show progress: pytest runs with `-s`."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_nothing_is_lost_and_nothing_sent_twice(row_of: RowOf, fault: Fault):
    """And every delivery ends as it must under that fault: where it can be decided, it arrives."""
    row = row_of(fault)
    assert row.lost == []
    assert row.wrong == []
    assert fault.may_repeat or row.twice == []


def test_what_nobody_can_decide_is_sent_once_more(row_of: RowOf):
    """Email whose answer and events are lost: sent again after the wait, since it is likelier that it was not taken."""
    [fault] = [fault for fault in FAULTS if fault.may_repeat]
    row = row_of(fault)
    assert row.settled["sent again"] == len(row.twice) == row.count
