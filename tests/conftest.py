"""What every level of test shares: hypothesis as it suits a busy machine, and the running stack."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
STACK_DIR = ROOT / ".local" / "e2e"
STARTS_WITHIN_SECONDS = 240
FALLBACK_DELAY_SECONDS = 5
MAX_RETRY_SECONDS = 25
OUTCOME_WAIT_SECONDS = 20

settings.register_profile("carillon", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("carillon")


@pytest.fixture(scope="session")
def stack() -> Iterator[dict[str, Any]]:
    """A stack started as `make run` starts it, on ports of its own: what its `stack.json` says."""
    environment = os.environ | {
        "LOCAL_STATE_DIR": str(STACK_DIR),
        "LOCAL_AWS_PORT": str(_free_port()),
        "WEB_PORT": str(_free_port()),
        "EMAIL_FALLBACK_DELAY_SECONDS": str(FALLBACK_DELAY_SECONDS),
        "LOCAL_PARAMETERS": f"MaxRetrySeconds={MAX_RETRY_SECONDS} OutcomeWaitSeconds={OUTCOME_WAIT_SECONDS}",
    }
    subprocess.run([sys.executable, "-m", "local.forget"], cwd=ROOT, env=environment, check=True)
    with (STACK_DIR / "run.log").open("w") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "local.run"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            yield _ready(running)
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(timeout=60)


@pytest.fixture(scope="session")
def log_dir(stack: dict[str, Any]) -> Path:
    """Where the stack's programs log."""
    return STACK_DIR / "logs"


def _ready(running: subprocess.Popen[bytes]) -> dict[str, Any]:
    file = STACK_DIR / "stack.json"
    give_up_at = time.monotonic() + STARTS_WITHIN_SECONDS
    while not file.exists():
        if running.poll() is not None or time.monotonic() > give_up_at:
            pytest.exit(f"the stack did not start:\n{(STACK_DIR / 'run.log').read_text()}", returncode=1)
        time.sleep(0.2)
    stack: dict[str, Any] = json.loads(file.read_text())
    return stack


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
