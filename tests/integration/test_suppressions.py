"""The suppression list: who gets on it, who gets off it, and what an administrator sees of it."""

import os
from urllib.parse import quote

import pytest

from carillon.domain import cursors
from carillon.domain.receipt import STOPPED
from carillon.storage.suppressions import Suppressions
from tests.integration.http import ADA, ADMIN, BASE, notify
from tests.integration.senders import users

LIST = "GET /api/suppressions"


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
    suppressions.add("sms", number, STOPPED)
    assert suppressions.lift(number)
    assert not suppressions.lift(number)

    suppressions.add("sms", number, "complained")
    suppressions.add("sms", number, STOPPED)
    assert not suppressions.lift(number)
    assert _reason(number) == "complained"


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
