"""What the client of DynamoDB does when a table is busy, and what it leaves to its callers."""

from __future__ import annotations

import pytest

from tests.integration import paths_behind
from tests.integration.conftest import TABLES
from tests.integration.faults import Busy, Call, HeldBack, Refused, Watch
from tests.integration.http import ADA
from tests.integration.paths import Path, Subscribe
from tests.integration.paths_doors import Dropped, Socket

BUSY = (
    ("ThrottlingException", 400),
    ("ProvisionedThroughputExceededException", 400),
    ("RequestLimitExceeded", 400),
    ("InternalServerError", 500),
)
OPERATIONS: dict[str, tuple[type[Path], str]] = {
    "PutItem": (Dropped, "NOTIFICATIONS_TABLE"),
    "Query": (paths_behind.Swept, "NOTIFICATIONS_TABLE"),
    "BatchGetItem": (Dropped, "PREFERENCES_TABLE"),
    "BatchWriteItem": (paths_behind.Erased, "NOTIFICATIONS_TABLE"),
    "UpdateItem": (Socket, "PREFERENCES_TABLE"),
    "TransactWriteItems": (Subscribe, "SUBSCRIPTIONS_TABLE"),
}


@pytest.mark.parametrize(("code", "status"), BUSY)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_client_asks_again_where_dynamodb_is_busy_for_a_moment(
    operation: str, code: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("botocore.endpoint.time.sleep", waits.append)
    path, table = OPERATIONS[operation]
    gone = path()
    with Watch(Call(operation, TABLES[table], 1), Busy(code, status)).on():
        assert gone.act()

    assert len(waits) == 1
    gone.kept()


def test_a_write_that_meets_a_transaction_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a page connects while its device is being registered."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _seconds: None)
    opened = Socket()
    meets = Busy("TransactionConflictException", 400)
    with Watch(Call("UpdateItem", TABLES["PREFERENCES_TABLE"], 1), meets).on():
        assert opened.act()

    opened.kept()


@pytest.mark.parametrize("operation", ["BatchGetItem", "BatchWriteItem"])
def test_what_is_left_of_a_batch_is_asked_for_after_a_pause(operation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("carillon.clients.time.sleep", waits.append)
    path, table = OPERATIONS[operation]
    begun = path()
    with Watch(Call(operation, TABLES[table], 1), HeldBack()).on():
        assert begun.act()

    assert len(waits) == 1
    begun.kept()


@pytest.mark.parametrize("code", ["ValidationException", "ResourceNotFoundException", "AccessDeniedException"])
def test_what_no_repetition_mends_is_a_defect_and_not_an_outage(code: str) -> None:
    with Watch(Call("GetItem", TABLES["PREFERENCES_TABLE"], 1), Refused(code)).on():
        assert ADA.get("/unread-count").status == 500
