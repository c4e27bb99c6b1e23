"""The HTTP API: making, showing, marking and deleting one notification."""

import json

import pytest

from carillon.domain.frames import MAX_FRAME_BYTES
from tests.integration.http import ADA, ADMIN, BASE, BOB, claims, event, notify, request_for, send
from tests.integration.queued import bodies

UNKNOWN = "01JDXYZ0000000000000000000"


def test_an_administrator_makes_a_notification_and_every_channel_is_queued():
    answer = ADMIN.post(request_for(ADA))

    assert answer.status == 201
    assert answer.json["userId"] == "ada"
    assert answer.json["isRead"] is False
    assert answer.json["updatedAt"] == answer.json["createdAt"]
    assert [message["id"] for message in bodies("in-app")] == [answer.json["id"]]
    assert [message["id"] for message in bodies("push")] == [answer.json["id"]]
    assert bodies("email") == bodies("sms") == []  # ada has no address


def test_its_owner_sees_it_and_nobody_else():
    made = notify(ADA)

    assert ADA.one(made["id"]).json == made
    others, unknown = BOB.one(made["id"]), BOB.one(UNKNOWN)
    assert others.status == unknown.status == 404
    assert others.json == unknown.json


@pytest.mark.parametrize("route", ["PATCH /read", "PATCH /unread", "DELETE "])
@pytest.mark.parametrize("identifier", ["theirs", UNKNOWN, "../x", "%2e%2e", "x" * 2_000, "٠" * 26])
def test_what_is_not_ones_own_cannot_be_changed(route, identifier):
    made = notify(ADA)
    method, suffix = route.split(" ")

    answer = BOB.one(made["id"] if identifier == "theirs" else identifier, method, suffix)

    assert answer.status == 404
    assert answer.json["code"] == "not_found"
    assert ADA.one(made["id"]).json == made


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


def test_one_that_is_not_in_the_inbox_can_be_read_but_changes_no_count():
    made = notify(ADA, type="push")
    notify(ADA)

    assert ADA.one(made["id"]).status == 200
    assert ADA.one(made["id"], "PATCH", "/read").json["isRead"] is True
    assert ADA.one(made["id"], "PATCH", "/unread").json["isRead"] is False
    assert ADA.get("/unread-count").json == {"count": 1}
    assert ADA.get().json["total"] == 1


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


def test_a_deleted_one_is_gone_and_cannot_be_deleted_again():
    made = notify(ADA)

    assert ADA.one(made["id"], "DELETE").json == {"success": True}
    assert ADA.one(made["id"], "DELETE").status == 404
    assert ADA.one(made["id"]).status == 404
    assert ADA.one(made["id"], "PATCH", "/read").status == 404


def test_read_all_reads_everything_and_what_arrives_later_stays_unread():
    for number in range(5):
        notify(ADA, title=f"before {number}")

    assert ADA.ask(f"PATCH {BASE}/read-all").json == {"success": True}
    later = notify(ADA, title="later")

    assert ADA.get("/unread-count").json == {"count": 1}
    listed = ADA.get(unreadOnly="true").json
    assert [item["id"] for item in listed["notifications"]] == [later["id"]]
    assert all(item["readAt"] for item in ADA.get().json["notifications"][1:])


def test_only_administrators_make_notifications():
    answer = ADA.post(request_for(ADA))

    assert answer.status == 403
    assert answer.json["code"] == "forbidden"
    assert bodies("in-app") == []


@pytest.mark.parametrize("headers", [{}, {"idempotency-key": "k"}])
def test_the_same_key_and_request_is_one_notification(headers):
    body = request_for(ADA, **({} if headers else {"idempotencyKey": "k"}))

    first = ADMIN.post(body, headers=headers)
    spelled_out = dict(reversed((body | {"priority": "normal", "data": {}}).items()))
    again = ADMIN.post(spelled_out, headers=headers)

    assert (first.status, again.status) == (201, 201)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json == first.json
    assert len(bodies("in-app")) == 1


