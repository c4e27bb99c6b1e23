"""The HTTP API: preferences, contacts, push subscriptions, tickets, the delivery log, erasure."""

import os

import pytest

from authorize_websocket.handler import lambda_handler as authorize
from carillon.storage.notification_table import NotificationRow
from carillon.storage.suppressions import Suppressions
from carillon.storage.tables import DeliveryRow, SubscriptionRow, UserRow
from erase_user.handler import lambda_handler as erase_user
from tests.integration.http import ADA, ADMIN, BASE, BOB, Person, event, notify, send
from tests.integration.keys import VAPID
from tests.integration.lambda_queue import CONTEXT, LambdaQueue
from tests.integration.names import queue_url
from tests.integration.provider import PROVIDER

DEFAULTS = {
    "emailEnabled": True, "smsEnabled": False, "inAppEnabled": True, "pushEnabled": True, "transactionAlerts": True,
    "securityAlerts": True, "systemAlerts": True, "rewardAlerts": True, "adminAlerts": True, "promotionalEmails": False,
    "enableDigest": False, "digestFrequency": "daily", "categoryChannels": {}, "emailMutedUntil": None,
    "updatedAt": None,
}  # fmt: skip
NOBODY = {"email": None, "phone": None, "username": None, "locale": None, "timezone": None}
PREFERENCES = f"{BASE}/preferences"
ENDPOINT = f"{PROVIDER.url}/push/1"
KEYS = {"p256dh": VAPID["publicKey"], "auth": "AAAAAAAAAAAAAAAAAAAAAA"}


def _contact(person: Person, method: str, who: Person = ADMIN, **request):
    return who.ask(f"{method} /api/users/{{userId}}", path={"userId": person.user_id}, **request)


def _subscribe(person: Person, **fields):
    return person.ask(f"POST {BASE}/subscribe-push", body={"endpoint": ENDPOINT, "keys": KEYS, **fields})


@pytest.mark.seed_defect(11)
def test_reading_preferences_gives_the_defaults_and_writes_nothing():
    assert ADA.ask(f"GET {PREFERENCES}").json == DEFAULTS
    assert list(UserRow.scan()) == []


def test_a_change_of_preferences_leaves_the_rest_and_a_whole_answer_may_be_put_back():
    changed = ADA.ask(f"PUT {PREFERENCES}", body={"smsEnabled": True, "digestFrequency": "weekly"}).json
    assert changed == DEFAULTS | {"smsEnabled": True, "digestFrequency": "weekly", "updatedAt": changed["updatedAt"]}
    assert changed["updatedAt"]

    again = ADA.ask(f"PUT {PREFERENCES}", body=changed)
    assert again.status == 200
    assert again.json | {"updatedAt": None} == changed | {"updatedAt": None}
    assert ADA.ask(f"PUT {PREFERENCES}", body={}).json == again.json
    assert BOB.ask(f"GET {PREFERENCES}").json == DEFAULTS


@pytest.mark.bad_input(23, 42)
@pytest.mark.seed_defect(10)
def test_preferences_take_no_field_that_is_not_theirs():
    answer = ADA.ask(f"PUT {PREFERENCES}", body={"userId": "bob", "role": "admin"})
    assert answer.status == 400
    assert {detail["field"] for detail in answer.json["details"]} == {"userId", "role"}


def test_an_administrator_keeps_contacts():
    assert _contact(ADA, "GET").status == 404
    put = _contact(ADA, "PUT", body={"email": "ada@example.com", "timezone": "Europe/London"})
    assert put.json == NOBODY | {"email": "ada@example.com", "timezone": "Europe/London"}
    cleared = _contact(ADA, "PUT", body={"email": None, "phone": "+15005550006"})
    assert cleared.json == NOBODY | {"phone": "+15005550006", "timezone": "Europe/London"}
    assert _contact(ADA, "GET").json == cleared.json
    assert _contact(ADA, "PUT", body={}).json == cleared.json


