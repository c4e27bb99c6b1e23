"""JSON with one meaning."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carillon import strict_json
from carillon.errors import InvalidJson

text = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**37), 10**37)
    | st.floats(allow_nan=False, allow_infinity=False)
    | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=20,
)


@given(values, st.booleans())
def test_what_is_json_is_read_as_json_reads_it(value, ascii_only):
    encoded = json.dumps(value, ensure_ascii=ascii_only)
    assert strict_json.loads(encoded) == value
    assert strict_json.loads(encoded.encode()) == value


@given(st.dictionaries(text, values, min_size=2, max_size=5))
def test_the_order_of_members_makes_no_difference_to_the_canonical_text(members):
    backwards = dict(reversed(members.items()))
    assert strict_json.canonical(members) == strict_json.canonical(backwards)


@pytest.mark.bad_input(34, 35, 36, 37, 47)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a": 1,}',
        b"{} {}",
        b'\xef\xbb\xbf{"a": 1}',
        b'{"a": 1, "a": 1}',
        b'{"x": {"a": 1, "a": 2}}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e400}',
        b'{"a": 123456789012345678901234567890123456789}',
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"a": "\xff"}',
        b"'a'",
        b"[" * 5_000 + b"]" * 5_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"9" * 5_000,
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_two_readers_could_read_differently_is_refused(body):
    with pytest.raises(InvalidJson):
        strict_json.loads(body)


def test_a_surrogate_pair_is_one_character():
    assert strict_json.loads('"\\ud83d\\ude00"') == "😀"


@given(st.integers(min_value=0, max_value=60))
def test_depth_counts_levels_itself_the_first(levels):
    value: Any = 1
    for level in range(levels):
        value = {"a": value} if level % 2 else [value]
    assert strict_json.depth(value) == levels


def test_size_is_that_of_compact_utf_8():
    assert strict_json.compact_size({"a": ["é", 1]}) == len('{"a":["é",1]}'.encode())
