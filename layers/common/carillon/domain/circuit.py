"""Whether a provider is worth asking, judged by how it answered.

    closed ──`threshold` failures in a row──> open ──`rest` seconds──> half-open: one call goes through
      ^                                         ^                          │
      └───────────── a success ─────────────────┴───── a failure ──────────┘

https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker
"""

from __future__ import annotations

import threading

FAILURES_TO_OPEN = 5
REST_SECONDS = 30.0


class Circuit:
    """The circuit of one provider, shared by threads. Times are seconds on any clock that only goes forward."""

    def __init__(self, threshold: int = FAILURES_TO_OPEN, rest: float = REST_SECONDS) -> None:
        self._threshold = threshold
        self._rest = rest
        self._failures = 0
        self._open_until: float | None = None
        self._lock = threading.Lock()

    def may_call(self, now: float) -> bool:
        """Whether to call. After the rest it lets one call through and rests again, until that one has an answer: a probe
        that dies keeps nobody waiting for longer.
        """
        with self._lock:
            if self._open_until is None:
                return True
            if now < self._open_until:
                return False
            self._open_until = now + self._rest
            return True

    def succeeded(self) -> None:
        """It answered as it should: closed, whatever was before."""
        with self._lock:
            self._failures, self._open_until = 0, None

    def failed(self, now: float) -> bool:
        """It failed, which may be one time too many. Whether the circuit opened by this."""
        with self._lock:
            self._failures += 1
            was_closed = self._open_until is None
            if self._failures >= self._threshold:
                self._open_until = now + self._rest
            return was_closed and self._open_until is not None
