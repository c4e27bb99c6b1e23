"""The real browsers that subscribed at the sink, and what waits for them.

Kept in a file like the subscriptions that the sink plays: a browser keeps its own for as long as its profile lives, and what
was accepted for it is not lost when the local stack is started anew.
"""

import base64
import json
import secrets
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Registration:
    """A browser's subscription: `id` ends its endpoint, `uaid` and `channel_id` are Mozilla's names for browser and
    subscription. One that was given up is remembered, since its endpoint is gone (410) and not unknown (404).
    """

    id: str
    uaid: str
    channel_id: str
    application_server_key: str | None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that its browser has not acknowledged. `data` is the encrypted body as unpadded base64url."""

    version: str
    registration_id: str
    data: str
    expires_at: float
    topic: str | None


class PushBrowsers:
    """Registrations and waiting messages. Used from the server's event loop alone, so it needs no lock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._registrations: dict[str, Registration] = {}
        self._waiting: list[Waiting] = []
        if path.is_file():
            kept = json.loads(path.read_text(encoding="utf-8"))
            self._registrations = {item["id"]: Registration(**item) for item in kept["registrations"]}
            self._waiting = [Waiting(**item) for item in kept["waiting"]]

    def identify(self, claimed: object) -> str:
        """The browser's id: the one it says it has if somebody subscribed under it, otherwise a new one.

        A browser that is given another id than it had takes all its subscriptions for lost.
        """
        known = {registration.uaid for registration in self._registrations.values()}
        return claimed if isinstance(claimed, str) and claimed in known else secrets.token_hex(16)

    def register(self, uaid: str, channel_id: str, application_server_key: str | None) -> Registration:
        """Make a subscription that takes pushes signed with that key."""
        made = Registration(secrets.token_urlsafe(32), uaid, channel_id, application_server_key)
        self._registrations[made.id] = made
        self._keep()
        return made

    def unregister(self, uaid: str, channel_id: str) -> None:
        """Give a subscription up, and what waits for it."""
        for registration in list(self._registrations.values()):
            if (registration.uaid, registration.channel_id) == (uaid, channel_id):
                self._registrations[registration.id] = replace(registration, is_gone=True)
                self._waiting = [item for item in self._waiting if item.registration_id != registration.id]
        self._keep()

    def get(self, registration_id: str) -> Registration | None:
        """The registration of that endpoint, if there is or was one."""
        return self._registrations.get(registration_id)

    def keep(self, registration: Registration, body: bytes, ttl: int, topic: str | None) -> Waiting:
        """Keep a message until it is acknowledged or `ttl` seconds are over. A newer one of its topic replaces it (RFC 8030,
        section 5.4).
        """
        message = Waiting(
            version=secrets.token_urlsafe(16),
            registration_id=registration.id,
            data=base64.urlsafe_b64encode(body).decode().rstrip("="),
            expires_at=time.time() + ttl,
            topic=topic,
        )
        replaced = (registration.id, topic) if topic else None
        self._waiting = [item for item in self._waiting if (item.registration_id, item.topic) != replaced]
        self._waiting.append(message)
        self._keep()
        return message

    def waiting_for(self, uaid: str) -> list[tuple[Registration, Waiting]]:
        """What this browser has not acknowledged, oldest first."""
        found = [(self._registrations[item.registration_id], item) for item in self._waiting]
        return [(to, item) for to, item in found if to.uaid == uaid and item.expires_at > time.time()]

    def acknowledge(self, uaid: str, versions: set[str]) -> None:
        """Forget what this browser has got."""
        mine = {item.version for _, item in self.waiting_for(uaid)} & versions
        self._waiting = [item for item in self._waiting if item.version not in mine]
        self._keep()

    def _keep(self) -> None:
        self._waiting = [item for item in self._waiting if item.expires_at > time.time()]
        kept = {
            "registrations": [asdict(item) for item in self._registrations.values()],
            "waiting": [asdict(item) for item in self._waiting],
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        half_written = self._path.with_suffix(".tmp")
        half_written.touch(mode=0o600)
        half_written.write_text(json.dumps(kept), encoding="utf-8")
        half_written.replace(self._path)
