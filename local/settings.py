"""What `make run` may be told, and where it keeps things.

What a person may set is read here and nowhere else in `local/`; `aws.py` and the starters of programs only pass the
environment on, or clear it. A name that is read is in the contract, or is for tests:
`LOCAL_STATE_DIR` gives a stack of its own (ports, data, logs, `stack.json`) beside one that runs already, and
`LOCAL_PARAMETERS` other values for the template's parameters (`Name=value Name=value`).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGION = "us-east-1"
STACK_NAME = "carillon"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Settings:
    """One local stack: its ports, its options, its folders."""

    aws_port: int
    web_port: int
    email_fallback_delay_seconds: int
    twilio_api_base_url: str
    parameters: dict[str, str]
    state_dir: Path

    @property
    def aws_endpoint(self) -> str:
        """Where the local AWS answers."""
        return f"http://{LOOPBACK}:{self.aws_port}"

    @property
    def web_url(self) -> str:
        """The page's origin, which is the provider sink's too."""
        return f"http://{LOOPBACK}:{self.web_port}"

    @property
    def data_dir(self) -> Path:
        """What survives a restart, and what `make clean-local` forgets."""
        return self.state_dir / "state"

    @property
    def log_dir(self) -> Path:
        """What the started programs say."""
        return self.state_dir / "logs"

    @property
    def stack_file(self) -> Path:
        """The contract's `stack.json`: there while everything answers, and only then."""
        return self.state_dir / "stack.json"

    @property
    def build_dir(self) -> Path:
        """Builds, by the hash of what they were made from: shared between stacks."""
        return ROOT / ".local" / "build"


def venv(name: str) -> Path:
    """The folder of one of the environments that the Makefile makes."""
    return ROOT / ".local" / "venvs" / name


class SettingsError(Exception):
    """A variable of the environment that cannot be meant; the text is one line for the person who set it."""


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Raises SettingsError for a port or a delay that is no such number."""
    web_port = _number(environ, "WEB_PORT", 3000, 1, 65535)
    sink = f"http://{LOOPBACK}:{web_port}"
    return Settings(
        aws_port=_number(environ, "LOCAL_AWS_PORT", 4566, 1, 65535),
        web_port=web_port,
        email_fallback_delay_seconds=_number(environ, "EMAIL_FALLBACK_DELAY_SECONDS", 600, 1, 7 * 86_400),
        twilio_api_base_url=environ.get("TWILIO_API_BASE_URL") or sink,
        parameters=_parameters(environ.get("LOCAL_PARAMETERS", "")),
        state_dir=(ROOT / (environ.get("LOCAL_STATE_DIR") or ".local")).resolve(),
    )


def _parameters(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split()]
    if not all(equals for _, equals, _ in pairs):
        raise SettingsError(f"LOCAL_PARAMETERS is {text!r}: Name=value Name=value is needed")
    return {name: value for name, _, value in pairs}


def _number(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise SettingsError(f"{name} is {text!r}: a number from {low} to {high} is needed")
    return int(text)
