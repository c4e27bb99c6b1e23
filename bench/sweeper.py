"""A process that sweeps as the schedule would have it, one invocation after the other, until one finds nothing to queue.

`python -m bench.sweeper <file> <milliseconds>`: what it took, as JSON, into the file, with so long for each invocation. What
the function logs goes to stdout. It has nothing in it that the function would not have: AWS is behind `AWS_ENDPOINT_URL`.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from email_fallback.handler import lambda_handler

_STATUS = Path("/proc/self/status")


class _Context:
    """Lambda's, of an invocation that begins now and may last so long."""

    function_name, memory_limit_in_mb, invoked_function_arn, aws_request_id = "email_fallback", 512, "arn", "request-1"

    def __init__(self, milliseconds: int) -> None:
        self._ends_at = time.monotonic() * 1000 + milliseconds

    def get_remaining_time_in_millis(self) -> int:
        return int(self._ends_at - time.monotonic() * 1000)


def main() -> None:
    """Each invocation is the next minute's; the waiting between them costs nothing."""
    file, milliseconds = Path(sys.argv[1]), int(sys.argv[2])
    queued: list[int] = []
    begun = time.process_time()
    while not queued or queued[-1]:
        queued.append(lambda_handler({}, _Context(milliseconds))["queued"])
    spent = time.process_time() - begun
    report: dict[str, Any] = {"queued": queued[:-1], "cpu_seconds": spent, "peak_bytes": _peak_bytes()}
    file.write_text(json.dumps(report), encoding="utf-8")


def _peak_bytes() -> int:
    """The most memory that this program had. Where Linux tells it: `getrusage` begins with the starting program's."""
    if _STATUS.exists():
        [line] = [line for line in _STATUS.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
