"""The subscriptions table: one owner per endpoint, a bounded number of devices."""

from __future__ import annotations

import dataclasses
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from carillon import clients
from carillon.domain import clock
from carillon.storage.erasable import ErasableSubscriptions
from carillon.storage.subscriptions import MAX_ACTIVE, Subscription, Subscriptions, active
from carillon.storage.tables import SubscriptionRow
from tests.integration.faults import before, conflict, lagging
from tests.integration.http import ADA, BASE
from tests.integration.keys import VAPID
from tests.integration.provider import PROVIDER
from tests.integration.senders import users
from tests.integration.ticks import next_millisecond

ENDPOINT = "https://a.push.services.example/1"


@pytest.fixture
def subscriptions() -> Subscriptions:
    return Subscriptions(os.environ["SUBSCRIPTIONS_TABLE"], os.environ["PREFERENCES_TABLE"])


def device(user_id: str, endpoint: str = ENDPOINT, **fields: object) -> Subscription:
    return Subscription(user_id, endpoint, "key", "secret", **fields)  # type: ignore[arg-type]


def test_what_its_owner_sees_has_no_keys(subscriptions: Subscriptions) -> None:
    view = subscriptions.register(device("alice", device_info={"name": "phone"})).view()

    assert view == {
        "id": view["id"],
        "endpoint": ENDPOINT,
        "deviceInfo": {"name": "phone"},
        "isActive": True,
        "createdAt": view["createdAt"],
    }
    assert "secret" not in repr(device("alice"))


def test_registering_again_renews_and_keeps_its_creation(subscriptions: Subscriptions) -> None:
    first = subscriptions.register(device("alice", device_info="old", expires_at=int(time.time()) + 60))
    subscriptions.unregister("alice", ENDPOINT)
    second = subscriptions.register(device("alice"))

    assert (second.id, second.created_at, second.is_active) == (first.id, first.created_at, True)
    assert (second.device_info, second.expires_at) == (None, None)
    assert active(users().get("alice")) == [second]


def test_the_key_it_was_made_with_is_kept_for_as_long_as_the_endpoint_lives(subscriptions: Subscriptions) -> None:
    """A page may register what it has at every visit, also after the key was rotated."""
    subscriptions.register(device("alice", vapid_key="first"))
    assert subscriptions.register(device("alice", vapid_key="second")).vapid_key == "first"
    assert subscriptions.register(device("bob", vapid_key="second")).vapid_key == "first"

    subscriptions.remember_key(device("alice"), "third")
    assert active(users().get("bob"))[0].vapid_key == "first", "the endpoint is not hers any more"
    subscriptions.remember_key(device("bob"), "third")
    assert active(users().get("bob"))[0].vapid_key == "third"


def test_of_devices_registered_at_once_no_more_than_the_cap_are_sent_to(subscriptions: Subscriptions) -> None:
    endpoints = [f"{ENDPOINT}/{number}" for number in range(MAX_ACTIVE + 10)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda endpoint: subscriptions.register(device("alice", endpoint)), endpoints))
    assert len(active(users().get("alice"))) == MAX_ACTIVE

    subscriptions.register(device("alice", f"{ENDPOINT}/next"))
    assert sum(row.isActive for row in SubscriptionRow.scan()) == MAX_ACTIVE


@pytest.mark.bad_input(27, 28)
@pytest.mark.seed_defect(14)
def test_an_endpoint_belongs_to_whoever_registered_it_last(subscriptions: Subscriptions) -> None:
    subscriptions.register(device("alice"))
    subscriptions.register(device("bob"))

    assert active(users().get("alice")) == []
    assert [each.user_id for each in active(users().get("bob"))] == ["bob"]
    assert not subscriptions.unregister("alice", ENDPOINT)
    assert len(active(users().get("bob"))) == 1


@pytest.mark.bad_input(27)
def test_an_endpoint_that_two_register_at_once_is_one_persons_in_the_end(subscriptions: Subscriptions) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: subscriptions.register(device(("alice", "bob")[number % 2])), range(20)))

    [row] = SubscriptionRow.scan()
    owners = [name for name in ("alice", "bob") if active(users().get(name))]
    assert owners == [row.userId]


