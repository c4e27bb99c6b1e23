"""The one place from a provider's answer to an outcome (see `base`), as tables.

The reason that the delivery log shows is the provider's own code. An answer that no table names counts by its status:
a client error is permanent (the same request would be refused again), a server error is worth another try. Twilio asks
not to hang logic on single codes, since it keeps splitting them: hence the rule by status behind its table.

A provider's error answer means that it did not take the message. Only a gateway's "504" and a connection that broke
after the request had left say nothing about it: these are unknown, and but for a frame not sent again (`deliver`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..domain import reasons
from ..domain.retry import retry_after_seconds
from .base import OutcomeUnknown, Permanent, Retryable, SendFailure, Throttled


@dataclass(frozen=True, slots=True)
class _Rule:
    outcome: type[Permanent | Retryable | OutcomeUnknown]
    is_ours: bool = False

    def failure(self, reason: str) -> SendFailure:
        return self.outcome(reason, is_ours=self.is_ours)


_PERMANENT = _Rule(Permanent)
_RETRYABLE = _Rule(Retryable)
_UNKNOWN = _Rule(OutcomeUnknown)
_OURS = _Rule(Retryable, is_ours=True)
"""Nothing is wrong with the message: it waits in the dead-letter queue until we have mended our settings."""
_OURS_PERMANENT = _Rule(Permanent, is_ours=True)

# Errors that every AWS service may answer: https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html
_NOT_OURS_TO_CALL = """
    AccessDenied AccessDeniedException ExpiredToken ExpiredTokenException InvalidClientTokenId InvalidSignatureException
    NotAuthorized OptInRequired ResourceNotFoundException SignatureDoesNotMatch UnrecognizedClientException
"""
_TRY_LATER = "RequestTimeout RequestTimeoutException Throttling ThrottlingException"
_AWS: Mapping[str, _Rule] = {
    **dict.fromkeys(_NOT_OURS_TO_CALL.split(), _OURS),
    **dict.fromkeys(_TRY_LATER.split(), _RETRYABLE),
}

# https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html. When SES answers with an error, it "does not
# send the email": https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html. So its 5xx are retryable.
SES: Mapping[str, _Rule] = {
    **_AWS,
    "AccountSuspendedException": _OURS,
    "BadRequestException": _PERMANENT,
    "LimitExceededException": _RETRYABLE,
    "MailFromDomainNotVerifiedException": _OURS,
    "MessageRejected": _OURS_PERMANENT,  # nearly always an unverified sender, or the sandbox
    "NotFoundException": _OURS,
    "SendingPausedException": _OURS,
    "TooManyRequestsException": _RETRYABLE,
}

# https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html, by `Reason` where there is
# one, else by code. What is wrong with one text or number is a client error without an entry: permanent.
_IDENTITY_UNFIT = """
    CHANNEL_NOT_ENABLED INVALID_ARN MESSAGE_TYPE_MISMATCH NO_ORIGINATION_IDENTITIES_FOUND NUMBER_CAPABILITIES_MISMATCH
    REGISTRATION_NOT_COMPLETE RESOURCE_NOT_ACCESSIBLE RESOURCE_NOT_ACTIVE SENDER_ID_NOT_REGISTERED
    SENDER_ID_REQUIRES_REGISTRATION
