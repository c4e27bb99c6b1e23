"""Numbers that somebody may have, and the country they are in."""

from __future__ import annotations

import pytest

from carillon.contracts import ContactContract, validated
from carillon.domain import phone
from carillon.errors import InvalidInput

TWILIOS_MAGIC_NUMBERS = [f"+1500555000{last}" for last in range(10)]


@pytest.mark.parametrize(
    "number", [*TWILIOS_MAGIC_NUMBERS, "+12025550101", "+14254147755", "+447700900123", "+41791234567"]
)
def test_numbers_that_plans_allow_are_taken(number: str) -> None:
    assert validated(ContactContract, {"phone": number}).phone == number


@pytest.mark.parametrize("number", ["+1500555", "+1234567890", "+99912345678", "+4912", "+120255501011"])
def test_numbers_that_nobody_can_have_are_refused_by_the_name_of_the_field(number: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        validated(ContactContract, {"phone": number})

    assert [detail.field for detail in refused.value.details] == ["phone"]
    assert number not in str(refused.value)


@pytest.mark.parametrize(
    ("number", "country"),
    [("+15005550006", "US"), ("+16135550123", "CA"), ("+4915112345678", "DE"), ("+15551234567", None), ("+999", None)],
)
def test_a_number_has_the_country_of_its_area_not_of_its_code(number: str, country: str | None) -> None:
    assert phone.country(number) == country
