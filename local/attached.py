"""Become another program that stops when our parent is killed outright: `python -m local.attached PROGRAM ARGUMENT…`.

A killed `make run` cannot stop what it started, and the next one would find its ports taken. Linux can (prctl(2));
where it is another system, the program is started all the same.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1

if __name__ == "__main__":
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 - there is no shell, and the program is our own
