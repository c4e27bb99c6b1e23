"""Plain HTTP to providers: connections kept from one request to the next, one set per process, for all threads.

By urllib3 itself: no proxy or password file of the environment, no cookies, no redirects, and no retries, since a repeated
POST may send twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import certifi
from urllib3 import PoolManager, Timeout

from . import guarded

CONNECT_TIMEOUT_SECONDS = 5
READ_TIMEOUT_SECONDS = 10

_HOSTS = 16
_CONNECTIONS_PER_HOST = 32


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Names of `headers` are looked up in any case; `body` is empty where it was not wanted."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Poster:
    """Posts to addresses that the operator chose, or, with `public_but`, to addresses that others chose: then it connects to
    no private network but to the origins named.
    """

    def __init__(self, public_but: Iterable[str] | None = None) -> None:
        self._open = _manager(guarded.POOLS)
        self._guarded = self._open if public_but is None else _manager(guarded.PUBLIC_POOLS)
        self._origins = tuple(f"{origin}/" for origin in public_but or ())

    def post(self, url: str, body: bytes | str, headers: Mapping[str, str], *, wants_body: bool = False) -> Answer:
        """One request. Raises urllib3's HTTPError. A body that is not wanted is not read: it could be endless."""
        manager = self._open if self._origins and url.startswith(self._origins) else self._guarded
        answer = manager.urlopen(
            "POST",
            url,
            body=body,
            headers={"User-Agent": "Carillon", **headers},
            redirect=False,
            retries=False,
            timeout=Timeout(connect=CONNECT_TIMEOUT_SECONDS, read=READ_TIMEOUT_SECONDS),
            preload_content=False,
        )
        try:
            is_read = wants_body or answer.headers.get("Content-Length") == "0"
            found = Answer(answer.status, answer.headers, answer.read() if is_read else b"")
        except BaseException:
            answer.close()
            raise
        if is_read:
            answer.release_conn()
        else:
            answer.close()
        return found


def _manager(pools: guarded.Pools) -> PoolManager:
    made = PoolManager(_HOSTS, maxsize=_CONNECTIONS_PER_HOST, cert_reqs="CERT_REQUIRED", ca_certs=certifi.where())
    made.pool_classes_by_scheme = pools
    return made
