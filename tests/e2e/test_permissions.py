"""Least privilege, both ways: what a role may do was done by some test, and nothing else was tried. Runs near the end."""

from fnmatch import fnmatchcase
from pathlib import Path

from .doors import Doors

BESIDE_THE_CODE = {
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
}
"""What Lambda itself does in a function's name; the local AWS does it in its own."""

ON_FAILURE = {(f"{name}Role", f"{name}DeadLetterQueue") for name in ("CountStats", "EmailFallback", "FinishStuck")}
"""Where Lambda puts the event of a function that failed, in the function's name. Theirs never failed here."""

AT_THE_SINK = {"ses:SendEmail", "ses:SendRawEmail"}
"""The sink takes emails before anybody checks a permission."""


def _allowed(doors: Doors) -> set[tuple[str, str, str]]:
    """Role, action and resource of every statement of every role a function has."""
    iam = doors.client("iam")
    functions = doors.client("lambda").get_paginator("list_functions").paginate()
    roles = {function["Role"].split("/")[-1] for page in functions for function in page["Functions"]}
    statements = [
        (role, statement)
        for role in roles
        for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]
        for statement in iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]["Statement"]
    ]
    return {
        (role, action, resource)
        for role, statement in statements
        for action in _list(statement["Action"])
        for resource in _list(statement["Resource"])
        if action not in BESIDE_THE_CODE | AT_THE_SINK
        if not any(f"-{who}-" in role and f"-{queue}-" in resource for who, queue in ON_FAILURE)
    }


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_no_function_has_a_permission_that_it_does_not_use(doors: Doors, log_dir: Path):
    used = [line.split(" ") for line in (log_dir / "permissions.log").read_text().splitlines()]
    unused = {
        f"{role.split('-')[1]}: {action} on {resource.split(':')[-1]}"
        for role, action, resource in _allowed(doors)
        if not any(role == who and action == did and fnmatchcase(on, resource) for who, did, on in used)
    }
    assert unused == set()


def test_no_function_was_denied_anything(log_dir: Path):
    assert "AccessDenied" not in (log_dir / "ministack.log").read_text(errors="replace")
