"""Cutting text where a reader sees a boundary, so that no emoji, accent or Hangul syllable is ever torn.

The boundaries are those of extended grapheme clusters (Unicode Standard Annex #29, section 3.1.1), from what the
standard library knows of a character: its category. The rules for rare prepended marks and Indic conjuncts are left out.
https://www.unicode.org/reports/tr29/#Grapheme_Cluster_Boundary_Rules
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable

_LONGEST_CLUSTER = 32
"""A letter under more accents than any language has is cut all the same: Unicode Standard Annex #15, section 13."""

_ZERO_WIDTH_JOINER = "\u200d"
_REGIONAL_INDICATORS = ("\U0001f1e6", "\U0001f1ff")
_EMOJI_MODIFIERS = ("\U0001f3fb", "\U0001f3ff")
_TAGS = ("\U000e0020", "\U000e007f")
_HANGUL = ("\u1100", "\ud7ff")
_LEADING_JAMO_END = "\u115f"


def boundaries(text: str) -> list[int]:
    """Where `text` may be cut, as ascending indices; 0 and its length are always among them."""
    indicators = 0
    found = [0]
    for index in range(1, len(text)):
        before, after = text[index - 1], text[index]
        indicators = indicators + 1 if _within(before, _REGIONAL_INDICATORS) else 0
        if not _extends(before, after, is_odd=indicators % 2 == 1) or index - found[-1] >= _LONGEST_CLUSTER:
            found.append(index)
    return [*found, len(text)] if text else found


def cut(text: str, fits: Callable[[str], bool], mark: str = "…") -> str:
    """The longest start of `text` that `fits`, with `mark` behind it when something was lost; "" when nothing fits.

    `fits` must hold for every start of a text it holds for.
    """
    if fits(text):
        return text
    places = boundaries(text)
    # The places that fit come first, so bisection finds the last of them.
    fitting = bisect_right(places, 0, key=lambda place: not fits(text[:place] + mark))
    return text[: places[fitting - 1]].rstrip() + mark if fitting else ""


def utf16_length(text: str) -> int:
    """UTF-16 code units: what a UCS-2 text message counts, an emoji as two."""
    return len(text.encode("utf-16-le")) // 2


def _extends(before: str, after: str, *, is_odd: bool) -> bool:
    """Whether `after` belongs to the cluster of `before`; `is_odd`: an odd run of regional indicators ends at `before`."""
    if after < "\u0300":
        return before == "\r" and after == "\n"
    return (
        _ZERO_WIDTH_JOINER in (before, after)
        or unicodedata.category(after).startswith("M")
        or _within(after, _EMOJI_MODIFIERS)
        or _within(after, _TAGS)
        or (is_odd and _within(after, _REGIONAL_INDICATORS))
        or _joins_hangul(before, after)
    )


def _joins_hangul(before: str, after: str) -> bool:
    """Conjoining jamo: a vowel or trailing consonant joins what stands before it, a leading one only another leading."""
    if not (_within(before, _HANGUL) and "\u1100" <= after <= "\u11ff"):
        return False
    return after > _LEADING_JAMO_END or before <= _LEADING_JAMO_END


def _within(character: str, bounds: tuple[str, str]) -> bool:
    return bounds[0] <= character <= bounds[1]