@pytest.mark.bad_input(22)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_contacts_are_for_administrators(method):
    assert _contact(ADA, method, who=ADA, body={}).status == 403


@pytest.mark.bad_input(55)
def test_a_user_id_that_cannot_be_one_is_refused():
    assert _contact(Person("a#b"), "GET").status == 400
    assert _contact(Person("u" * 129), "PUT", body={}).status == 400


@pytest.mark.bad_input(27, 28)
@pytest.mark.seed_defect(14)
def test_a_subscription_is_shown_without_its_keys_and_belongs_to_who_registered_it_last():
    mine = _subscribe(ADA, deviceInfo={"browser": "Firefox"}, expirationTime=None)
    assert mine.status == 200
    assert set(mine.json["subscription"]) == {"id", "endpoint", "deviceInfo", "isActive", "createdAt"}
    assert KEYS["auth"] not in str(mine.json)

    assert _subscribe(BOB).status == 200
    gone = ADA.ask(f"DELETE {BASE}/unsubscribe-push", body={"endpoint": ENDPOINT})
    assert gone.status == 404
    assert [row.userId for row in SubscriptionRow.scan()] == ["bob"]


@pytest.mark.bad_input(28)
@pytest.mark.seed_defect(1)
def test_unsubscribing_takes_the_endpoint_from_the_query_or_the_body_and_twice_is_fine():
    _subscribe(ADA)
    route = f"DELETE {BASE}/unsubscribe-push"

    assert ADA.ask(route).json["details"][0]["field"] == "endpoint"
    assert ADA.ask(route, query={"endpoint": ENDPOINT}).json == {"success": True}
    assert ADA.ask(route, body={"endpoint": ENDPOINT}).json == {"success": True}
    assert BOB.ask(route, query={"endpoint": ENDPOINT}).status == 404


def test_unsubscribing_ignores_no_body_beside_the_query():
    _subscribe(ADA)
    route = f"DELETE {BASE}/unsubscribe-push"

    for body in ({"endpoint": ENDPOINT + "2"}, {"endpoint": 7}, {"device": "all"}):
        assert ADA.ask(route, query={"endpoint": ENDPOINT}, body=body).status == 400
    assert ADA.ask(route, query={"endpoint": ENDPOINT}, body={"endpoint": ENDPOINT}).json == {"success": True}


@pytest.mark.bad_input(63, 64, 68)
@pytest.mark.seed_defect(14)
@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"endpoint": "http://updates.push.services.example/x"}, "endpoint"),
        ({"endpoint": "https://169.254.169.254/latest"}, "endpoint"),
        ({"endpoint": 7}, "endpoint"),
        ({"keys": {"p256dh": "AAAA", "auth": KEYS["auth"]}}, "keys.p256dh"),
        ({"keys": {"p256dh": KEYS["p256dh"]}}, "keys.auth"),
        ({"expirationTime": "tomorrow"}, "expirationTime"),
        ({"isActive": True}, "isActive"),
        ({"deviceInfo": "📱" * 1_001}, "deviceInfo"),
        ({"deviceInfo": {"name": "x" * 32_768}}, "deviceInfo"),
    ],
)
def test_a_subscription_we_could_not_send_to_is_refused_and_the_field_named(fields, named):
    answer = _subscribe(ADA, **fields)
    assert answer.status == 400
    assert named in {detail["field"] for detail in answer.json["details"]}
    assert list(SubscriptionRow.scan()) == []


@pytest.mark.seed_defect(15)
def test_the_push_key_needs_no_token():
    assert send(event(f"GET {BASE}/push-key")).json == {"publicKey": os.environ["VAPID_PUBLIC_KEY"]}


