"""Which notification a user's idempotency key stands for."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from pynamodb.exceptions import PutError

from ..errors import IdempotencyConflict
from .conditions import is_condition_failure
from .tables import IdempotencyRow

KEY_LIFETIME_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Claim:
    """What a key stands for. `is_first`: this request claimed it; `is_done`: all its channels were queued."""

    key: str
    notification_id: str
    is_first: bool
    is_done: bool = False


class Idempotency:
    """The idempotency table."""

    def __init__(self, table_name: str) -> None:
        IdempotencyRow.bind(table_name)

    def claim(self, user_id: str, key: str, request_hash: str, notification_id: str) -> Claim:
        """Let the key stand for this notification, or say for which it stands already.

        Put first, so that of any number at the same moment one wins; the others read what it wrote, consistently. The
        row's age is part of the condition: DynamoDB deletes expired rows late. Raises IdempotencyConflict when the key
        stands for a different request.
        """
        hashed = hashlib.sha256(f"{len(user_id)}:{user_id}{key}".encode()).hexdigest()
        now = int(time.time())
        row = IdempotencyRow(
            hashed,
            requestHash=request_hash,
            notificationId=notification_id,
            expiresAt=now + KEY_LIFETIME_SECONDS,
        )
        try:
            row.save(condition=IdempotencyRow.key.does_not_exist() | (IdempotencyRow.expiresAt <= now))
        except PutError as error:
            if not is_condition_failure(error):
                raise
        else:
            return Claim(hashed, notification_id, is_first=True)
        taken = IdempotencyRow.get(hashed, consistent_read=True)
        if taken.requestHash != request_hash:
            raise IdempotencyConflict("this idempotency key was used for a different request")
        # Ours already: the answer to a first try got lost, or its message came again.
        is_first = taken.notificationId == notification_id
        return Claim(hashed, taken.notificationId, is_first, is_done=bool(taken.isDone))

    def mark_done(self, claim: Claim) -> None:
        """Remember that every channel was queued, so that a replay need not queue them again."""
        IdempotencyRow(claim.key).update(
            [IdempotencyRow.isDone.set(True)], condition=IdempotencyRow.notificationId == claim.notification_id
        )
