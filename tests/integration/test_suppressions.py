"""The suppression list: who gets on it, who gets off it, and what an administrator sees of it."""

import os
import time
from itertools import permutations
from urllib.parse import quote

import pytest

from carillon.domain import cursors
from carillon.domain.suppression import STOPPED
from carillon.storage.suppressions import Suppressions
from carillon.storage.tables import SuppressionRow
from tests.integration.faults import Call, Cut, Watch, lagging
from tests.integration.http import ADA, ADMIN, BASE, notify
from tests.integration.senders import users

LIST = "GET /api/suppressions"
NUMBER = "+15005550006"
AT = [f"2026-01-31T12:0{minute}:00.000Z" for minute in range(5)]


@pytest.fixture
def suppressions():
    return Suppressions(os.environ["SUPPRESSIONS_TABLE"])


def _one(method, address, who=ADMIN):
    return who.ask(f"{method} /api/suppressions/{{address}}", path={"address": address})


def _reason(address):
    answer = _one("GET", address)
    return answer.json["reason"] if answer.status == 200 else None


def _skipped(kind):
    made = notify(ADA, type=kind, mandatory=True)
    log = ADA.ask(f"GET {BASE}/{{id}}/deliveries", path={"id": made["id"]}).json["deliveries"]
    return [line["reason"] for line in log if line["status"] == "skipped"]


@pytest.mark.bad_input(58, 62)
def test_an_address_is_shown_and_taken_off_however_it_is_written(suppressions):
    users().change_contact("ada", {"email": "Ada@Example.com", "phone": "+15005550006"})
    suppressions.add("email", "ADA@example.com", "bounced")
    suppressions.add("sms", "+15005550006", STOPPED)

    shown = _one("GET", "aDa@example.COM").json
    assert shown == {
        "address": "ada@example.com",
        "channel": "email",
        "reason": "bounced",
        "createdAt": shown["createdAt"],
    }
    assert _one("GET", "+15005550006").json["channel"] == "sms"
    assert _skipped("email") == _skipped("sms") == ["suppressed"]

    assert _one("DELETE", "ADA@EXAMPLE.COM").json == _one("DELETE", "+15005550006").json == {"success": True}
    assert _skipped("email") == _skipped("sms") == []
    assert [_one(method, "ada@example.com").status for method in ("GET", "DELETE")] == [404, 404]


@pytest.mark.bad_input(22)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_the_list_is_for_administrators(suppressions, method):
    suppressions.add("email", "ada@example.com", "bounced")

    assert ADA.ask(LIST).status == _one(method, "ada@example.com", ADA).status == 403
    assert _reason("ada@example.com") == "bounced"


@pytest.mark.parametrize(
    "address", ["nobody@example.com", "", "a" * 3_000, "a\x00b", "\ud800", quote("ada@example.com")]
)
def test_what_is_not_on_the_list_is_404(suppressions, address):
    suppressions.add("email", "ada@example.com", "bounced")

    assert [_one(method, address).status for method in ("GET", "DELETE")] == [404, 404]


def test_start_lifts_what_stop_made_and_nothing_else(suppressions):
    number = "+15005550006"
    suppressions.add("sms", number, STOPPED, AT[0])
    assert suppressions.lift(number, AT[1])
    assert not suppressions.lift(number, AT[1])

    suppressions.add("sms", number, "complained")
    suppressions.add("sms", number, STOPPED)
    assert not suppressions.lift(number)
    assert _reason(number) == "complained"


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_stops_and_starts_end_as_the_last_one_said_however_late_and_often_they_come(suppressions, order):
    def say(word):
        if word % 2:
            suppressions.lift(NUMBER, AT[word])
        else:
            suppressions.add("sms", NUMBER, STOPPED, AT[word])

    for word in [*order, *order]:
        say(word)
    assert suppressions.among([NUMBER]) == set()
    suppressions.add("sms", NUMBER, STOPPED, AT[4])
    for word in order:
        say(word)
    assert suppressions.among([NUMBER]) == {NUMBER}


@pytest.mark.parametrize("is_stop_first", [True, False])
def test_of_a_stop_and_a_start_at_the_same_moment_the_stop_holds(suppressions, is_stop_first):
    for is_stop in (is_stop_first, not is_stop_first):
        if is_stop:
            suppressions.add("sms", NUMBER, STOPPED, AT[0])
        else:
            suppressions.lift(NUMBER, AT[0])
    assert suppressions.among([NUMBER]) == {NUMBER}


def test_a_call_that_twilio_repeats_after_the_next_word_changes_nothing(suppressions):
    suppressions.add("sms", NUMBER, STOPPED, AT[0], "SM1")
    suppressions.lift(NUMBER, AT[1], "SM2")
    assert not suppressions.add("sms", NUMBER, STOPPED, AT[2], "SM1")
    assert suppressions.among([NUMBER]) == set()

    assert suppressions.add("sms", NUMBER, STOPPED, AT[3], "SM3")
    assert not suppressions.lift(NUMBER, AT[4], "SM2")
    assert suppressions.among([NUMBER]) == {NUMBER}