"""
SMS_VOICE: Mapping[str, _Rule] = {
    **_AWS,
    **dict.fromkeys(_IDENTITY_UNFIT.split(), _OURS),
    "InternalServerException": _RETRYABLE,  # "couldn't complete the request"
    "ServiceQuotaExceededException": _OURS,  # the month's spending limit
}

# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
CONNECTIONS: Mapping[str, _Rule] = {
    **_AWS,
    "ForbiddenException": _OURS,
    "GoneException": _RETRYABLE,  # while the connection opens: `InAppSender` knows better of all others
    "LimitExceededException": _RETRYABLE,
    "PayloadTooLargeException": _PERMANENT,
}

# https://www.twilio.com/docs/api/errors; what is not here goes by its status
TWILIO: Mapping[int, _Rule] = {
    **dict.fromkeys(
        (
            21211,  # not a valid number
            21214,  # cannot be reached
            21217,  # not a valid number
            21408,  # its country is not enabled for the account
            21602,  # no text
            21604,  # no recipient
            21608,  # unverified recipient of a trial account
            21610,  # the person answered STOP
            21612,  # no route from our number to theirs
            21614,  # not a mobile number
            21617,  # text too long
        ),
        _PERMANENT,
    ),
    **dict.fromkeys(
        (
            20003,  # credentials refused
            20005,  # account not active
            20008,  # test credentials
            20404,  # no such account
            21212,  # our number is not valid
            21603,  # no sender
            21606,  # our number cannot send texts
            21659,  # our number is not Twilio's
            21660,  # our number belongs to another account
            21661,  # our number cannot send texts
        ),
        _OURS,
    ),
    20429: _RETRYABLE,  # "never processed and always safe to retry"
    21611: _RETRYABLE,  # our number's queue is full
}
_TWILIO_STATUS: Mapping[int, _Rule] = {401: _OURS, 403: _OURS, 408: _RETRYABLE, 429: _RETRYABLE, 504: _UNKNOWN}

# RFC 8030, sections 5 and 7.3; RFC 8292, section 4.2 (403: the VAPID token does not fit). A push service that could not
# pass a message on has not taken it, so all its 5xx are retryable.
PUSH: Mapping[int, _Rule] = {
    400: _OURS_PERMANENT,
    401: _OURS_PERMANENT,
    403: _OURS_PERMANENT,
    408: _RETRYABLE,
    413: _OURS_PERMANENT,
    429: _RETRYABLE,
}
PUSH_GONE = frozenset({404, 410})
"""The subscription is no more (RFC 8030, section 7.3)."""
_MAY_SAY_WHEN = frozenset({429, 503})

# Errors of botocore and `http` that end an attempt before a byte of the request was sent, by class name, so
# that no sender imports another's library.
NOTHING_LEFT = frozenset(
    {
        "ConnectTimeoutError",
        "CredentialRetrievalError",
        "EndpointConnectionError",
        "NoCredentialsError",
        "SSLCertVerificationError",
        "Unreachable",
    }
)


def of_ses(error: Exception) -> SendFailure:
    """The outcome of a `SendEmail` that raised `error`."""
    return _of_aws(error, SES)


def of_sms_voice(error: Exception) -> SendFailure:
    """The outcome of a `SendTextMessage` that raised `error`."""
    return _of_aws(error, SMS_VOICE)


def of_connection(error: Exception) -> SendFailure:
    """The outcome of a `PostToConnection` that raised `error`."""
    return _of_aws(error, CONNECTIONS)


def of_secret(error: Exception) -> SendFailure:
    """Without its secret a sender has sent nothing, whatever went wrong."""
    return _OURS.failure(_aws_code(error) or type(error).__name__)


def of_twilio(status: int, code: int | None, retry_after: str | None, now: datetime) -> SendFailure:
    """The outcome of a message that Twilio answered with an error: HTTP status, Twilio's code, `Retry-After` header."""
    rule = TWILIO.get(code or 0) or _TWILIO_STATUS.get(status) or _by_status(status)
    return _unless_told_when(rule, str(code or status), retry_after if status in _MAY_SAY_WHEN else None, now)


def of_push(status: int, retry_after: str | None, now: datetime) -> SendFailure | None:
    """The outcome of a push that was answered with `status`; None when it was taken.

    A redirect is permanent: it could lead anywhere, so it is not followed.
    """
    if 200 <= status < 300:
        return None
    rule = PUSH.get(status) or _by_status(status)
    return _unless_told_when(rule, str(status), retry_after if status in _MAY_SAY_WHEN else None, now)


def of_network(error: Exception) -> SendFailure:
    """The outcome of a request that got no answer."""
    names = {name.__name__ for each in _nested(error) for name in type(each).__mro__}
    return _RETRYABLE.failure(reasons.UNREACHABLE) if names & NOTHING_LEFT else _UNKNOWN.failure(reasons.NO_ANSWER)


def of_unreadable_answer() -> SendFailure:
    """A success that cannot be read: taken most likely, under an id we do not know."""
    return _UNKNOWN.failure(reasons.UNREADABLE_ANSWER)


def _of_aws(error: Exception, table: Mapping[str, _Rule]) -> SendFailure:
    code = _aws_code(error)
    if code is None:
        return of_network(error)
    answer: Mapping[str, Any] = getattr(error, "response", {})
    status = int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 500))
    reason = str(answer.get("Reason") or code)
    rule = table.get(reason) or table.get(code) or (_UNKNOWN if status == 504 else _by_status(status))
    return rule.failure(reason)


def _aws_code(error: Exception) -> str | None:
    """The error code of a botocore ClientError, which is the only exception that carries an answer."""
    answer = getattr(error, "response", None)
    return str(answer["Error"]["Code"]) if isinstance(answer, dict) and "Error" in answer else None


def _by_status(status: int) -> _Rule:
    return _RETRYABLE if status >= 500 else _PERMANENT


def _unless_told_when(rule: _Rule, reason: str, retry_after: str | None, now: datetime) -> SendFailure:
    seconds = retry_after_seconds(retry_after, now)
    return rule.failure(reason) if seconds is None else Throttled(reason, seconds)


def _nested(error: BaseException) -> list[BaseException]:
    """An error and those it wraps: urllib3 keeps its cause in `args`, botocore in `kwargs`."""
    found: list[BaseException] = []
    queue: list[Any] = [error]
    while queue:
        each = queue.pop()
        if isinstance(each, BaseException) and each not in found:
            found.append(each)
            queue += [*each.args, getattr(each, "kwargs", {}).get("error")]
    return found