@pytest.mark.seed_defect(52)
def test_a_ticket_opens_one_connection_for_its_owner_and_never_carries_the_token():
    issued = ADA.ask(f"POST {BASE}/ws-ticket").json
    assert 0 < issued["expiresIn"] <= 60
    assert issued["url"] == f"wss://socket1.execute-api.us-east-1.amazonaws.com/live?ticket={issued['ticket']}"

    def knock(ticket):
        answer = authorize({"methodArn": "arn:x", "queryStringParameters": {"ticket": ticket}}, CONTEXT)
        return answer["policyDocument"]["Statement"][0]["Effect"], answer["context"].get("userId")

    assert knock(issued["ticket"]) == ("Allow", "ada")
    assert knock(issued["ticket"]) == ("Deny", None)
    assert knock("guess") == knock("") == ("Deny", None)


def test_the_delivery_log_is_its_owners_and_the_administrators():
    made = notify(ADA, type="all")
    route, path = f"GET {BASE}/{{id}}/deliveries", {"id": made["id"]}

    log = ADA.ask(route, path=path).json["deliveries"]
    assert {(line["channel"], line["status"], line["reason"]) for line in log} == {
        ("in-app", "queued", None),
        ("push", "queued", None),
        ("email", "skipped", "no_address"),
        ("sms", "skipped", "preference_off"),
    }
    assert all(line["target"] is None for line in log if line["status"] == "skipped")
    assert BOB.ask(route, path=path).status == 404
    assert BOB.ask(route, path=path, query={"userId": "ada"}).status == 403
    assert ADMIN.ask(route, path=path, query={"userId": "ada"}).json["deliveries"] == log
    assert ADMIN.ask(route, path=path).status == 404


@pytest.mark.bad_input(55)
@pytest.mark.parametrize("user_id", ["", "*", "a#b", "a b", "u" * 129, "u" * 3_000])
def test_a_delivery_log_of_a_user_id_that_cannot_be_one_is_refused(user_id):
    answer = ADMIN.ask(f"GET {BASE}/{{id}}/deliveries", path={"id": notify(ADA)["id"]}, query={"userId": user_id})
    assert (answer.status, answer.json["details"][0]["field"]) == (400, "userId")


@pytest.mark.seed_defect(55)
def test_an_erased_person_leaves_nothing_and_may_come_back():
    _contact(ADA, "PUT", body={"email": "ada@example.com"})
    ADA.ask(f"PUT {PREFERENCES}", body={"smsEnabled": True})
    _subscribe(ADA)
    for _ in range(3):
        notify(ADA)
    keep = notify(BOB)

    assert _contact(ADA, "DELETE").json == {"success": True}
    assert _contact(ADA, "GET").status == 404
    LambdaQueue(queue_url("erasure"), erase_user).run()

    assert [row.id for row in NotificationRow.scan()] == [keep["id"]]
    assert list(SubscriptionRow.scan()) == []
    assert list(DeliveryRow.scan()) == []
    assert "ada@example.com" not in str([row.to_simple_dict() for row in UserRow.scan()])
    assert ADA.ask(f"GET {PREFERENCES}").json == DEFAULTS
    assert _contact(ADA, "DELETE").status == 404
    assert _contact(ADA, "PUT", body={"email": "new@example.com"}).status == 200
    assert notify(ADA)["id"] == ADA.get().json["notifications"][0]["id"]


def test_nobody_can_be_erased_who_was_never_there():
    assert _contact(Person("stranger"), "DELETE").status == 404
    notify(BOB)
    assert _contact(BOB, "DELETE").status == 200


@pytest.mark.bad_input(58)
def test_a_suppressed_number_is_skipped_when_a_notification_is_accepted_whoever_has_it():
    Suppressions(os.environ["SUPPRESSIONS_TABLE"]).add("sms", "+15005550006", "21610")
    _contact(ADA, "PUT", body={"phone": "+15005550006"})
    made = notify(ADA, type="sms", mandatory=True)

    log = ADA.ask(f"GET {BASE}/{{id}}/deliveries", path={"id": made["id"]}).json["deliveries"]
    assert [(line["channel"], line["status"], line["reason"]) for line in log] == [("sms", "skipped", "suppressed")]
