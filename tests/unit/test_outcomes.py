"""From a provider's answer to an outcome: the whole table, and what stands behind it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from typing import Any

import pytest
import urllib3
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
    SSLError,
)
from hypothesis import given
from hypothesis import strategies as st

from carillon.channels import http, outcomes
from carillon.channels.base import OutcomeUnknown, Permanent, Retryable, SendFailure, Throttled

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def client_error(code: str, status: int, **members: str) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status}, **members}
    return ClientError(answer, "SendEmail")


def summary(failure: SendFailure | None) -> tuple[type[SendFailure], str, bool]:
    assert failure is not None
    return type(failure), failure.reason, failure.is_ours


@pytest.mark.parametrize(
    ("code", "status", "outcome", "is_ours"),
    [
        ("AccountSuspendedException", 400, Retryable, True),
        ("BadRequestException", 400, Permanent, False),
        ("LimitExceededException", 400, Retryable, False),
        ("MailFromDomainNotVerifiedException", 400, Retryable, True),
        ("MessageRejected", 400, Permanent, True),
        ("NotFoundException", 404, Retryable, True),
        ("SendingPausedException", 400, Retryable, True),
        ("TooManyRequestsException", 429, Retryable, False),
        ("ThrottlingException", 400, Retryable, False),
        ("AccessDeniedException", 403, Retryable, True),
        ("InternalFailure", 500, Retryable, False),
        ("ServiceUnavailable", 503, Retryable, False),
        ("GatewayTimeout", 504, OutcomeUnknown, False),
        ("SomethingNew", 400, Permanent, False),
    ],
)
def test_ses(code: str, status: int, outcome: type[SendFailure], is_ours: bool) -> None:
    assert summary(outcomes.of_ses(client_error(code, status))) == (outcome, code, is_ours)


@pytest.mark.bad_input(97)
@pytest.mark.parametrize(
    ("code", "status", "outcome", "is_ours"),
    [
        ("GoneException", 410, Retryable, False),
        ("LimitExceededException", 429, Retryable, False),
        ("PayloadTooLargeException", 413, Permanent, False),
        ("ForbiddenException", 403, Retryable, True),
        ("InternalServerError", 500, Retryable, False),
    ],
)
def test_connections(code: str, status: int, outcome: type[SendFailure], is_ours: bool) -> None:
    assert summary(outcomes.of_connection(client_error(code, status))) == (outcome, code, is_ours)


@pytest.mark.parametrize(
    ("code", "reason", "status", "outcome", "is_ours"),
    [
        ("AccessDeniedException", "ACCOUNT_DISABLED", 400, Retryable, True),
        ("ConflictException", "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION", 400, Permanent, False),
        ("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT", 400, Permanent, False),
        ("ConflictException", "NO_ORIGINATION_IDENTITIES_FOUND", 400, Retryable, True),
        ("ConflictException", "RESOURCE_NOT_ACTIVE", 400, Retryable, True),
        ("InternalServerException", None, 500, Retryable, False),
        ("ResourceNotFoundException", None, 400, Retryable, True),
        ("ServiceQuotaExceededException", "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT", 400, Retryable, True),
        ("ThrottlingException", None, 400, Retryable, False),
        ("ValidationException", "INVALID_PARAMETER", 400, Permanent, False),
        ("ValidationException", "SENDER_ID_NOT_REGISTERED", 400, Retryable, True),
        ("GatewayTimeout", None, 504, OutcomeUnknown, False),
    ],
)
def test_sms_voice(code: str, reason: str | None, status: int, outcome: type[SendFailure], is_ours: bool) -> None:
    members = {"Reason": reason} if reason else {}
    failure = outcomes.of_sms_voice(client_error(code, status, **members))

    assert summary(failure) == (outcome, reason or code, is_ours)


@pytest.mark.parametrize("code", [21211, 21214, 21217, 21408, 21602, 21604, 21608, 21610, 21612, 21614, 21617, 29999])
def test_twilio_never(code: int) -> None:
    assert summary(outcomes.of_twilio(400, code, None, NOW)) == (Permanent, str(code), False)


@pytest.mark.parametrize(
    ("status", "code", "outcome", "reason", "is_ours"),
    [
        (429, 20429, Retryable, "20429", False),
        (429, None, Retryable, "429", False),
        (400, 21611, Retryable, "21611", False),
        (401, 20003, Retryable, "20003", True),
        (401, None, Retryable, "401", True),
        (403, None, Retryable, "403", True),
        (400, 21606, Retryable, "21606", True),
        (404, 20404, Retryable, "20404", True),
        (500, None, Retryable, "500", False),
        (503, 20503, Retryable, "20503", False),
        (504, None, OutcomeUnknown, "504", False),
        (307, None, Permanent, "307", False),
    ],
)
def test_twilio_later(status: int, code: int | None, outcome: type[SendFailure], reason: str, is_ours: bool) -> None:
    assert summary(outcomes.of_twilio(status, code, None, NOW)) == (outcome, reason, is_ours)


@given(st.integers(200, 299))
def test_a_push_that_was_taken_is_no_failure(status: int) -> None:
    assert outcomes.of_push(status, None, NOW) is None


@pytest.mark.bad_input(66, 71, 73)
@pytest.mark.parametrize(
    ("status", "outcome", "is_ours"),
    [
        (301, Permanent, False),
        (308, Permanent, False),
        (400, Permanent, True),
        (401, Permanent, True),
        (403, Permanent, True),
        (404, Permanent, False),
        (410, Permanent, False),
        (413, Permanent, True),
        (422, Permanent, False),
        (429, Retryable, False),
        (500, Retryable, False),
        (502, Retryable, False),
        (503, Retryable, False),
        (504, Retryable, False),
    ],
)
def test_push(status: int, outcome: type[SendFailure], is_ours: bool) -> None:
    assert summary(outcomes.of_push(status, None, NOW)) == (outcome, str(status), is_ours)


@pytest.mark.bad_input(72)
@pytest.mark.parametrize(
    "failure_of", [outcomes.of_push, lambda status, *rest: outcomes.of_twilio(status, None, *rest)]
)
@pytest.mark.parametrize("status", [429, 503])
def test_whoever_says_when_is_waited_for(failure_of: Any, status: int) -> None:
    in_a_minute = "Sat, 31 Jan 2026 12:01:00 GMT"

    for header, seconds in (("7", 7), (in_a_minute, 60), ("0", 0)):
        failure = failure_of(status, header, NOW)
        assert isinstance(failure, Throttled)
        assert failure.retry_after == seconds
    assert type(failure_of(status, "garbage", NOW)) is Retryable


def test_only_a_throttle_may_say_when() -> None:
    assert type(outcomes.of_push(500, "3600", NOW)) is Retryable
    assert type(outcomes.of_push(410, "3600", NOW)) is Permanent


@pytest.mark.parametrize(
    "error",
    [
        ConnectTimeoutError(endpoint_url="https://x"),
        EndpointConnectionError(endpoint_url="https://x"),
        NoCredentialsError(),
        SSLError(
            endpoint_url="https://x", error=urllib3.exceptions.SSLError(ssl.SSLCertVerificationError("not trusted"))
        ),
        http.Unreachable(),
    ],
)
def test_nothing_left_when_nobody_was_reached(error: Exception) -> None:
    assert summary(outcomes.of_network(error)) == (Retryable, "unreachable", False)
    assert summary(outcomes.of_ses(error)) == (Retryable, "unreachable", False)


@pytest.mark.parametrize(
    "error",
    [
        ReadTimeoutError(endpoint_url="https://x"),
        ConnectionClosedError(endpoint_url="https://x"),
        SSLError(endpoint_url="https://x", error=urllib3.exceptions.SSLError(ssl.SSLEOFError("ended"))),
        http.NoAnswer(),
    ],
)
def test_nobody_knows_when_the_connection_broke_afterwards(error: Exception) -> None:
    assert type(outcomes.of_network(error)) is OutcomeUnknown


def test_a_missing_secret_is_ours_and_nothing_left() -> None:
    refused = client_error("ResourceNotFoundException", 400)

    assert summary(outcomes.of_secret(refused)) == (Retryable, "ResourceNotFoundException", True)
    assert summary(outcomes.of_secret(KeyError("authToken"))) == (Retryable, "KeyError", True)
