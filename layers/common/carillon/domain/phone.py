"""Telephone numbers as the numbering plans of the world have them, by Google's libphonenumber.

Imported only where a number is judged: it costs some 50 ms.
"""

from __future__ import annotations

import phonenumbers


def is_possible(number: str) -> bool:
    """Whether an E.164 number has a country and a length that exists there.

    Not whether its block is assigned: plans grow faster than functions are deployed, and who is refused here can never
    be texted; a number that nobody has is refused by the provider.
    https://github.com/google/libphonenumber/blob/master/FAQ.md#when-should-i-use-isvalidnumber
    """
    parsed = _parsed(number)
    return parsed is not None and phonenumbers.is_possible_number(parsed)


def country(number: str) -> str | None:
    """The ISO 3166 code of the country a number belongs to; None for a number of no country that is known."""
    parsed = _parsed(number)
    return None if parsed is None else phonenumbers.region_code_for_number(parsed)


def _parsed(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
