"""What the tests of the SMS channel share: its function, told other settings, and its two providers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from carillon import config
from send_sms import handler
from tests.integration.lambda_queue import LambdaQueue
from tests.integration.provider import Answer, Provider, Request
from tests.integration.senders import ALICE, users

NUMBER = "+14155550123"
IDENTITY = "arn:aws:sms-voice:us-east-1:123456789012:pool/pool-1"


@contextmanager
def sms_queue(monkeypatch: pytest.MonkeyPatch, **settings: str) -> Iterator[LambdaQueue]:
    """The SMS queue of a stack with these settings, and Alice, who takes texts."""
    for name, value in settings.items():
        monkeypatch.setenv(name.upper(), value)
    _forget()
    users().change_contact(ALICE, {"phone": NUMBER})
    users().change_preferences(ALICE, {"sms_enabled": True})
    yield LambdaQueue(os.environ["SMS_QUEUE_URL"], handler.lambda_handler)
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    config.load.cache_clear()
    handler._deliver.cache_clear()


def asked(provider: Provider) -> list[str]:
    """Who was asked, in order."""
    return ["aws-sms" if request.is_sms_voice else "twilio" for request in provider.requests]


def answers(provider: Provider, twilio: Answer | None = None, aws: Answer | None = None) -> None:
    """Have each of the two answer so from now on; None is success."""
    provider.reset()
    usual = provider.answer

    def answer(request: Request) -> Answer:
        return (aws if request.is_sms_voice else twilio) or usual(request)

    provider.answer = answer
