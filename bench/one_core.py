"""One core for a process whose CPU is measured: a function of 512 MB has less than a third of one, and of 1,769 MB one
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). Threads that wake one another across cores cost
what they would not cost there.
"""

from __future__ import annotations

import os


def pin() -> None:
    """Have this process, and what it starts, run on its last core. Where the system cannot, wherever it likes."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
