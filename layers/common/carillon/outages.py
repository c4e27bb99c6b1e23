"""Telling an outage, which passes by itself, from a defect, which does not."""

from __future__ import annotations

from botocore import exceptions
from pynamodb.exceptions import PynamoDBException

_BUSY = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "RequestThrottled",
        "TransactionCanceledException",
        "TransactionConflictException",
    }
)
"""https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html"""

_SERVERS_FAULT = 500


def is_outage(error: Exception) -> bool:
    """Whether AWS was busy, down or not to be reached, so that the same call may succeed in a moment."""
    cause = error.cause if isinstance(error, PynamoDBException) else error
    if isinstance(cause, exceptions.ClientError):
        status = cause.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return status >= _SERVERS_FAULT or cause.response["Error"]["Code"] in _BUSY
    return isinstance(cause, exceptions.ConnectionError | exceptions.HTTPClientError)
