"""To whom nothing is sent any more, whatever it is, and to whom it is again."""

from __future__ import annotations

from dataclasses import dataclass

STOPPED = "21610"
"""Why nothing goes to the number of somebody who answered STOP: https://www.twilio.com/docs/api/errors/21610"""


@dataclass(frozen=True, slots=True)
class Suppress:
    """Nothing is to be sent to this address any more, for `reason`, since `at`. `word_id` tells whether it was said before."""

    channel: str
    address: str
    reason: str
    at: str
    word_id: str | None = None


@dataclass(frozen=True, slots=True)
class Unsuppress:
    """The owner of this address wants messages again since `at`: what they stopped themselves before is lifted."""

    channel: str
    address: str
    at: str
    word_id: str | None = None
