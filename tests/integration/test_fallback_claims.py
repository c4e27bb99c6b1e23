"""The email fallback with two sweeps at once, a late one, and people it cannot reach."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from carillon.domain import clock
from carillon.storage.notification_table import NotificationRow
from email_fallback.handler import lambda_handler
from tests.integration.http import ADA, ADMIN, BASE, notify
from tests.integration.lambda_queue import CONTEXT
from tests.integration.queued import bodies


def sweep(_: Any = None) -> int:
    return int(lambda_handler({}, CONTEXT)["queued"])


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The sweep's clock goes ahead by so much."""
    start = clock.now()
    return lambda **ahead: monkeypatch.setattr("carillon.email_fallback.clock.now", lambda: start + timedelta(**ahead))


def due() -> list[NotificationRow]:
    return [row for row in NotificationRow.scan() if row.dueAt or row.dueShard]


@pytest.mark.bad_input(94)
@pytest.mark.seed_defect(48)
def test_sweeps_at_once_and_again_queue_each_email_once(later: Any) -> None:
    ADMIN.ask("PUT /api/users/{userId}", path={"userId": "ada"}, body={"email": "ada@example.com"})
    made = {notify(ADA, type="in-app", title=f"t{number}")["id"] for number in range(20)}
    later(hours=1)

    with ThreadPoolExecutor(4) as pool:
        queued = list(pool.map(sweep, range(4)))
    again = [sweep() for _ in range(5)]

    assert (sum(queued), sum(again)) == (20, 0)
    told = [message["id"] for message in bodies("email")]
    assert len(told) == 20
    assert set(told) == made


@pytest.mark.bad_input(56)
@pytest.mark.seed_defect(46)
def test_somebody_without_an_address_is_looked_at_once(later: Any) -> None:
    notify(ADA, type="in-app")
    assert len(due()) == 1
    later(minutes=11)

    assert sweep() == 0

    assert due() == []
    assert bodies("email") == []


@pytest.mark.seed_defect(43)
@pytest.mark.parametrize("off", ["rewardAlerts", "emailEnabled"])
def test_neither_a_category_nor_a_channel_that_is_off_is_emailed(later: Any, off: str) -> None:
    ADMIN.ask("PUT /api/users/{userId}", path={"userId": "ada"}, body={"email": "ada@example.com"})
    notify(ADA, type="in-app")
    ADA.ask(f"PUT {BASE}/preferences", body={off: False})
    later(minutes=11)

    assert sweep() == 0
    assert due() == []


@pytest.mark.seed_defect(44)
@pytest.mark.parametrize("channel", ["email", "sms", "push"])
def test_what_is_not_in_the_inbox_never_falls_due(channel: str) -> None:
    notify(ADA, type=channel)

    assert due() == []
