"""`make run` as the tests start it: a folder and ports of its own, the same ones again after a restart."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN_SECONDS = 240
STOPS_WITHIN_SECONDS = 60


class LocalRun:
    """`python -m local.run` on a state of its own. `environment`: what it is told beside its ports and its folder."""

    def __init__(self, state_dir: Path, **environment: str) -> None:
        self.state_dir = state_dir
        self.stack_file = state_dir / "stack.json"
        self.environment = os.environ | {
            "LOCAL_STATE_DIR": str(state_dir),
            "LOCAL_AWS_PORT": str(_free_port()),
            "WEB_PORT": str(_free_port()),
            **environment,
        }

    def forget(self) -> None:
        """Forget what the last one kept."""
        subprocess.run([sys.executable, "-m", "local.forget"], cwd=ROOT, env=self.environment, check=True)

    def start(self) -> None:
        """Start, and wait until it is ready. Ends the tests if it does not get there."""
        log = self.state_dir / "run.log"
        with log.open("w") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local.run"], cwd=ROOT, env=self.environment, stdout=out, stderr=out
            )
        give_up_at = time.monotonic() + STARTS_WITHIN_SECONDS
        while not self.stack_file.exists():
            if self._process.poll() is not None or time.monotonic() > give_up_at:
                self.stop()
                pytest.exit(f"the stack did not start:\n{log.read_text()}", returncode=1)
            time.sleep(0.2)

    def stack(self) -> dict[str, Any]:
        """What its `stack.json` says."""
        said: dict[str, Any] = json.loads(self.stack_file.read_text())
        return said

    def stop(self) -> int:
        """Stop it as Ctrl-C does; its exit status."""
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(timeout=STOPS_WITHIN_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
