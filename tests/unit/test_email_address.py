"""Addresses as SES takes them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carillon.domain import email_address


@pytest.mark.bad_input(57)
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("alice@example.com", "alice@example.com"),
        ("a.b+c@Example.COM", "a.b+c@example.com"),
        ("a@b\u00fccher.example", "a@xn--bcher-kva.example"),
        ("a@stra\u00dfe.example", "a@xn--strae-oqa.example"),
        ("a@\u4f8b\u3048.\u30c6\u30b9\u30c8", "a@xn--r8jz45g.xn--zckzah"),
        ("a@example", None),
        ("a@b@example.com", None),
        ("a@example.com,b@example.com", None),
        ("a@example.com\nBcc: b@example.com", None),
        ("a b@example.com", None),
        ("<a@example.com>", None),
        ('"a"@example.com', None),
        ("\u00e4@example.com", None),
        ("a@[127.0.0.1]", None),
        ("a@127.0.0.1", None),
        ("a@exa mple.com", None),
        ("a@.example.com", None),
        ("@example.com", None),
        ("", None),
        ("a" * 65 + "@example.com", None),
    ],
)
def test_an_address_is_one_that_ses_delivers_to_or_none(address: str, expected: str | None) -> None:
    assert email_address.deliverable(address) == expected


@given(st.text(max_size=60))
def test_a_deliverable_address_is_a_single_ascii_word(address: str) -> None:
    found = email_address.deliverable(address)

    assert found is None or re.fullmatch(r"[!-~]+@[a-z0-9.-]+", found)
