"""What a channel is to the rest of the system: someone who knows the targets of a message and can send to one.

A sender raises one of these when it could not send; `outcomes` says which answer of which provider is which.

    SendFailure
    ├── Permanent        this can never be sent: recorded, not tried again
    ├── Retryable        nothing left, and it may work later
    │   └── Throttled    the same, and the provider said when
    ├── OutcomeUnknown   it may have left: recorded, not sent again blindly
    └── Skipped          the target was gone when we came: nobody to send to
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ..domain.user import User
from ..messages import NotificationMessage


class SendFailure(Exception):
    """A send that did not succeed. `reason` is what the delivery log shows: a provider's code or a word of ours.

    `is_ours`: our credentials or settings are at fault, not this message; whoever operates the system must hear of it.
    `provider`: who said so, where a channel has more than its sender's `provider`.
    """

    provider: str | None = None

    def __init__(self, reason: str, *, is_ours: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_ours = is_ours


class Permanent(SendFailure):
    """The provider will never take this."""


class Retryable(SendFailure):
    """The provider did not take it this time, and surely nothing left."""


class Throttled(Retryable):
    """The provider wants us to wait `retry_after` seconds."""

    def __init__(self, reason: str, retry_after: float) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class OutcomeUnknown(SendFailure):
    """The connection broke after the request was sent: the provider may have taken it."""


class Skipped(SendFailure):
    """The target did not exist any more when we sent to it."""


@dataclass(frozen=True, slots=True)
class Target:
    """One address or device. `id` is opaque (`ids.target_id`), `address` is the provider's and never logged."""

    id: str
    address: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A provider took the message: who, under which id of theirs, and as how many SMS segments."""

    provider: str
    message_id: str | None = None
    segments: int | None = None


class Sender(Protocol):
    """One channel. A sender is shared by the threads of a batch. `provider` is who it sends through first."""

    channel: str
    provider: str
    no_target_reason: str

    def targets(self, message: NotificationMessage, user: User) -> Sequence[Target]:
        """Where this message goes; none at all skips the channel with `no_target_reason`."""
        ...

    def send(self, message: NotificationMessage, user: User, target: Target, age: float) -> Accepted:
        """Send once, without retrying, what was queued `age` seconds ago. Raises SendFailure."""
        ...
