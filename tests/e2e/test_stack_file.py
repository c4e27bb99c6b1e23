"""`.local/stack.json`, the stack's outputs, and what the local stack promises beside the system itself."""

from urllib.parse import urlsplit

import boto3
import httpx
import pytest

from .doors import Doors
from .person import Admin, Person
from .sockets import is_refused

QUEUES = ("Ingest", "Email", "Sms", "Push", "InApp")
OUTPUTS = {
    "HttpApiUrl", "WebSocketUrl", "IngestQueueArn", "NotificationsTableName", "SubscriptionsTableName",
    "PreferencesTableName", "EmailFallbackFunctionName", "UserPoolId", "UserPoolClientId", "DashboardUrl",
    *(f"{queue}QueueUrl" for queue in QUEUES), *(f"{queue}DeadLetterQueueUrl" for queue in QUEUES),
}  # fmt: skip


def test_stack_file_has_every_field_of_the_contract(doors: Doors):
    stack = doors.stack
    assert stack.keys() == {
        "awsEndpoint", "region", "httpApiUrl", "webSocketUrl", "webUrl", "outboxUrl", "pushSubscribeUrl", "outputs",
        "users",
    }  # fmt: skip
    assert stack["region"] == "us-east-1"
    assert stack["outboxUrl"] == f"{stack['webUrl']}/outbox.json"
    assert stack["pushSubscribeUrl"] == f"{stack['webUrl']}/push-subscriptions"
    assert all(urlsplit(stack[name]).hostname == "127.0.0.1" for name in stack if name.endswith(("Url", "Endpoint")))


def test_every_output_of_the_contract_is_there(doors: Doors):
    assert doors.outputs.keys() >= OUTPUTS
    assert all(doors.outputs.values())


def test_three_demo_users_in_their_roles(doors: Doors):
    users = doors.stack["users"]
    assert [(user["username"], user["role"]) for user in users] == [
        ("alice", "user"),
        ("bob", "user"),
        ("admin", "admin"),
    ]
    assert all(user.keys() == {"username", "password", "userId", "role"} for user in users)
    for user in users:
        assert Person.demo(doors, user["username"]).get("/unread-count").keys() == {"count"}


def test_addresses_work_as_they_stand(doors: Doors):
    """No Host header, no DNS entry: the route without a token answers, the socket refuses who has no ticket."""
    assert doors.http.get(f"{doors.stack['httpApiUrl']}/api/notifications/push-key").status_code == 200
    assert is_refused(doors.stack["webSocketUrl"])


def test_pool_asks_for_nothing_but_a_name_and_a_password(doors: Doors):
    pool = doors.client("cognito-idp").describe_user_pool(UserPoolId=doors.outputs["UserPoolId"])["UserPool"]
    asked_for = {item["Name"] for item in pool.get("SchemaAttributes", []) if item.get("Required")} - {"sub"}
    assert not asked_for
    assert pool.get("MfaConfiguration", "OFF") == "OFF"


def test_local_aws_enforces_the_functions_roles(doors: Doors):
    """A role that may call nothing is refused what `test`/`test` may do."""
    iam = doors.client("iam")
    trust = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"}}]}'
    )
    try:
        role = iam.create_role(RoleName="powerless", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    except iam.exceptions.EntityAlreadyExistsException:
        role = iam.get_role(RoleName="powerless")["Role"]["Arn"]
    taken = doors.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    sqs = boto3.client(
        "sqs",
        endpoint_url=doors.stack["awsEndpoint"],
        region_name=doors.stack["region"],
        aws_access_key_id=taken["AccessKeyId"],
        aws_secret_access_key=taken["SecretAccessKey"],
        aws_session_token=taken["SessionToken"],
    )
    with pytest.raises(sqs.exceptions.ClientError, match=r"AccessDenied|not authorized"):
        sqs.send_message(QueueUrl=doors.outputs["IngestQueueUrl"], MessageBody="{}")


def test_outbox_shows_what_left_in_the_contracts_fields_and_empties(doors: Doors, admin: Admin):
    person = admin.reachable(phone="+12025550133")
    person.prefer(smsEnabled=True)
    created = admin.create(person, type="sms")
    entry = doors.outbox.wait_for(created["id"], "sms")
    assert entry.keys() >= {"channel", "to", "at", "notificationId", "text"}
    assert entry["at"].endswith("Z")
    times = [item["at"] for item in doors.outbox.current()]
    assert times == sorted(times)
    assert doors.outbox.clear().is_success
    assert entry not in doors.outbox.current()


@pytest.mark.parametrize(
    "program",
    [{}, {"status": 410}, {"status": 404}, {"status": 413}, {"status": 429, "retryAfter": 3}, {"status": 503}],
)
def test_sink_makes_a_browsers_subscription(doors: Doors, program: dict[str, int]):
    made = doors.http.post(doors.stack["pushSubscribeUrl"], json=program)
    assert made.status_code == 200
    assert made.json().keys() == {"endpoint", "expirationTime", "keys"}
    assert made.json()["keys"].keys() == {"p256dh", "auth"}


def test_page_is_served(doors: Doors):
    answer = httpx.get(doors.stack["webUrl"], trust_env=False, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
