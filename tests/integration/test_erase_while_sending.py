"""A person who is erased while something is on its way to them stays erased."""

from __future__ import annotations

import pytest

from carillon.storage.notification_table import NotificationRow
from carillon.storage.tables import DeliveryRow
from erase_user.handler import lambda_handler as erase_user
from send_email.handler import lambda_handler as send_email
from tests.integration.http import ADA, ADMIN, notify
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.names import queue_url
from tests.integration.provider import Answer, Provider, Request


@pytest.mark.bad_input(88)
@pytest.mark.seed_defect(32, 55)
@pytest.mark.parametrize("status", [200, 500])
def test_an_erasure_in_the_middle_of_a_send_leaves_no_row(provider: Provider, status: int) -> None:
    person = {"path": {"userId": ADA.user_id}}
    ADMIN.ask("PUT /api/users/{userId}", body={"email": "ada@example.com"}, **person)
    notify(ADA, type="email")
    erased: list[int] = []

    def erase_meanwhile(_request: Request) -> Answer:
        erased.append(ADMIN.ask("DELETE /api/users/{userId}", **person).status)
        LambdaQueue(queue_url("erasure"), erase_user).run()
        return Answer(status, {"MessageId": "ses-1"})

    provider.answer = erase_meanwhile
    email = LambdaQueue(queue_url("email"), send_email)
    event = email.receive()
    email.invoke(event)
    email.invoke(event)

    assert erased == [200]
    assert list(NotificationRow.scan()) == []
    assert list(DeliveryRow.scan()) == []
