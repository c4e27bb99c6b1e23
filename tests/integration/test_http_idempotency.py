"""The HTTP API: one intent per person and key."""

import pytest

from tests.integration.http import ADA, ADMIN, BOB, request_for
from tests.integration.queued import bodies


@pytest.mark.seed_defect(13)
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


@pytest.mark.bad_input(76, 77)
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


@pytest.mark.bad_input(78)
@pytest.mark.parametrize("key", ["", " ", "k" * 256, "k" * 10_000, "schlüssel", "🔑", "a\tb"])
def test_a_key_outside_its_limits_is_refused(key):
    assert ADMIN.post(request_for(ADA), headers={"idempotency-key": key}).status == 400


def test_a_refused_request_is_not_remembered():
    assert ADMIN.post(request_for(ADA, idempotencyKey="k", title="")).status == 400
    assert ADMIN.post(request_for(ADA, idempotencyKey="k")).status == 201
