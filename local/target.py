"""The stack that a command works on: the one in AWS that `STACK=<name>` names, else the local one that runs.

In AWS its outputs come from CloudFormation, with the credentials and the region of the environment, as for any AWS tool.
"""

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import NoRegionError

from local import aws, running
from local.settings import STACK_NAME, read
from local.steps import StepFailedError

if TYPE_CHECKING:
    from boto3.session import Session
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class Target:
    """A stack: its name, its outputs, and how to reach its account. `endpoint` is the local AWS's, None in AWS."""

    name: str
    outputs: dict[str, str]
    session: "Session"
    endpoint: str | None

    @property
    def is_local(self) -> bool:
        """Whether it stands on this machine."""
        return self.endpoint is not None

    def sqs(self) -> "SQSClient":
        """A client for its queues."""
        return self.session.client("sqs", endpoint_url=self.endpoint, config=aws.CLIENT_CONFIG)

    def logs(self) -> "CloudWatchLogsClient":
        """A client for its logs."""
        return self.session.client("logs", endpoint_url=self.endpoint, config=aws.CLIENT_CONFIG)

    def queue_url(self, logical_id: str) -> str:
        """The address of a queue: an output, or, for those that only operators touch, asked of CloudFormation."""
        if url := self.outputs.get(f"{logical_id}Url"):
            return url
        client: CloudFormationClient = self.session.client(
            "cloudformation", endpoint_url=self.endpoint, config=aws.CLIENT_CONFIG
        )
        found = client.describe_stack_resource(StackName=self.name, LogicalResourceId=logical_id)
        return found["StackResourceDetail"]["PhysicalResourceId"]


def add_argument(parser: argparse.ArgumentParser) -> None:
    """The option of every command that also works against AWS."""
    parser.add_argument(
        "--stack", default="", metavar="NAME", help="STACK=NAME: a stack in AWS; without it the local one"
    )


def find(stack_name: str) -> Target:
    """The stack of that name in AWS, or without one the local stack. Raises StepFailedError when there is none."""
    if stack_name:
        return in_aws(stack_name, boto3.session.Session())
    aws.isolate()
    contract: dict[str, Any] = running.contract(read())
    return Target(STACK_NAME, contract["outputs"], aws.session(), contract["awsEndpoint"])


def in_aws(stack_name: str, session: "Session") -> Target:
    """The stack of that name in the account of the session. Botocore's errors pass."""
    try:
        client: CloudFormationClient = session.client("cloudformation", config=aws.CLIENT_CONFIG)
    except NoRegionError:
        raise StepFailedError(
            "no region: set AWS_DEFAULT_REGION, or one in the profile that AWS_PROFILE names"
        ) from None
    found = client.describe_stacks(StackName=stack_name)["Stacks"][0]
    outputs = {item["OutputKey"]: item["OutputValue"] for item in found.get("Outputs", [])}
    return Target(stack_name, outputs, session, None)
