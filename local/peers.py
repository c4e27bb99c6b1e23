"""Killing the function that asks: tests order it at a point that nobody could hit from outside."""

import os
import signal
from pathlib import Path

_FUNCTION = "/ministack-lambda-"
_TCP = Path("/proc/net/tcp")


def kill_function(port: int, server_port: int) -> None:
    """SIGKILL the process of a function that is connected from `port` to `server_port`; nobody else's.

    https://docs.kernel.org/networking/proc_net_tcp.html
    """
    socket = f"socket:[{_inode(port, server_port)}]"
    for process in Path("/proc").glob("[0-9]*"):
        try:
            is_theirs = _FUNCTION in (process / "cmdline").read_text()
            if is_theirs and any(str(held.readlink()) == socket for held in (process / "fd").iterdir()):
                os.kill(int(process.name), signal.SIGKILL)
        except (OSError, UnicodeDecodeError):  # it has ended meanwhile
            continue


def _inode(port: int, server_port: int) -> str:
    for line in _TCP.read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        if [int(end.split(":")[1], 16) for end in fields[1:3]] == [port, server_port]:
            return fields[9]
    return ""