def test_the_same_key_with_another_request_is_a_conflict_and_changes_nothing():
    first = ADMIN.post(request_for(ADA, idempotencyKey="k"))
    conflict = ADMIN.post(request_for(ADA, idempotencyKey="k", title="Other"))

    assert conflict.status == 422
    assert conflict.json["code"] == "idempotency_conflict"
    assert ADA.get().json["notifications"] == [first.json]
    assert ADMIN.post(request_for(BOB, idempotencyKey="k", title="Other")).status == 201


def test_a_replay_works_after_the_notification_was_deleted_and_brings_nothing_back():
    first = ADMIN.post(request_for(ADA, idempotencyKey="k"))
    ADA.one(first.json["id"], "DELETE")

    again = ADMIN.post(request_for(ADA, idempotencyKey="k"))

    assert again.status == 201
    assert again.json["id"] == first.json["id"]
    assert ADA.get().json["total"] == 0


def test_header_and_body_key_must_agree():
    both = request_for(ADA, idempotencyKey="a")
    assert ADMIN.post(both, headers={"idempotency-key": "a"}).status == 201
    answer = ADMIN.post(both, headers={"idempotency-key": "b"})
    assert answer.status == 400
    assert answer.json["details"][0]["field"] == "idempotencyKey"


@pytest.mark.parametrize("key", ["", " ", "k" * 256, "k" * 10_000, "schlüssel", "🔑", "a\tb"])
def test_a_key_outside_its_limits_is_refused(key):
    assert ADMIN.post(request_for(ADA), headers={"idempotency-key": key}).status == 400


def test_a_refused_request_is_not_remembered():
    assert ADMIN.post(request_for(ADA, idempotencyKey="k", title="")).status == 400
    assert ADMIN.post(request_for(ADA, idempotencyKey="k")).status == 201


@pytest.mark.parametrize(
    ("request_fields", "status", "code"),
    [
        ({"raw": ""}, 415, "unsupported_media_type"),
        ({"raw": "null"}, 400, "invalid_request"),
        ({"raw": "[]"}, 400, "invalid_request"),
        ({"raw": "{"}, 400, "invalid_json"),
        ({"raw": '{"userId": "a", "userId": "b"}'}, 400, "invalid_json"),
        ({"raw": "\ufeff{}"}, 400, "invalid_json"),
        ({"raw": "[" * 5_000}, 400, "invalid_json"),
        ({"raw": '{"data": {"a": NaN}}'}, 400, "invalid_json"),
        ({"raw": " " * 300_000}, 413, "payload_too_large"),
        ({"raw": "{}", "headers": {"content-type": "text/plain"}}, 415, "unsupported_media_type"),
        ({"raw": "{}", "headers": {"content-type": "application/json; charset=utf-16"}}, 415, "unsupported_media_type"),
        ({"raw": "{}", "headers": {"content-encoding": "gzip"}}, 415, "unsupported_media_type"),
        ({"raw": "!!!", "isBase64Encoded": True}, 400, "invalid_json"),
    ],
    ids=str,
)
def test_a_body_that_is_no_request_is_refused_in_the_contracts_envelope(request_fields, status, code):
    if request_fields.get("raw") == "":
        request_fields = request_fields | {"headers": {"content-type": ""}}
    answer = send(event(f"POST {BASE}", claims("administrator", is_admin=True), **request_fields))

    assert (answer.status, answer.json["code"]) == (status, code)
    assert set(answer.json) == {"error", "code", "details", "requestId"}
    assert bodies("in-app") == []


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"client_id": "client1-admin"},
        {"client_id": None},
        {"exp": None},
        {"exp": "soon"},
        {"exp": "1"},
        {"sub": None},
        {"sub": ""},
        {"sub": "u" * 10_000},
        {"sub": "a#b"},
        {"sub": "a\nb"},
    ],
    ids=str,
)
def test_a_token_that_lacks_what_we_rely_on_is_401_even_where_the_gateway_lets_it_in(changed):
    assert send(event(f"GET {BASE}", claims("ada") | changed)).status == 401


def test_an_audience_list_that_has_ours_is_accepted():
    assert send(event(f"GET {BASE}", claims("ada") | {"client_id": None, "aud": "[other client1]"})).status == 200


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
