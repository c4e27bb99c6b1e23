"""What every level of test shares: hypothesis as it suits a busy machine, and the running stack."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.local_run import ROOT, LocalRun
from tests.oidc_issuer import Issuer

STACK_DIR = ROOT / ".local" / "e2e"
FALLBACK_DELAY_SECONDS = 5
MAX_RETRY_SECONDS = 25
OUTCOME_WAIT_SECONDS = 20

settings.register_profile("carillon", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("carillon")


@pytest.fixture(scope="session")
def issuer() -> Iterator[Issuer]:
    """An identity provider that the running stack's AWS trusts."""
    STACK_DIR.mkdir(parents=True, exist_ok=True)
    with Issuer(STACK_DIR).serving() as issuer:
        yield issuer


@pytest.fixture(scope="session")
def local_run(issuer: Issuer) -> Iterator[LocalRun]:
    """`make run`, that a test may stop and start again."""
    run = LocalRun(
        STACK_DIR,
        EMAIL_FALLBACK_DELAY_SECONDS=str(FALLBACK_DELAY_SECONDS),
        LOCAL_PARAMETERS=f"MaxRetrySeconds={MAX_RETRY_SECONDS} OutcomeWaitSeconds={OUTCOME_WAIT_SECONDS}",
        SSL_CERT_FILE=str(issuer.trusted),
    )
    run.forget()
    run.start()
    yield run
    run.stop()


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A stack started as `make run` starts it, on ports of its own: what its `stack.json` says.

    `RUNNING_STACK=.local/stack.json` names one that runs already: quicker while one test is being written.
    """
    if running := os.environ.get("RUNNING_STACK"):
        said: dict[str, Any] = json.loads((ROOT / running).read_text())
        return said
    local_run: LocalRun = request.getfixturevalue("local_run")
    return local_run.stack()


@pytest.fixture(scope="session")
def log_dir(stack: dict[str, Any]) -> Path:
    """Where the stack's programs log."""
    return STACK_DIR / "logs"
