"""The stack that runs already, as its `stack.json` tells: for the commands that look at it from outside."""

import json
from typing import Any

from local.settings import Settings
from local.steps import StepFailedError


def contract(settings: Settings) -> dict[str, Any]:
    """The content of `stack.json`. Raises StepFailedError when no stack is ready."""
    if not settings.stack_file.is_file():
        raise StepFailedError("no local stack is ready: start one with make run")
    found: dict[str, Any] = json.loads(settings.stack_file.read_text(encoding="utf-8"))
    return found
