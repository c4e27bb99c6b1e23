"""The HTTP API: making, showing, marking and deleting one notification."""

import json
from datetime import timedelta

import pytest

from carillon import clients
from carillon.domain.frames import MAX_FRAME_BYTES
from tests.integration.faults import before
from tests.integration.http import ADA, ADMIN, BASE, BOB, notify, request_for
from tests.integration.queued import bodies
from tests.integration.ticks import next_millisecond

UNKNOWN = "01JDXYZ0000000000000000000"


@pytest.mark.seed_defect(25)
def test_an_administrator_makes_a_notification_and_every_channel_is_queued():
    answer = ADMIN.post(request_for(ADA))

    assert answer.status == 201
    assert answer.json["userId"] == "ada"
    assert answer.json["isRead"] is False
    assert answer.json["updatedAt"] == answer.json["createdAt"]
    assert [message["id"] for message in bodies("in-app")] == [answer.json["id"]]
    assert [message["id"] for message in bodies("push")] == [answer.json["id"]]
    assert bodies("email") == bodies("sms") == []  # ada has no address


@pytest.mark.bad_input(24)
def test_its_owner_sees_it_and_nobody_else():
    made = notify(ADA)

    assert ADA.one(made["id"]).json == made
    others, unknown = BOB.one(made["id"]), BOB.one(UNKNOWN)
    assert others.status == unknown.status == 404
    assert others.json == unknown.json


@pytest.mark.bad_input(24, 86)
@pytest.mark.seed_defect(3)
@pytest.mark.parametrize("route", ["PATCH /read", "PATCH /unread", "DELETE "])
@pytest.mark.parametrize("identifier", ["theirs", UNKNOWN, "../x", "%2e%2e", "x" * 2_000, "٠" * 26])
def test_what_is_not_ones_own_cannot_be_changed(route, identifier):
    made = notify(ADA)
    method, suffix = route.split(" ")

    answer = BOB.one(made["id"] if identifier == "theirs" else identifier, method, suffix)

    assert answer.status == 404
    assert answer.json["code"] == "not_found"
    assert ADA.one(made["id"]).json == made


@pytest.mark.bad_input(87)
@pytest.mark.seed_defect(4)
def test_a_second_read_keeps_the_first_time_and_unread_makes_it_new():
    made = notify(ADA)

    first = ADA.one(made["id"], "PATCH", "/read")
    second = ADA.one(made["id"], "PATCH", "/read")
    assert first.json["isRead"] is True
    assert second.json["readAt"] == first.json["readAt"]
    assert ADA.get("/unread-count").json == {"count": 0}
    again = ADA.one(made["id"], "PATCH", "/unread")
    assert (again.json["isRead"], again.json["readAt"]) == (False, None)
    assert ADA.get("/unread-count").json == {"count": 1}


@pytest.mark.seed_defect(24)
def test_one_that_is_not_in_the_inbox_can_be_read_but_changes_no_count():
    made = notify(ADA, type="push")
    notify(ADA)

    assert ADA.one(made["id"]).status == 200
    assert ADA.one(made["id"], "PATCH", "/read").json["isRead"] is True
    assert ADA.one(made["id"], "PATCH", "/unread").json["isRead"] is False
    assert ADA.get("/unread-count").json == {"count": 1}
    assert ADA.get().json["total"] == 1


@pytest.mark.seed_defect(34)
def test_every_device_is_told_what_one_of_them_did():
    made = notify(ADA)
    bodies("in-app")

    ADA.one(made["id"], "PATCH", "/read")
    ADA.one(made["id"], "PATCH", "/read")  # changes nothing, tells nothing
    ADA.one(made["id"], "PATCH", "/unread")
    ADA.ask(f"PATCH {BASE}/read-all")
    ADA.one(made["id"], "DELETE")

    told = [(message["event"], message["data"]) for message in bodies("in-app")]
    assert told == [
        ("read", {"ids": [made["id"]]}),
        ("unread", {"ids": [made["id"]]}),
        ("read", {"all": True}),
        ("deleted", {"id": made["id"]}),
    ]


@pytest.mark.bad_input(87)
@pytest.mark.seed_defect(3)
def test_a_deleted_one_is_gone_and_cannot_be_deleted_again():
    made = notify(ADA)

    assert ADA.one(made["id"], "DELETE").json == {"success": True}
    assert ADA.one(made["id"], "DELETE").status == 404
    assert ADA.one(made["id"]).status == 404
    assert ADA.one(made["id"], "PATCH", "/read").status == 404


@pytest.mark.seed_defect(5)
def test_read_all_reads_everything_and_what_arrives_later_stays_unread():
    for number in range(5):
        notify(ADA, title=f"before {number}")

    assert ADA.ask(f"PATCH {BASE}/read-all").json == {"success": True}
    later = notify(ADA, title="later")

    assert ADA.get("/unread-count").json == {"count": 1}
    listed = ADA.get(unreadOnly="true").json
    assert [item["id"] for item in listed["notifications"]] == [later["id"]]
    assert all(item["readAt"] for item in ADA.get().json["notifications"][1:])


@pytest.mark.bad_input(22)
def test_only_administrators_make_notifications():
    answer = ADA.post(request_for(ADA))

    assert answer.status == 403
    assert answer.json["code"] == "forbidden"
    assert bodies("in-app") == []


@pytest.mark.bad_input(43)
def test_data_of_any_shape_comes_back_as_it_was():
    data = {
        "__proto__": {"x": 1},
        "deep": [[[{"é": None}]]],
        "n": 12345678901234567890,
        "f": 0.1,
        "url": "javascript:1",
    }
    made = notify(ADA, data=data, message="🎉" * 10_000)

    assert ADA.one(made["id"]).json["data"] == data
    assert len(json.dumps(made["message"], ensure_ascii=False).encode()) > MAX_FRAME_BYTES


def test_reading_all_is_one_write_however_much_is_unread(monkeypatch):
    monkeypatch.setattr("carillon.domain.inbox.MARK_TRAIL", timedelta(0))
    for _ in range(30):
        notify(ADA)
    next_millisecond()
    writes = []

    def count(model, **_):
        writes.append(model.name)

    with before(clients.dynamodb(), "UpdateItem", count):
        assert ADA.ask(f"PATCH {BASE}/read-all").json == {"success": True}

    assert writes == ["UpdateItem"]
    assert ADA.get("/unread-count").json == {"count": 0}
