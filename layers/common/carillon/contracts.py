"""What may come in through the doors, as pydantic models: strict types, no unknown fields.

Each model says what the contract says of its fields and turns into a value of the domain; `validated` turns pydantic's
findings into `errors.InvalidInput`, which names every wrong field.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from . import strict_json
from .domain import clock, ids
from .domain.notification import NotificationRequest
from .errors import FieldError, InvalidInput

ModelT = TypeVar("ModelT", bound=BaseModel)

MAX_DATA_BYTES = 32_768
MAX_DATA_DEPTH = 32
MAX_DEVICE_NAME = 1_000
"""Characters of a `deviceInfo` that is a text. Twenty devices are read at once, and a row holds 400 KB."""

_BREAKS_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Control characters (Unicode's category Cc) and line separators."""
_NOT_PRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
"""The same without tab and line feed."""


class Contract(BaseModel):
    """Strict, camelCase, nothing unknown. Each is built when it is first needed: a function seldom needs them all."""

    model_config = ConfigDict(
        defer_build=True,
        extra="forbid",
        strict=True,
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=False,
        validate_by_alias=True,
    )

    def changes(self) -> dict[str, Any]:
        """The fields that were given, by their Python names."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def _one_line(text: str) -> str:
    if _BREAKS_A_LINE.search(text):
        raise ValueError("must not contain control characters or line separators")
    if not text.strip():
        raise ValueError("must not be only white space")
    return text


def _printable(text: str) -> str:
    if _NOT_PRINTABLE.search(text):
        raise ValueError("must not contain control characters other than line feeds and tabs")
    return text


def _sane_user_id(text: str) -> str:
    if not ids.is_user_id(text):
        raise ValueError("must not contain white space, control characters, # or *")
    return text


def _small_object(data: dict[str, Any]) -> dict[str, Any]:
    if strict_json.depth(data) > MAX_DATA_DEPTH:
        raise ValueError(f"must not be nested deeper than {MAX_DATA_DEPTH} levels")
    if strict_json.compact_size(data) > MAX_DATA_BYTES:
        raise ValueError(f"must not be larger than {MAX_DATA_BYTES} bytes as compact JSON")
    return data


def _small_device_info(info: dict[str, Any] | str | None) -> dict[str, Any] | str | None:
    if isinstance(info, str) and len(info) > MAX_DEVICE_NAME:
        raise ValueError(f"must have at most {MAX_DEVICE_NAME} characters")
    return _small_object(info) if isinstance(info, dict) else info


UserId = Annotated[str, StringConstraints(min_length=1, max_length=ids.LONGEST_USER_ID), AfterValidator(_sane_user_id)]
_USER_ID = TypeAdapter(UserId, config=ConfigDict(defer_build=True))
CollapseKey = Annotated[str, StringConstraints(min_length=1, max_length=128), AfterValidator(_one_line)]
IdempotencyKey = Annotated[str, StringConstraints(min_length=1, max_length=255), AfterValidator(_one_line)]
Category = Literal["transaction", "security", "system", "reward", "admin", "promotional"]


class NotificationContract(Contract):
    """A notification request: section 2 of the contract."""

    user_id: UserId
    category: Category
    title: Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_one_line)]
    message: Annotated[str, StringConstraints(min_length=1, max_length=10_000), AfterValidator(_printable)]
    type: Literal["all", "email", "sms", "in-app", "push"] = "all"
    priority: Literal["low", "normal", "high", "urgent"] = "normal"
    data: Annotated[dict[str, Any], AfterValidator(_small_object)] = Field(default_factory=dict)
    mandatory: bool = False
    collapse_key: CollapseKey | None = None
    idempotency_key: IdempotencyKey | None = None

    def to_request(self) -> NotificationRequest:
        """The domain's request, without its key."""
        return NotificationRequest(**{name: getattr(self, name) for name in NotificationRequest.__dataclass_fields__})


Channel = Literal["email", "sms", "in-app", "push"]
INSTANT = r"^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$"
_INSTANT = re.compile(INSTANT, re.ASCII)


def _instant(text: str) -> str:
    """A date and time with its offset (RFC 3339, section 5.6), as we write them: UTC, milliseconds."""
    try:
        return clock.iso(datetime.fromisoformat(text if _INSTANT.fullmatch(text) else ""))
    except (ValueError, OverflowError) as error:
        raise ValueError("must be a time such as 2026-01-31T12:00:00.000Z") from error


