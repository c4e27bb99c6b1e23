"""A channel, a choice or an address stands in every place that needs it: what a new one lacks is named here."""

from dataclasses import fields
from itertools import product
from typing import Any, get_args

import pytest

from carillon import config, contracts
from carillon.domain import delivery, retry
from carillon.domain.notification import CATEGORIES, CHANNELS, PRIORITIES, TYPES
from carillon.domain.user import (
    CHANNEL_ADDRESSES,
    CHANNEL_SWITCHES,
    DIGEST_FREQUENCIES,
    Contact,
    Preferences,
    choice_name,
)
from carillon.domain.views import SENT_CHANNELS, camel
from carillon.storage.tables import UserRow
from local import redrive
from local.settings import ROOT
from local.sink import outbox

WEB = ROOT / "web"


def names(kind: Any) -> set[str]:
    return {field.name for field in fields(kind)}


def page(name: str) -> str:
    return (WEB / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("model", "field", "words"),
    [
        (contracts.NotificationContract, "type", TYPES),
        (contracts.NotificationContract, "category", CATEGORIES),
        (contracts.NotificationContract, "priority", PRIORITIES),
        (contracts.PreferencesContract, "digest_frequency", DIGEST_FREQUENCIES),
    ],
)
def test_the_doors_take_the_words_of_the_domain(model: type[contracts.Contract], field: str, words: tuple[str, ...]):
    assert set(get_args(model.model_fields[field].annotation)) == set(words)


@pytest.mark.parametrize(
    ("kind", "model"), [(Preferences, contracts.PreferencesContract), (Contact, contracts.ContactContract)]
)
def test_what_is_known_of_a_person_can_be_set_and_is_stored(kind: type, model: type[contracts.Contract]):
    assert set(model.model_fields) - {"updated_at"} == names(kind)
    stored = {camel(name) for name in names(kind) - {"category_channels"}}
    assert stored <= set(UserRow.get_attributes())


def test_every_category_can_be_chosen_and_is_stored_for_every_channel():
    assert (set(get_args(contracts.Category)), set(get_args(contracts.Channel))) == (set(CATEGORIES), set(CHANNELS))
    assert {choice_name(*pair) for pair in product(CATEGORIES, CHANNELS)} <= set(UserRow.get_attributes())


def test_every_channel_can_be_switched_off():
    assert set(CHANNEL_SWITCHES) == set(CHANNELS)
    assert set(CHANNEL_SWITCHES.values()) <= names(Preferences)


def test_an_address_is_of_a_channel_and_in_the_contact():
    assert set(CHANNEL_ADDRESSES) <= set(CHANNELS)
    assert set(CHANNEL_ADDRESSES.values()) <= names(Contact)


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_has_a_queue_and_a_sender_that_takes_from_it(channel: str):
    word = channel.replace("-", "_")
    variable = f"{word}_queue_url".upper()
    accept = config.AcceptSettings(**{name.lower(): name for name in config.variables(config.AcceptSettings)})
    assert accept.channel_queues[channel] == variable
    assert variable in config.variables(config.SETTINGS[f"send_{word}"])
    assert (ROOT / "events" / f"send_{word}" / "notification.json").is_file()


@pytest.mark.parametrize("priority", PRIORITIES)
def test_every_channel_has_an_age_and_every_provider_a_rule_for_an_unknown_outcome(priority: str):
    """Without a rule a broken send is repeated, which is right for in-app alone."""
    assert all(retry.longest_age_seconds(channel, priority) > 0 for channel in CHANNELS)
    assert set(delivery.UNKNOWN_RULES) == set(SENT_CHANNELS)


def test_the_sink_and_the_operators_command_know_every_channel():
    assert get_args(outbox.Channel) == SENT_CHANNELS
    assert set(CHANNELS) <= set(redrive.QUEUES)


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_page_knows_every_channel(channel: str):
    assert f'<option value="{channel}">' in page("demo/index.html")
    assert f'id="icon-{channel}"' in page("demo/index.html")
    assert f'["{channel}", "' in page("demo/lanes.js")
    assert f'"{camel(CHANNEL_SWITCHES[channel])}"' in page("elements/preferences/channels.js")
    assert channel not in SENT_CHANNELS or f'["{channel}", ' in page("demo/outbox.js")
