"""Several items changed together or not at all, by transactions that two may try at once.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from pynamodb.exceptions import TransactWriteError

CONDITION = "ConditionalCheckFailed"
"""Why a transaction was cancelled: an item was not as its condition says."""

TRIES = 7

_CONFLICT = "TransactionConflict"
_FIRST_PAUSE_SECONDS = 0.02

ResultT = TypeVar("ResultT")


def retried(attempt: Callable[[], ResultT]) -> ResultT:
    """The result of an attempt that reads, decides and writes; it is made anew while somebody else comes between.

    Raises TransactWriteError when it was cancelled for another reason, or too often.
    """
    for tried in range(1, TRIES):
        try:
            return attempt()
        except TransactWriteError as error:
            if not set(codes(error)) & {CONDITION, _CONFLICT}:
                raise
            pause(tried)
    return attempt()


def codes(error: TransactWriteError) -> list[str]:
    """Why, for each item of the transaction, "None" for those that were all right; empty when it was not cancelled."""
    return [reason.code if reason else "None" for reason in error.cancellation_reasons]


def pause(tried: int) -> None:
    """Wait a little longer after each try, and not as long as whoever was met."""
    time.sleep(random.uniform(0, _FIRST_PAUSE_SECONDS * 2**tried))  # noqa: S311 - not for secrets
