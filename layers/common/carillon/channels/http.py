"""The pooled HTTP session of the channels that speak to a provider by plain HTTP: one per process, for all threads."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy

import requests
from requests.adapters import HTTPAdapter

CONNECT_TIMEOUT_SECONDS = 5
READ_TIMEOUT_SECONDS = 10
TIMEOUTS = (CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS)

_HOSTS = 16
_CONNECTIONS_PER_HOST = 32


def session() -> requests.Session:
    """A session that keeps connections and nothing else.

    No retries (a repeated POST may send twice), no proxy or password file of the environment, no cookies, which would be
    the only thing threads share.
    """
    made = requests.Session()
    made.trust_env = False
    made.headers["User-Agent"] = "Carillon"
    made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = HTTPAdapter(pool_connections=_HOSTS, pool_maxsize=_CONNECTIONS_PER_HOST, max_retries=0)
    made.mount("https://", adapter)
    made.mount("http://", adapter)
    return made