def test_what_was_lifted_is_not_shown_and_remembered_for_longer_than_a_word_may_be_late(suppressions):
    suppressions.add("sms", NUMBER, STOPPED, AT[0])
    suppressions.add("email", "ada@example.com", "bounced", AT[0])
    assert suppressions.remove("ada@example.com")
    assert suppressions.lift(NUMBER, AT[1])

    assert not suppressions.add("email", "ada@example.com", "complained", AT[1])
    assert ADMIN.ask(LIST).json["suppressions"] == []
    for address in (NUMBER, "ada@example.com"):
        assert [_one(method, address).status for method in ("GET", "DELETE")] == [404, 404]
    assert all(51 * 86_400 < row.expiresAt - time.time() < 61 * 86_400 for row in SuppressionRow.scan())

    assert suppressions.add("email", "ada@example.com", "complained")
    assert _reason("ada@example.com") == "complained"
    assert SuppressionRow.get("ada@example.com").expiresAt is None


def test_who_takes_an_address_off_is_told_so_though_the_first_answer_was_lost(suppressions):
    suppressions.add("email", "ada@example.com", "bounced")
    table = os.environ["SUPPRESSIONS_TABLE"]

    with Watch(Call("UpdateItem", table, 1), Cut()).on() as watch:
        assert _one("DELETE", "ada@example.com").status == 200
    assert [call.operation for call in watch.calls if call.target == table] == ["UpdateItem", "GetItem"]
    assert _one("DELETE", "ada@example.com").status == 404


def test_what_is_said_to_happen_tomorrow_can_be_lifted_today(suppressions):
    suppressions.add("email", "ada@example.com", "bounced", "2999-01-01T00:00:00.000Z")

    assert suppressions.remove("ada@example.com")
    assert suppressions.among(["ada@example.com"]) == set()


def test_a_reason_that_lasts_outweighs_a_stop_and_the_first_of_those_stays(suppressions):
    for reason in (STOPPED, "bounced", "complained"):
        suppressions.add("email", "ada@example.com", reason)

    assert _reason("ada@example.com") == "bounced"


def test_a_suppressed_address_is_so_for_everybody_however_each_wrote_it(suppressions):
    suppressions.add("email", "ada@example.com", "bounced")

    written = {"ada@example.com", "ADA@example.com", "bob@example.com"}
    assert suppressions.among(written) == {"ada@example.com", "ADA@example.com"}


def test_pages_give_every_address_once_in_order(suppressions):
    addresses = [f"+1500555{number:04d}" for number in range(4)] + [f"user{number}@example.com" for number in range(5)]
    for address in reversed(addresses):
        suppressions.add("email" if "@" in address else "sms", address, STOPPED)

    page = ADMIN.ask(LIST, query={"limit": "2"}).json
    seen = [item["address"] for item in page["suppressions"]]
    while page["hasMore"]:
        page = ADMIN.ask(LIST, query={"limit": "2", "cursor": page["nextCursor"]}).json
        assert 0 < len(page["suppressions"]) <= 2
        seen += [item["address"] for item in page["suppressions"]]
    assert page["nextCursor"] is None
    assert seen == sorted(addresses)
    assert [item["address"] for item in ADMIN.ask(LIST).json["suppressions"]] == seen


def test_an_index_that_is_behind_is_what_the_list_shows_and_nothing_is_decided_by_it(suppressions):
    users().change_contact("ada", {"email": "ada@example.com"})
    with lagging(os.environ["SUPPRESSIONS_TABLE"], "channel"):
        suppressions.add("email", "ada@example.com", "bounced")
        assert ADMIN.ask(LIST).json["suppressions"] == []
        assert _reason("ada@example.com") == "bounced"
        assert "suppressed" in _skipped("email")
    with lagging(os.environ["SUPPRESSIONS_TABLE"], "channel"):
        assert _one("DELETE", "ada@example.com").status == 200
        assert [each["address"] for each in ADMIN.ask(LIST).json["suppressions"]] == ["ada@example.com"]
        assert _one("DELETE", "ada@example.com").status == 404
        assert _skipped("email") == []
    assert ADMIN.ask(LIST).json["suppressions"] == []


@pytest.mark.bad_input(26)
@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "x"},
        {"page": "1"},
        {"cursor": ""},
        {"cursor": "x"},
        {"cursor": cursors.encode("somebody's inbox", "a", "")},
    ],
    ids=str,
)
def test_a_page_that_cannot_be_is_refused_and_the_parameter_named(query):
    answer = ADMIN.ask(LIST, query=query)

    assert answer.status == 400
    assert [detail["field"] for detail in answer.json["details"]] == list(query)
