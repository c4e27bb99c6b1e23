"""Every event in `events/`, given to its function as `make invoke` gives it: what comes of it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from local import invoke

from .doors import Doors
from .eventually import at_rest
from .person import Admin, Person

EVENTS = Path(__file__).resolve().parents[2] / "events"
ALL_TAKEN: dict[str, Any] = {"batchItemFailures": []}
NO_RETURN: Any = None
IN_TEXT = {"content-type": "text/plain; charset=utf-8"}
UNSIGNED: dict[str, Any] = {"statusCode": 403, "headers": IN_TEXT, "body": "not signed by Twilio"}

RETURNS: dict[str, Any] = {
    "authorize_websocket/no_ticket": "Deny",
    "authorize_websocket/surrogate_ticket": "Deny",
    "authorize_websocket/unknown_ticket": "Deny",
    **{
        f"count_stats/{table}_{change}": NO_RETURN
        for table in ("notification", "preferences", "subscription")
        for change in ("inserted", "modified", "removed")
    },
    "email_fallback/schedule": {"queued": int},
    "erase_user/erasure": ALL_TAKEN,
    "finish_stuck/schedule": {"requeued": int, "finished": int},
    "http_api/claims_expired": (401, "unauthorized"),
    "http_api/claims_for_another_audience": (401, "unauthorized"),
    "http_api/claims_of_another_issuer": (401, "unauthorized"),
    "http_api/claims_with_a_subject_that_is_two_keys": (401, "unauthorized"),
    "http_api/claims_without_expiry": (401, "unauthorized"),
    "http_api/claims_without_subject": (401, "unauthorized"),
    "http_api/create": (201, None),
    "http_api/create_by_a_user": (403, "forbidden"),
    "http_api/create_garbage_base64": (400, "invalid_json"),
    "http_api/create_text_plain": (415, "unsupported_media_type"),
    "http_api/list": (200, None),
    "http_api/list_bad_limit": (400, "invalid_request"),
    "http_api/preferences_put": (200, None),
    "http_api/push_key": (200, None),
    "http_api/read_unknown": (404, "not_found"),
    "ingest/bad_request": ALL_TAKEN,
    "ingest/bare": ALL_TAKEN,
    "ingest/batch": ALL_TAKEN,
    "ingest/eventbridge": ALL_TAKEN,
    "ingest/idempotency_conflict": ALL_TAKEN,
    "ingest/poison": ALL_TAKEN,
    "ingest/sns": ALL_TAKEN,
    **{f"{sender}/notification": ALL_TAKEN for sender in ("send_email", "send_in_app", "send_push", "send_sms")},
    **{f"{sender}/redelivered": ALL_TAKEN for sender in ("send_email", "send_in_app", "send_push", "send_sms")},
    **{f"{sender}/foreign": ALL_TAKEN for sender in ("send_email", "send_in_app", "send_push", "send_sms")},
    **{f"{sender}/event_of_another_queue": ALL_TAKEN for sender in ("send_email", "send_push", "send_sms")},
    "send_email/fallback_of_unknown": ALL_TAKEN,
    "send_in_app/read_event": ALL_TAKEN,
    "record_delivery/before_its_delivery": [0],
    "record_delivery/complaint_of_an_identity": ALL_TAKEN,
    "record_delivery/email_bounced_for_now": ALL_TAKEN,
    "record_delivery/email_delivered": ALL_TAKEN,
    "record_delivery/email_delivered_to_a_stranger": ALL_TAKEN,
    "record_delivery/foreign": ALL_TAKEN,
    "record_delivery/stop": ALL_TAKEN,
    # What Twilio signed cannot be a file: each stack has a token of its own. `test_receipts.py` has the sink sign it.
    "twilio_webhook/not_a_form": {"statusCode": 400, "headers": IN_TEXT, "body": "the body is not a form"},
    "twilio_webhook/status_unsigned": UNSIGNED,
    "twilio_webhook/stop_with_a_forged_signature": UNSIGNED,
    "websocket/connect": {"statusCode": 200},
    "websocket/disconnect": {"statusCode": 200},
    "websocket/message_that_names_a_route": "error",
    "websocket/nonsense": "error",
    "websocket/ping": "pong",
    "websocket/unread_count": "unread-count",
}
"""What each function returns: as it is, or what `summary` makes of it."""

SENT = {
    "send_email": ("email", "01KA7QZJ4M0000000000000E01", "erika@example.com"),
    "send_sms": ("sms", "01KA7QZJ4M0000000000000S01", "+12025550188"),
}
STATS = {
    "notification_inserted": (1, 1, 0),
    "notification_modified": (0, -1, 0),
    "notification_removed": (-1, 0, 0),
    "subscription_inserted": (0, 0, 1),
    "subscription_modified": (0, 0, -1),
    "subscription_removed": (0, 0, 0),
    "preferences_inserted": (0, 0, 0),
    "preferences_modified": (0, 0, 0),
    "preferences_removed": (0, 0, 0),
}
"""What each change adds to total, unread and pushSubs."""


def load(name: str) -> Any:
    return json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def erika(doors: Doors, admin: Admin) -> Person:
    """The person of the events, who has no token but an address and a number."""
    user_id = json.loads(load("ingest/bare")["Records"][0]["body"])["userId"]
    person = Person(doors, "erika", user_id, "")
    admin.give(person, email="erika@example.com", phone="+12025550188")
    return person


@pytest.fixture(scope="module")
def returned(doors: Doors, erika: Person) -> dict[str, Any]:
    """What came of every event, in the order of their names; a function that raised fails here."""

    def give() -> Iterator[tuple[str, Any]]:
        for name in RETURNS:
            folder = name.split("/")[0]
            event = invoke.filled((EVENTS / f"{name}.json").read_text(encoding="utf-8"), doors.outputs)
            yield name, doors.invoke(invoke.function_name(doors.client("lambda"), folder), event.encode())

    return dict(give())


def summary(name: str, answer: Any) -> Any:
    """What the table says of an answer that is not told as it is."""
    folder, expected = name.split("/", maxsplit=1)[0], RETURNS[name]
    if folder == "authorize_websocket":
        return answer["policyDocument"]["Statement"][0]["Effect"]
    if folder == "http_api":
        return answer["statusCode"], json.loads(answer["body"]).get("code")
    if folder == "websocket" and "body" in answer:
        return json.loads(answer["body"])["event"]
    if folder in ("email_fallback", "finish_stuck"):
        return {name: type(value) for name, value in answer.items()}
    if isinstance(expected, list):
        ids = [record["messageId"] for record in load(name)["Records"]]
        return sorted(ids.index(item["itemIdentifier"]) for item in answer["batchItemFailures"])
    return answer


def test_every_event_is_in_the_table_and_every_function_has_some():
    names = {str(path.relative_to(EVENTS).with_suffix("")) for path in EVENTS.rglob("*.json")}
    assert names == set(RETURNS)
    functions = {path.parent.name for path in EVENTS.parent.glob("functions/*/handler.py")}
    assert {name.split("/")[0] for name in names} == functions


@pytest.mark.parametrize("name", RETURNS)
def test_an_event_has_its_stated_outcome(returned: dict[str, Any], name: str):
    assert summary(name, returned[name]) == RETURNS[name]


def test_good_requests_were_made_and_bad_ones_put_aside(
    returned: dict[str, Any], doors: Doors, admin: Admin, erika: Person
):
    key = {":user": {"S": erika.user_id}}
    rows = doors.client("dynamodb").query(
        TableName=doors.outputs["NotificationsTableName"],
        KeyConditionExpression="userId = :user",
        ExpressionAttributeValues=key,
    )["Items"]
    batch = {f"One of ten, number {number}" for number in range(10) if number != 4}
    forms = {"A bare request", "A request from SNS", "A request from EventBridge"}
    expected = batch | forms | {"The first with its key", "Created over HTTP"}
    assert sorted(row["title"]["S"] for row in rows) == sorted(expected)
    for name, position, code in [
        ("poison", 0, "invalid_json"),
        ("batch", 4, "invalid_json"),
        ("bad_request", 0, "invalid_request"),
        ("idempotency_conflict", 1, "idempotency_conflict"),
    ]:
        letter = doors.dead_letter("Ingest", load(f"ingest/{name}")["Records"][position]["body"])
        assert letter["MessageAttributes"]["errorCode"]["StringValue"] == code


@pytest.mark.parametrize("sender", SENT)
def test_a_redelivered_record_is_not_sent_again(returned: dict[str, Any], doors: Doors, sender: str):
    channel, identifier, address = SENT[sender]
    assert [entry["to"] for entry in doors.outbox.of(identifier, channel)] == [address]


@pytest.fixture(scope="module")
def totals(returned: dict[str, Any], admin: Admin) -> Callable[[], tuple[int, int, int]]:
    """Reads the totals, once all that the events set off is counted."""

    def read() -> tuple[int, int, int]:
        stats = admin.get("/stats")
        return stats["total"], stats["unread"], stats["pushSubs"]

    at_rest(read)
    return read


@pytest.mark.parametrize("name", STATS)
def test_a_change_is_counted_once_however_often_it_comes(
    totals: Callable[[], tuple[int, int, int]], doors: Doors, name: str
):
    """The event comes here for the second time, which adds nothing; as another event it adds what it should."""
    function = invoke.function_name(doors.client("lambda"), "count_stats")
    before = totals()
    event = load(f"count_stats/{name}")
    doors.invoke(function, json.dumps(event).encode())
    assert totals() == before
    event["Records"][0]["eventID"] += "-again"
    doors.invoke(function, json.dumps(event).encode())
    assert totals() == tuple(had + added for had, added in zip(before, STATS[name], strict=True))
