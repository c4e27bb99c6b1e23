"""Connections of those who send: kept from one send to the next, but not for longer than the other end surely keeps them.

A connection that its peer has closed is found out before it is used, as urllib3 looks whether there is something to read.
But a function is frozen between two events, for minutes: what its peer said meanwhile never came in, and a gateway on the
way may have forgotten the connection without a word. A request over it gets no answer, and nobody knows what that means.
"""

from __future__ import annotations

import time
from typing import Any

from botocore.awsrequest import AWSHTTPConnection, AWSHTTPConnectionPool, AWSHTTPSConnection, AWSHTTPSConnectionPool

IDLE_SECONDS = 4.0
"""Less than the shortest that common servers keep an idle connection by default, 5 seconds: Apache's `KeepAliveTimeout`
(https://httpd.apache.org/docs/2.4/mod/core.html#keepalivetimeout) and Node.js' `server.keepAliveTimeout`
(https://nodejs.org/api/http.html#serverkeepalivetimeout). Load balancers of AWS keep it for 60, a NAT gateway for 350.
A new connection costs some milliseconds, and under load none is ever idle for so long.
"""


def is_fresh(used_at: float) -> bool:
    """Whether a connection whose last request was at `used_at`, a `time.time()`, may be used again.

    By the clock on the wall, which is right after a freeze; one that was turned back proves nothing.
    """
    return 0 <= time.time() - used_at < IDLE_SECONDS


class Fresh:
    """Before a connection of urllib3's: it counts as closed when it was idle for too long, and the pool opens it anew."""

    _used_at = 0.0

    def request(self, *arguments: Any, **options: Any) -> None:
        """One request, as the library has it."""
        self._used_at = time.time()
        super().request(*arguments, **options)  # type: ignore[misc]  # urllib3's

    @property
    def is_connected(self) -> bool:
        """Whether it may be used again."""
        return is_fresh(self._used_at) and bool(super().is_connected)  # type: ignore[misc]


class _AwsConnection(Fresh, AWSHTTPConnection):  # type: ignore[misc]  # botocore's own parents differ
    pass


class _AwsTlsConnection(Fresh, AWSHTTPSConnection):  # type: ignore[misc]
    pass


class _AwsPool(AWSHTTPConnectionPool):
    ConnectionCls = _AwsConnection


class _AwsTlsPool(AWSHTTPSConnectionPool):
    ConnectionCls = _AwsTlsConnection


def fresh(client: Any) -> Any:
    """A client of botocore, whose connections are `Fresh` from now on. Without its own retries it needs them."""
    session = client._endpoint.http_session
    session._manager.pool_classes_by_scheme = {"http": _AwsPool, "https": _AwsTlsPool}
    return client
