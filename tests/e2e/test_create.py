"""`POST /api/notifications`: what is taken, what is refused, and idempotency."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from .doors import Doors
from .eventually import eventually
from .person import JSON, Admin, Person
from .requests import BAD, GOOD, changed

REPLAYED = "Idempotent-Replayed"


@pytest.mark.parametrize("name", GOOD)
def test_a_good_request_is_created_as_it_is(admin: Admin, someone: Person, name: str):
    request = someone.request(type="in-app") | GOOD[name]
    answer = admin.ask("POST", json=request)
    assert answer.status_code == 201, answer.text
    shown = {field: value for field, value in request.items() if field != "idempotencyKey"}
    assert {field: answer.json()[field] for field in shown} == shown
    assert someone.get(f"/{answer.json()['id']}") == answer.json()


def test_a_bad_request_is_400_names_the_field_and_leaves_nothing(admin: Admin, someone: Person):
    base = someone.request(type="in-app")
    named = {}
    for name, (_, change) in BAD.items():
        answer = admin.ask("POST", json=changed(base, change))
        assert answer.status_code == 400, (name, answer.text)
        assert answer.json()["code"] == "invalid_request"
        named[name] = {detail["field"] for detail in answer.json()["details"]}
    assert named == {name: {field} for name, (field, _) in BAD.items()}
    assert someone.get()["total"] == 0


def test_defaults_are_all_normal_empty_and_not_mandatory(admin: Admin, someone: Person):
    someone.prefer(transactionAlerts=False)
    created = admin.create(someone)
    assert (created["type"], created["priority"], created["data"]) == ("all", "normal", {})
    assert someone.deliveries(created["id"])[0]["reason"] == "category_off"


def test_data_with_the_same_meaning_is_kept_as_it_came(admin: Admin, someone: Person):
    text = json.dumps(someone.request(type="in-app"))[:-1] + ', "data": {"b": 1.0, "a": 1e2, "é": "\\u00e9"}}'
    created = admin.ask("POST", content=text, headers=JSON).json()
    assert someone.get(f"/{created['id']}")["data"] == {"b": 1.0, "a": 100.0, "é": "é"}


def post(admin: Admin, request: dict[str, Any], header: str | None = None) -> tuple[int, str, str | None]:
    """Status, id or code, and the replay header of a POST."""
    headers = {} if header is None else {"Idempotency-Key": header}
    answer = admin.ask("POST", json=request, headers=headers)
    return answer.status_code, answer.json().get("id") or answer.json()["code"], answer.headers.get(REPLAYED)


def test_the_same_key_and_request_is_the_first_notification(admin: Admin, someone: Person):
    request = someone.request(type="in-app", data={"a": 1, "b": {"c": 2, "d": 3}}, idempotencyKey="k-1")
    status, identifier, replayed = post(admin, request)
    assert (status, replayed) == (201, None)
    assert post(admin, request) == (201, identifier, "true")
    reordered = {"data": {"b": {"d": 3, "c": 2}, "a": 1}} | dict(reversed(request.items()))
    reordered["data"] = {"b": {"d": 3, "c": 2}, "a": 1}
    assert post(admin, reordered) == (201, identifier, "true")
    assert post(admin, request | {"priority": "normal", "mandatory": False}) == (201, identifier, "true")
    without = {name: value for name, value in request.items() if name != "idempotencyKey"}
    assert post(admin, without, "k-1") == (201, identifier, "true")
    assert post(admin, request, "k-1") == (201, identifier, "true")
    assert someone.get()["total"] == 1


def test_the_same_key_with_another_request_is_422_and_changes_nothing(admin: Admin, someone: Person):
    request = someone.request(type="in-app", idempotencyKey="k-2")
    _, identifier, _ = post(admin, request)
    for change in ({"title": "Other"}, {"data": {"a": 1}}, {"type": "all"}, {"mandatory": True}):
        assert post(admin, request | change)[:2] == (422, "idempotency_conflict")
    assert post(admin, request) == (201, identifier, "true")
    assert [item["title"] for item in someone.inbox()] == [request["title"]]


def test_a_key_of_another_user_is_another_key(admin: Admin, someone: Person, somebody_else: Person):
    first = post(admin, someone.request(type="in-app"), "shared")
    second = post(admin, somebody_else.request(type="in-app", title="Other"), "shared")
    assert (first[0], first[2], second[0], second[2]) == (201, None, 201, None)
    assert first[1] != second[1]


def test_a_refused_request_is_not_remembered(admin: Admin, someone: Person):
    request = someone.request(type="in-app", idempotencyKey="k-3")
    assert post(admin, request | {"title": ""})[0] == 400
    status, _, replayed = post(admin, request)
    assert (status, replayed) == (201, None)


def test_header_and_body_that_differ_are_400(admin: Admin, someone: Person):
    assert post(admin, someone.request(idempotencyKey="one"), "two")[:2] == (400, "invalid_request")
    assert someone.get()["total"] == 0


@pytest.mark.parametrize("key", ["", "k" * 256, "k" * 5_000])
def test_a_key_in_the_header_has_the_limits_of_one_in_the_body(admin: Admin, someone: Person, key: str):
    assert post(admin, someone.request(), key)[0] in (400, 431)
    assert someone.get()["total"] == 0


def test_a_replay_works_after_the_notification_was_deleted(admin: Admin, doors: Doors):
    person = admin.reachable()
    request = person.request(idempotencyKey="k-4")
    _, identifier, _ = post(admin, request)
    doors.outbox.wait_for(identifier, "email")
    assert person.ask("DELETE", f"/{identifier}").status_code == 200
    assert post(admin, request) == (201, identifier, "true")
    assert person.ask("GET", f"/{identifier}").status_code == 404
    assert person.get()["total"] == 0
    assert len(doors.outbox.of(identifier, "email")) == 1


def test_fifty_at_the_same_moment_make_and_send_one(admin: Admin, doors: Doors):
    """Over HTTP and the queue, one key space for both."""
    person = admin.reachable()
    request = person.request(idempotencyKey=f"k-{uuid4()}")
    with ThreadPoolExecutor(10) as pool:
        dropped = [pool.submit(doors.put, "Ingest", *[request] * 10) for _ in range(2)]
        answers = list(pool.map(lambda _: post(admin, request), range(30)))
        assert all(len(item.result()) == 10 for item in dropped)
    assert {answer[0] for answer in answers} == {201}
    (identifier,) = {answer[1] for answer in answers}
    assert [answer[2] for answer in answers].count(None) <= 1
    doors.outbox.wait_for(identifier, "email")
    doors.wait_until_empty("Ingest")
    assert len(doors.outbox.of(identifier, "email")) == 1
    assert [item["id"] for item in person.inbox()] == [identifier]


def test_one_key_space_for_queue_and_http(admin: Admin, doors: Doors, someone: Person):
    request = someone.request(type="in-app", idempotencyKey="k-5")
    doors.put("Ingest", request)
    (made,) = eventually(someone.inbox)
    assert post(admin, request) == (201, made["id"], "true")
    assert post(admin, request | {"title": "Other"})[0] == 422
