"""Programs that `make run` starts: one that stays until it is stopped, and ones that end by themselves."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from local.settings import LOOPBACK, ROOT
from local.steps import StepFailedError, tail

_KEPT = {"PATH", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"}

_STOP_SECONDS = 20.0
"""The local AWS writes its state to disk when it is told to stop; a large one takes a while."""


def clean_environment(home: Path, **extra: str) -> dict[str, str]:
    """The environment of a started program: nothing of the user's AWS settings or Python path leaks in.

    The functions inherit the local AWS's environment, so a leak here would be one that Lambda does not have.
    """
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    return kept | {"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", "AWS_EC2_METADATA_DISABLED": "true"} | extra


def require_free_port(port: int, variable: str) -> None:
    """Raise StepFailedError, one line that names the port, if something listens there already."""
    with socket.socket() as probe:
        # As servers do: a port in TIME_WAIT after a restart is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise StepFailedError(f"port {port} is in use; set {variable} to a free one") from error


@contextmanager
def sole_use(data_dir: Path) -> Iterator[None]:
    """Hold a stack's data folder: two local AWSs that write their state to one would spoil it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StepFailedError(f"a running stack uses {data_dir}: stop it, or set LOCAL_STATE_DIR") from error
        yield


def run(command: Sequence[str | Path], environment: Mapping[str, str], log: Path, what: str) -> None:
    """Run a program to its end, its output in `log`. Raises StepFailedError with the log's last lines."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise StepFailedError(f"{what} ended with status {done.returncode}:\n{tail(log)}")


class Background:
    """A program in a process group of its own: Ctrl-C reaches only us, and stopping it takes its children along."""

    def __init__(self, command: Sequence[str | Path], environment: Mapping[str, str], log: Path) -> None:
        """Start it. Its output goes to `log`."""
        self._log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local.attached", *command],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def require_alive(self) -> None:
        """Raise StepFailedError with its last words if it has ended."""
        if (status := self._process.poll()) is not None:
            raise StepFailedError(f"it ended with status {status}:\n{tail(self._log)}")

    def stop(self) -> None:
        """Ask it to stop, wait, then end what is left of its group."""
        if self._process.poll() is None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_SECONDS)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
