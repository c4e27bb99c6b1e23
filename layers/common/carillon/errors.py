"""What can go wrong, as a tree.

    CarillonError
    ├── InvalidInput              the caller's mistake, with the fields that are wrong      400
    │   └── InvalidJson           not JSON as RFC 8259 and the contract want it             400
    ├── Unauthorized              the token lacks a claim we rely on                        401
    ├── Forbidden                 a user on an administrator's route                        403
    ├── NotFound                  no such thing, or not this person's                       404
    ├── PayloadTooLarge           over 256 KB                                               413
    ├── UnsupportedMediaType      not application/json                                      415
    ├── IdempotencyConflict       the same key with another request                         422
    └── Unavailable               AWS is busy or down; the same again may succeed           503
        └── QueueingFailed        (in `queues`) SQS did not take a message                  503

Each has the `code` that answers and dead letters carry; `functions/http_api/responses.py` maps them to HTTP.
The outcomes of a send are a tree of their own: `channels.outcomes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: its path in the request (`data.url`, `keys.p256dh`) and what it should be."""

    field: str
    message: str


class CarillonError(Exception):
    """A refusal with a sentence for people and a code for programs."""

    code = "internal_error"

    def __init__(self, message: str, details: Sequence[FieldError] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.details = tuple(details)


class InvalidInput(CarillonError):
    """Something in the request is not as the contract says; `details` names it."""

    code = "invalid_request"

    @classmethod
    def of(cls, field: str, message: str) -> InvalidInput:
        """The refusal of a single field."""
        return cls(f"{field}: {message}", [FieldError(field, message)])


class InvalidJson(InvalidInput):
    """The text is not JSON, or JSON that two readers could read differently."""

    code = "invalid_json"


class Unauthorized(CarillonError):
    """The token got past the gateway but lacks what we rely on."""

    code = "unauthorized"


class Forbidden(CarillonError):
    """The person may not do this."""

    code = "forbidden"


class NotFound(CarillonError):
    """No such thing, or not this person's: the answer is the same."""

    code = "not_found"


class PayloadTooLarge(CarillonError):
    """The body is over the limit."""

    code = "payload_too_large"


class UnsupportedMediaType(CarillonError):
    """The body is not declared as JSON."""

    code = "unsupported_media_type"


class IdempotencyConflict(CarillonError):
    """The key was used within the last 24 hours for a different request."""

    code = "idempotency_conflict"


class Unavailable(CarillonError):
    """What we rest on is busy or down for the moment."""

    code = "unavailable"
