"""The suppression list through the administrators' door: who is on it, and how somebody gets off it again."""

from urllib.parse import quote

import pytest

from .doors import Doors
from .eventually import eventually
from .person import Admin, Person

STOPPED = "+15005550004"
"""Twilio's number of somebody who said STOP."""


def path(address: str) -> str:
    return f"/suppressions/{quote(address, safe='')}"


def listed(admin: Admin) -> list[str]:
    """Every address of the list, two at a time."""
    page = admin.call("GET", "/suppressions?limit=2").json()
    found = [item["address"] for item in page["suppressions"]]
    while page["hasMore"]:
        page = admin.call("GET", "/suppressions", params={"limit": 2, "cursor": page["nextCursor"]}).json()
        found += [item["address"] for item in page["suppressions"]]
    return found


@pytest.mark.bad_input(58, 62)
def test_who_said_stop_is_on_the_list_and_gets_nothing_until_taken_off(admin: Admin, someone: Person):
    admin.give(someone, phone=STOPPED)
    first = admin.create(someone, type="sms", mandatory=True)["id"]
    assert someone.settled(first, "sms")["reason"] in ("21610", "suppressed")

    shown = admin.call("GET", path(STOPPED)).json()
    assert shown == {"address": STOPPED, "channel": "sms", "reason": "21610", "createdAt": shown["createdAt"]}
    addresses = eventually(lambda: listed(admin), lambda found: STOPPED in found)
    assert addresses == sorted(set(addresses))
    second = admin.create(someone, type="sms", mandatory=True)["id"]
    assert someone.settled(second, "sms")["reason"] == "suppressed"

    assert admin.call("DELETE", path(STOPPED)).json() == {"success": True}
    assert [admin.call(method, path(STOPPED)).status_code for method in ("GET", "DELETE")] == [404, 404]
    assert STOPPED not in eventually(lambda: listed(admin), lambda found: STOPPED not in found)
    third = admin.create(someone, type="sms", mandatory=True)["id"]
    assert someone.settled(third, "sms")["reason"] == "21610", "Twilio itself refuses it again, so it was asked"


def test_a_plus_sign_stays_one_however_the_path_has_it(admin: Admin):
    """Only in a form is it a space (URL Standard, application/x-www-form-urlencoded)."""
    for written in (path("+15005559999"), "/suppressions/+15005559999", "/suppressions/nobody+tag@example.com"):
        assert admin.call("GET", written).status_code == 404


@pytest.mark.bad_input(26)
def test_a_page_that_cannot_be_is_400(admin: Admin, doors: Doors):
    for query in ("limit=0", "limit=101", "cursor=x", "cursor=", "page=1"):
        assert admin.call("GET", f"/suppressions?{query}").status_code == 400