@pytest.mark.bad_input(88)
def test_what_is_registered_after_an_erasure_outlives_it(subscriptions: Subscriptions) -> None:
    """Also before the erasure has come to its row: the same endpoint, by the same person or by another."""
    mine, theirs = f"{ENDPOINT}/mine", f"{ENDPOINT}/theirs"
    for endpoint in (ENDPOINT, mine, theirs):
        subscriptions.register(device("alice", endpoint))
    next_millisecond()
    at = clock.now()
    users().erase("alice", at)
    next_millisecond()
    assert not subscriptions.unregister("alice", mine)
    with lagging(os.environ["SUBSCRIPTIONS_TABLE"], "user"):
        back = subscriptions.register(device("alice", mine))
        subscriptions.register(device("bob", theirs))
        erasable = ErasableSubscriptions(os.environ["SUBSCRIPTIONS_TABLE"])
        assert (erasable.erase_page("alice", at), erasable.erase_page("alice", at)) == (1, 0)

    assert active(users().get("alice")) == [back]
    assert [each.endpoint for each in active(users().get("bob"))] == [theirs]
    assert {row.endpoint for row in SubscriptionRow.scan()} == {mine, theirs}


def test_a_registration_that_meets_another_transaction_is_made_again(
    subscriptions: Subscriptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carillon.storage.transactions.time.sleep", lambda _seconds: None)
    answers = [conflict(2)]
    with before(clients.dynamodb(), "TransactWriteItems", lambda **_: answers.pop() if answers else None):
        subscriptions.register(device("alice"))

    assert [each.endpoint for each in active(users().get("alice"))] == [ENDPOINT]
    assert answers == []


def test_a_registration_that_others_are_always_before_is_asked_for_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("carillon.storage.transactions.time.sleep", lambda _seconds: None)
    body = {"endpoint": f"{PROVIDER.url}/phone", "keys": {"p256dh": VAPID["publicKey"], "auth": "A" * 22}}
    with before(clients.dynamodb(), "TransactWriteItems", lambda **_: conflict(2)):
        answer = ADA.ask(f"POST {BASE}/subscribe-push", body=body)

    assert (answer.status, answer.json["code"]) == (503, "unavailable")


def test_unregistering_works_twice_and_only_for_its_owner(subscriptions: Subscriptions) -> None:
    subscriptions.register(device("alice"))

    assert subscriptions.unregister("alice", ENDPOINT)
    assert subscriptions.unregister("alice", ENDPOINT)
    assert not subscriptions.unregister("bob", ENDPOINT)
    assert not subscriptions.unregister("alice", "https://a.push.services.example/unknown")
    assert active(users().get("alice")) == []


def test_one_renewed_with_other_keys_is_not_switched_off_for_the_old_ones(subscriptions: Subscriptions) -> None:
    old = subscriptions.register(device("alice"))
    subscriptions.register(dataclasses.replace(old, p256dh="renewed"))

    subscriptions.deactivate(old)
    assert [each.p256dh for each in active(users().get("alice"))] == ["renewed"]

    subscriptions.deactivate(dataclasses.replace(old, p256dh="renewed"))
    assert active(users().get("alice")) == []


def test_an_expired_subscription_is_not_used(subscriptions: Subscriptions) -> None:
    subscriptions.register(device("alice", expires_at=int(time.time()) - 1))

    assert active(users().get("alice")) == []


@pytest.mark.bad_input(69)
def test_beyond_the_cap_the_oldest_goes_out(subscriptions: Subscriptions) -> None:
    endpoints = [f"{ENDPOINT}/{number}" for number in range(MAX_ACTIVE + 2)]
    for endpoint in endpoints:
        subscriptions.register(device("alice", endpoint))
        next_millisecond()

    assert [each.endpoint for each in active(users().get("alice"))] == endpoints[:1:-1]

    subscriptions.register(device("alice", endpoints[0]))
    assert [each.endpoint for each in active(users().get("alice"))] == [endpoints[0], *endpoints[:2:-1]]
