"""One role per function, single actions on single resources."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.template.translated import Template, listed, named

WILDCARDS = {
    # Secrets Manager ends a secret's ARN with six characters of its own.
    "secret:${TwilioSecretName}-??????",
    "secret:${VapidSecretName}-??????",
    "secret:${UnsubscribeSecretName}-??????",
    # The connections of one stage of one API.
    "${WebSocketApi}/live/POST/@connections/*",
    # Any identity of the account, but only for mail from SenderEmail (see below).
    "identity/*",
}
"""The only resources with a wildcard, by how their ARN ends."""


def _statements(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, role in template.of_type("IAM::Role").items():
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield name, statement


def _arn(resource: Any) -> str:
    return str(resource["Fn::Sub"]) if isinstance(resource, dict) and "Fn::Sub" in resource else ""


def test_every_function_has_a_role_of_its_own(template: Template) -> None:
    roles = [named(function["Role"]) for function in template.functions().values()]
    assert len(roles) == len(set(roles))
    for name in roles:
        trust = template.resources[name]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        assert [listed(statement["Principal"]["Service"]) for statement in trust] == [["lambda.amazonaws.com"]], name


def test_sam_adds_no_role(template: Template) -> None:
    assert set(template.of_type("IAM::Role")) <= set(template.source["Resources"])


def test_only_the_account_setting_of_api_gateway_has_a_managed_policy(template: Template) -> None:
    """API Gateway refuses any other policy there."""
    managed = {name for name, role in template.of_type("IAM::Role").items() if role.get("ManagedPolicyArns")}
    assert managed == {"ApiGatewayLogRole"}


def test_every_action_is_a_single_one(template: Template) -> None:
    for name, statement in _statements(template):
        assert statement["Effect"] == "Allow", name
        for action in listed(statement["Action"]):
            assert re.fullmatch(r"[a-z0-9-]+:[A-Z][A-Za-z]+", action), (name, action)


def test_every_resource_is_a_single_one(template: Template) -> None:
    for name, statement in _statements(template):
        for resource in listed(statement["Resource"]):
            assert not isinstance(resource, str), (name, resource)
            arn = _arn(resource)
            if "*" in arn or "?" in arn:
                assert any(arn.endswith(wildcard) for wildcard in WILDCARDS), (name, arn)


def test_no_permission_is_given_twice(template: Template) -> None:
    seen = set()
    for name, statement in _statements(template):
        for action in listed(statement["Action"]):
            for resource in listed(statement["Resource"]):
                permission = (name, action, str(resource))
                assert permission not in seen, permission
                seen.add(permission)


@pytest.mark.seed_defect(38)
def test_mail_leaves_in_the_name_of_the_sender_only(template: Template) -> None:
    mail = [(name, found) for name, found in _statements(template) if "ses:SendEmail" in listed(found["Action"])]
    assert [name for name, _ in mail] == ["SendEmailRole"]
    assert mail[0][1]["Condition"] == {"StringEquals": {"ses:FromAddress": {"Ref": "SenderEmail"}}}


def test_a_secret_is_read_by_who_signs_or_checks_with_it(template: Template) -> None:
    readers = {
        name: _arn(found["Resource"]).rsplit(":", 1)[1]
        for name, found in _statements(template)
        if "secretsmanager:GetSecretValue" in listed(found["Action"])
    }
    assert readers == {
        "SendSmsRole": "${TwilioSecretName}-??????",
        "SendPushRole": "${VapidSecretName}-??????",
        "TwilioWebhookRole": "${TwilioSecretName}-??????",
        "SendEmailRole": "${UnsubscribeSecretName}-??????",
        "HttpApiRole": "${UnsubscribeSecretName}-??????",
    }


def test_a_function_takes_messages_from_its_own_queue_only(template: Template) -> None:
    own = {
        named(function["Role"]): {
            source
            for source, mapping in template.event_sources("SQS::Queue")
            if named(mapping["FunctionName"]) == function["LogicalId"]
        }
        for function in template.functions().values()
    }
    for name, statement in _statements(template):
        if "sqs:ReceiveMessage" in listed(statement["Action"]):
            assert {named(resource) for resource in listed(statement["Resource"])} == own[name]


def test_who_puts_something_aside_may_send_it_there(template: Template) -> None:
    """Without the permission AWS drops it in silence, and the queue's alarm never rings."""
    schedules = template.of_type("Scheduler::Schedule").values()
    aside = {
        (named(found["Target"]["RoleArn"]), named(found["Target"]["DeadLetterConfig"]["Arn"])) for found in schedules
    }
    functions = template.of_type("Lambda::Function")
    invoked = template.of_type("Lambda::EventInvokeConfig").values()
    for found in (*invoked, *(mapping for _, mapping in template.event_sources("DynamoDB::Table"))):
        role = named(functions[named(found["FunctionName"])]["Role"])
        aside.add((role, named(found["DestinationConfig"]["OnFailure"]["Destination"])))
    allowed = {
        (name, named(resource))
        for name, statement in _statements(template)
        if "sqs:SendMessage" in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }
    assert aside
    assert aside <= allowed


def test_a_function_may_touch_what_its_variables_name_and_nothing_else(template: Template) -> None:
    """Beside these only its event source, and the queue that Lambda itself puts its failures into."""
    stored = {*template.of_type("SQS::Queue"), *template.of_type("DynamoDB::Table")}
    by_lambda: dict[str, set[str]] = {}
    for kind in ("EventSourceMapping", "EventInvokeConfig"):
        for found in template.of_type(f"Lambda::{kind}").values():
            ends = [
                found.get("EventSourceArn"),
                found.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"),
            ]
            by_lambda.setdefault(named(found["FunctionName"]), set()).update(named(end) for end in ends if end)
    for folder, function in template.functions().items():
        variables = function["Environment"]["Variables"].values()
        told = {named(value) for value in variables if isinstance(value, dict) and "Ref" in value} & stored
        role = named(function["Role"])
        allowed = {
            named(resource)
            for name, found in _statements(template)
            if name == role and str(listed(found["Action"])[0]).startswith(("sqs:", "dynamodb:"))
            for resource in listed(found["Resource"])
        }
        assert told <= allowed, folder
        assert allowed - told <= by_lambda.get(function["LogicalId"], set()), folder


def test_a_function_may_write_to_its_own_log_group_only(template: Template) -> None:
    own = {
        named(function["Role"]): named(function["LoggingConfig"]["LogGroup"])
        for function in template.functions().values()
    }
    written = {
        name: named(found["Resource"]) for name, found in _statements(template) if "logs:" in str(found["Action"])
    }
    assert written == own
