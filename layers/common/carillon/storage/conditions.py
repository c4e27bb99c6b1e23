"""Telling a condition that did not hold, which is an answer, from a failure, which is not."""

from __future__ import annotations

from pynamodb.exceptions import PynamoDBException


def is_condition_failure(error: PynamoDBException) -> bool:
    """Whether DynamoDB refused a write because of its condition."""
    return getattr(error, "cause_response_code", None) == "ConditionalCheckFailedException"
