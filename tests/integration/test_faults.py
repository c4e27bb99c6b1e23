"""Every way through the system meets every fault at every call it makes: nothing is lost, and nothing happens twice.

The one transaction is that of the caps of texts: its conflicts are met in `test_sms_guard`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration import paths, paths_behind, paths_doors, paths_told
from tests.integration.faults import Crash, Cut, DiesAfter, EntryFailed, Fault, HeldBack, Refused, Watch
from tests.integration.paths import Path
from tests.integration.provider import Provider
from tests.integration.sockets import Sockets

DOORS = [
    paths.Create, paths_doors.Dropped, paths_doors.DroppedWithKey, paths_doors.DroppedNewer,
    paths_doors.DroppedPoison, paths.ListPage, paths.Get,
    paths.Log, paths.UnreadCount, paths.Read, paths.Unread, paths.ReadAll, paths.Delete, paths.GetPreferences,
    paths.PutPreferences, paths.Subscribe, paths.Unsubscribe, paths.GetUser, paths.PutUser, paths.Stats,
    paths_behind.EraseAsked, paths_doors.TicketTaken, paths_doors.Knock, paths_doors.Socket, paths_doors.SocketCloses,
    paths_doors.SocketCounts, paths_told.Called, paths_told.Linked, paths_told.Clicked, paths_told.SuppressionsListed,
    paths_told.SuppressionLifted,
]  # fmt: skip
BEHIND = [
    paths_behind.Counted, paths_behind.MarkCounted, paths_behind.Swept, paths_behind.Finished, paths_behind.Erased,
    paths_told.Bounced, paths_told.EventShown,
]  # fmt: skip
SENDERS = [paths_behind.SentEmail, paths_behind.SentInApp, paths_behind.SentSms, paths_behind.SentPush]
BRIDGED = [Cut, HeldBack]
"""Faults that the clients make good by themselves."""

LASTING = [Refused, EntryFailed, DiesAfter]
"""Faults after which whoever asked asks again."""

COMES_LATER = (paths_doors.Knock, *BEHIND, *SENDERS)
"""Paths that may need a second time even so: a used ticket, a row or a message that is still claimed."""


@pytest.fixture(autouse=True)
def world(provider: Provider, sockets: Sockets, monkeypatch: pytest.MonkeyPatch) -> None:
    """Providers that take everything; and no waiting between botocore's tries."""
    paths_behind.SentInApp.sockets = sockets
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _seconds: None)


def met_by(path: type[Path], faults: list[type[Fault]]) -> Iterator[tuple[Path, Watch]]:
    """Each fault at each call that a path makes, every time for somebody new."""
    undisturbed = path()
    with Watch().on() as watch:
        assert undisturbed.act()
    undisturbed.kept()
    for call in watch.calls:
        for fault in faults:
            if fault().is_for(call):
                print(path.__name__, fault.__name__, call)  # noqa: T201 - a failure tells where
                yield path(), Watch(call, fault(), lasts=fault is Refused)


@pytest.mark.parametrize("path", [*DOORS, *BEHIND, *SENDERS])
def test_a_fault_that_the_clients_bridge_is_not_felt(path: type[Path]) -> None:
    for gone, watch in met_by(path, BRIDGED):
        with watch.on():
            is_done = gone.act()
        assert is_done or path in COMES_LATER
        while not is_done:
            is_done = gone.act()
        gone.kept()


@pytest.mark.parametrize("path", [*DOORS, *BEHIND, *SENDERS])
def test_after_a_fault_that_lasts_the_same_again_ends_as_if_there_had_been_none(path: type[Path]) -> None:
    """A sender that dies is another matter: see `test_send_email`."""
    for gone, watch in met_by(path, LASTING[:2] if path in SENDERS else LASTING):
        is_done = False
        with watch.on():
            try:
                is_done = gone.act()
            except Crash:
                is_done = False
        # A sender's ledger waits for the outcome of what it could not write down.
        assert is_done or gone.act() or path in SENDERS
        gone.kept()