class PreferencesContract(Contract):
    """The body of `PUT /preferences`: any of the fields; `updatedAt` is what GET gave, and ignored."""

    email_enabled: bool = True
    sms_enabled: bool = True
    in_app_enabled: bool = True
    push_enabled: bool = True
    transaction_alerts: bool = True
    security_alerts: bool = True
    system_alerts: bool = True
    reward_alerts: bool = True
    admin_alerts: bool = True
    promotional_emails: bool = True
    enable_digest: bool = True
    digest_frequency: Literal["hourly", "daily", "weekly"] = "daily"
    category_channels: dict[Category, dict[Channel, bool | None] | None] | None = None
    email_muted_until: Annotated[str, AfterValidator(_instant)] | None = None
    updated_at: str | None = None


def _mailbox(address: str) -> str:
    """One address as SMTP takes it (RFC 5321): no quoted local part, no domain literal, the domain in ASCII (RFC 5891)."""
    # Imported here: only the users route needs it, and it reads its Unicode tables at import.
    from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

    # Whether a domain leads anywhere is the mail provider's to say; `.test` and `.local` are people's test systems.
    SPECIAL_USE_DOMAIN_NAMES.clear()
    try:
        parsed = validate_email(address, check_deliverability=False, allow_smtputf8=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise ValueError("must be one e-mail address") from error
    domain = parsed.ascii_domain
    if "." not in domain:
        raise ValueError("must be one e-mail address with a full domain name")
    return address if address.isascii() else f"{parsed.local_part}@{domain}"


def _possible_number(number: str) -> str:
    # Imported here: only the users route needs it, and it reads the world's numbering plans at import.
    from .domain import phone

    if not phone.is_possible(number):
        raise ValueError("must be a number that its country's numbering plan allows")
    return number


def _known_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("must be an IANA time zone") from error
    return name


class ContactContract(Contract):
    """The body of `PUT /api/users/{userId}`: any of the fields, null clears."""

    email: Annotated[str, StringConstraints(max_length=254), AfterValidator(_mailbox)] | None = None
    phone: (
        Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}\z"), AfterValidator(_possible_number)] | None
    ) = None
    username: Annotated[str, StringConstraints(min_length=1, max_length=128), AfterValidator(_one_line)] | None = None
    locale: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\z", max_length=35)] | None = (
        None
    )
    timezone: Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_known_timezone)] | None = (
        None
    )


class SubscriptionKeys(Contract):
    """`keys` of a PushSubscription."""

    model_config = ConfigDict(alias_generator=None)

    p256dh: str
    auth: str


class SubscriptionContract(Contract):
    """The body of `subscribe-push`: `PushSubscription.toJSON()` and `deviceInfo`. https://www.w3.org/TR/push-api/"""

    endpoint: Annotated[str, StringConstraints(min_length=1, max_length=2048)]
    keys: SubscriptionKeys
    expiration_time: Annotated[float, Field(ge=0, le=253_402_300_799_000)] | None = None
    device_info: Annotated[dict[str, Any] | str | None, AfterValidator(_small_device_info)] = None


class UnsubscriptionContract(Contract):
    """The body of `unsubscribe-push`."""

    endpoint: Annotated[str, StringConstraints(min_length=1, max_length=2048)]


class UnsubscribeContract(Contract):
    """The form of `POST /unsubscribe/{token}`: a mail provider's (RFC 8058), that of the page's buttons, or nothing."""

    list_unsubscribe: Literal["One-Click"] = Field("One-Click", alias="List-Unsubscribe")
    choice: Literal["category", "all", "month"] = "category"


def validated(model: type[ModelT], value: Any) -> ModelT:
    """The model of a JSON value. Raises InvalidInput that names every wrong field."""
    if not isinstance(value, dict):
        raise InvalidInput("the body must be a JSON object")
    try:
        return model.model_validate(value)
    except ValidationError as error:
        details = [FieldError(_path(item["loc"]), _sentence(item)) for item in error.errors(include_url=False)]
        listed = "; ".join(f"{detail.field}: {detail.message}" for detail in details[:3])
        raise InvalidInput(listed, details) from None


def check_user_id(text: str) -> str:
    """A user id that stands outside of a body. Raises InvalidInput that names `userId`."""
    try:
        return _USER_ID.validate_python(text)
    except ValidationError as error:
        raise InvalidInput.of("userId", _sentence(error.errors(include_url=False)[0])) from None


def _path(location: tuple[int | str, ...]) -> str:
    """The field's path, without what pydantic adds of its own: the name of a validator, or that a key is meant."""
    words = [str(part) for part in location]
    return ".".join(word for word in words if not word.startswith("function-") and word != "[key]")


def _sentence(error: Any) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    return {"extra_forbidden": "is not a known field", "missing": "is required"}.get(error["type"], message)
