"""The pooled HTTP session of the channels that speak to a provider by plain HTTP: one per process, for all threads."""

from __future__ import annotations

from collections.abc import Iterable
from http.cookiejar import DefaultCookiePolicy

import requests

from .guarded import BoundedAdapter, PublicAdapter

CONNECT_TIMEOUT_SECONDS = 5
READ_TIMEOUT_SECONDS = 10
TIMEOUTS = (CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS)

_HOSTS = 16
_CONNECTIONS_PER_HOST = 32


def session() -> requests.Session:
    """A session that keeps connections and nothing else, for an address the operator chose.

    No retries (a repeated POST may send twice), no proxy or password file of the environment, no cookies, which would be
    the only thing threads share.
    """
    made = requests.Session()
    made.trust_env = False
    made.headers["User-Agent"] = "Carillon"
    made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    _mount(made, BoundedAdapter, ["https://", "http://"])
    return made


def public_session(origins: Iterable[str]) -> requests.Session:
    """A session for addresses that others chose: it connects to no private network but to the `origins` named."""
    made = session()
    _mount(made, PublicAdapter, ["https://", "http://"])
    _mount(made, BoundedAdapter, [f"{origin}/" for origin in origins])
    return made


def _mount(made: requests.Session, kind: type[BoundedAdapter], prefixes: Iterable[str]) -> None:
    adapter = kind(pool_connections=_HOSTS, pool_maxsize=_CONNECTIONS_PER_HOST, max_retries=0)
    for prefix in prefixes:
        made.mount(prefix, adapter)
