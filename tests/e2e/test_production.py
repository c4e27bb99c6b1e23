"""The parameters that `make run` leaves alone: production, somebody else's tokens, an own domain, and producers."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local_run import LocalRun
from tests.oidc_issuer import Issuer

from .doors import Doors
from .eventually import at_rest, eventually
from .person import Person
from .production import ADMIN, AUDIENCE, PUBLIC_URL, RETENTION, STACK, Producers, Production, deployed


@pytest.fixture(scope="module")
def production(local_run: LocalRun, doors: Doors, issuer: Issuer) -> Production:
    return deployed(local_run, doors, issuer)


def test_tokens_of_the_named_issuer_open_the_api(production: Production):
    assert production.person("ada").get("/unread-count") == {"count": 0}
    assert production.person("ada", aud=["another", AUDIENCE]).get("/unread-count") == {"count": 0}


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Issuer]:
    """An issuer that the stack was not told of."""
    with Issuer(tmp_path).serving() as issuer:
        yield issuer


def test_other_tokens_do_not(production: Production, someone: Person, stranger: Issuer):
    tokens = {
        "of the pool of another stack": someone.token,
        "of another issuer": stranger.token(sub="ada", aud=AUDIENCE),
        "of another issuer that lies": stranger.token(sub="ada", aud=AUDIENCE, iss=production.issuer.url),
        "in another issuer's name": production.token("ada", iss="https://issuer.example"),
        "for another audience": production.token("ada", aud="https://another.example"),
        "for nobody": production.token("ada", aud=None),
        "expired": production.token("ada", exp=int(time.time()) - 1),
        "not yet valid": production.token("ada", nbf=int(time.time()) + 3600),
    }
    answers = {
        name: production.doors.http.get(
            f"{production.doors.api}/notifications/unread-count", headers={"Authorization": f"Bearer {token}"}
        ).status_code
        for name, token in tokens.items()
    }
    assert answers == dict.fromkeys(tokens, 401)


def test_its_tokens_do_not_open_another_stack(production: Production, doors: Doors):
    assert Person(doors, "ada", "ada", production.token("ada")).ask("GET").status_code == 401


def test_administrators_are_the_named_group_in_the_named_claim(production: Production):
    answers = {
        json.dumps(claims): production.person("ada", **claims).ask("GET", "/stats").status_code
        for claims in (
            ADMIN,
            {"roles": "operator"},
            {"roles": ["admin"]},
            {"cognito:groups": ["operator", "admin"]},
            {},
        )
    }
    assert list(answers.values()) == [200, 200, 403, 403, 403], answers


def test_a_named_issuer_leaves_no_user_pool(production: Production):
    assert production.resources("AWS::Cognito::UserPool") == []
    assert production.doors.outputs.keys().isdisjoint({"UserPoolId", "UserPoolClientId"})


def test_the_address_before_the_api_is_the_one_told(production: Production):
    assert production.doors.outputs["HttpApiUrl"] == PUBLIC_URL


def test_a_ticket_of_its_user_opens_its_socket(production: Production):
    ada = production.person("ada")
    socket = ada.connect()
    production.admin().create(ada, type="in-app", title="Signed elsewhere")
    assert socket.wait_for("notification")["data"]["title"] == "Signed elsewhere"


def test_logs_are_kept_longer(production: Production):
    groups = production.doors.client("logs").get_paginator("describe_log_groups").paginate()
    kept = {group["logGroupName"]: group.get("retentionInDays") for page in groups for group in page["logGroups"]}
    ours = {name: kept[name] for name in production.resources("AWS::Logs::LogGroup")}
    assert ours == dict.fromkeys(ours, 90)
    assert len(ours) >= 11


def test_notifications_are_kept_as_long_as_told(production: Production):
    ada, before = production.person("ada"), int(time.time())
    made = production.admin().create(ada, type="in-app")
    row = production.doors.client("dynamodb").get_item(
        TableName=production.doors.outputs["NotificationsTableName"],
        Key={"userId": {"S": ada.user_id}, "id": {"S": made["id"]}},
    )["Item"]
    assert 0 <= int(row["expiresAt"]["N"]) - before - RETENTION.total_seconds() <= int(time.time()) - before


@pytest.mark.parametrize("producer", Producers.ALLOWED)
def test_what_a_named_producer_sends_is_a_notification_once(production: Production, producer: str):
    person = production.person(f"customer-of-{producer}")
    production.admin().give(person, email=f"{person.username}@example.com")
    production.producers.send(producer, json.dumps(person.request(title="Ordered")))
    (made,) = eventually(person.inbox)
    assert made["title"] == "Ordered"
    assert person.settled(made["id"], "email")["status"] == "delivered"  # the last function that has to do with it
    for queue in ("Ingest", "InApp", "Email"):
        production.doors.wait_until_empty(queue)
    assert [item["id"] for item in person.inbox()] == [made["id"]]
    assert len(production.doors.outbox.of(made["id"], "email")) == 1


def test_nobody_else_can_send(production: Production):
    """A topic or a rule that points at the queue all the same; the queue's policy refuses it."""
    person = production.person("customer-of-strangers")
    for stranger in set(production.producers.arns) - set(Producers.ALLOWED):
        production.producers.send(stranger, json.dumps(person.request(title="Uninvited")))
    for producer in Producers.ALLOWED:
        production.producers.send(producer, json.dumps(person.request(title="Invited")))
    eventually(person.inbox, lambda inbox: len(inbox) >= len(Producers.ALLOWED))
    production.doors.wait_until_empty("Ingest")
    assert [item["title"] for item in person.inbox()] == ["Invited"] * len(Producers.ALLOWED)


def test_tables_outlive_a_mistake(production: Production):
    """The last one: no table can be deleted, and they are there still when the stack is gone.

    A function that is at work then would lose its role under its hands, which an earlier test of this stack may have begun.
    """
    for schedule in production.resources("AWS::Scheduler::Schedule"):
        production.doors.client("scheduler").delete_schedule(Name=schedule)
    dynamodb, cloudformation = production.doors.client("dynamodb"), production.doors.client("cloudformation")
    tables = production.resources("AWS::DynamoDB::Table")
    assert len(tables) >= 9
    for table in tables:
        assert dynamodb.describe_table(TableName=table)["Table"]["DeletionProtectionEnabled"]
        with pytest.raises(dynamodb.exceptions.ClientError, match="protect"):
            dynamodb.delete_table(TableName=table)
    for queue in ("Ingest", "Email", "Sms", "Push", "InApp"):
        production.doors.wait_until_empty(queue)
    made = len(production.doors.rows("Notifications"))
    admin = production.admin()
    eventually(lambda: at_rest(lambda: admin.get("/stats")["total"]), lambda total: total == made, within=60)
    cloudformation.delete_stack(StackName=STACK)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})
    assert set(tables) <= set(dynamodb.list_tables()["TableNames"])
