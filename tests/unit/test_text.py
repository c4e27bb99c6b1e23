"""Cutting text never tears what a reader sees as one character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carillon.domain.text import boundaries, cut, utf16_length

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
CLUSTERS = st.sampled_from(
    ["a", "é", "e\u0301", "👍🏽", FAMILY, "🇩🇪", "🇫🇷", "한", "\u1112\u1161\u11ab", "❤\ufe0f", "க்", "\r\n", " "]
)


@pytest.mark.bad_input(49)
@pytest.mark.parametrize("cluster", [FAMILY, "e\u0301\u0323", "👍🏽", "🇩🇪", "\u1112\u1161\u11ab", "❤\ufe0f", "\r\n"])
def test_one_character_for_the_reader_has_no_boundary_inside(cluster: str) -> None:
    assert boundaries(cluster) == [0, len(cluster)]


def test_flags_part_in_pairs() -> None:
    assert boundaries("🇩🇪🇫🇷x") == [0, 2, 4, 5]


@given(st.lists(CLUSTERS, max_size=40), st.integers(0, 60))
def test_a_cut_keeps_whole_characters_and_fits(clusters: list[str], limit: int) -> None:
    text = "".join(clusters)

    kept = cut(text, lambda start: len(start) <= limit)

    assert len(kept) <= limit
    if len(text) <= limit:
        assert kept == text
    elif limit:
        start = kept.removesuffix("…")
        assert any(text[:place].rstrip() == start for place in boundaries(text))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.integers(0, 30))
def test_any_text_is_cut_to_size(text: str, limit: int) -> None:
    assert utf16_length(cut(text, lambda start: utf16_length(start) <= limit, "...")) <= max(limit, 0)


@pytest.mark.bad_input(49)
def test_a_thousand_accents_are_cut_all_the_same() -> None:
    zalgo = "a" + "\u0301" * 1000

    kept = cut(zalgo, lambda start: len(start) <= 100)

    assert 60 < len(kept) <= 100


def test_nothing_is_lost_when_it_fits() -> None:
    assert cut("abc", lambda start: len(start) <= 3) == "abc"
    assert cut("abcd", lambda start: len(start) <= 3) == "ab…"
    assert cut("abcd", lambda start: not start) == ""


def test_an_emoji_counts_twice_on_a_phone() -> None:
    assert utf16_length("a👍") == 3
