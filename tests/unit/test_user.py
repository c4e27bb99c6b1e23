"""A person's choices, and how a change of some of them is told from a change of all."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from carillon.domain.notification import CATEGORIES, CHANNELS
from carillon.domain.user import CATEGORY_SWITCHES, CHANNEL_SWITCHES, category_channel_changes, choice_name

channels = st.dictionaries(st.sampled_from(CHANNELS), st.none() | st.booleans())
changes = st.none() | st.dictionaries(st.sampled_from(CATEGORIES), st.none() | channels)


def _merged(before: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """JSON Merge Patch (RFC 7396, section 2)."""
    merged = dict(before)
    for name, value in change.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = _merged(before.get(name, {}), value) if isinstance(value, dict) else value
    return merged


@given(st.lists(changes, max_size=4))
def test_choices_kept_one_by_one_are_a_merge_patch_of_the_whole(made: list[Any]) -> None:
    kept: dict[str, bool] = {}
    whole: dict[str, Any] = {}
    for change in made:
        for name, value in category_channel_changes(change).items():
            kept.pop(name, None)
            kept |= {} if value is None else {name: value}
        whole = {} if change is None else _merged(whole, change)

    assert kept == {
        choice_name(category, channel): value for category, chosen in whole.items() for channel, value in chosen.items()
    }


def test_every_category_and_channel_has_its_switch() -> None:
    assert set(CATEGORY_SWITCHES) == set(CATEGORIES)
    assert set(CHANNEL_SWITCHES) == set(CHANNELS)
