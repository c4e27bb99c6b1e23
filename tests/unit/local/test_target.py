"""Which stack a command works on."""

import re

import boto3
import pytest
from botocore.stub import Stubber

from local import aws, target
from local.steps import StepFailedError


@pytest.fixture(autouse=True)
def _no_aws_of_the_developers(monkeypatch, tmp_path):
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))


def test_the_outputs_of_a_stack_in_aws_come_from_cloudformation(monkeypatch):
    client = boto3.client("cloudformation", "eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
    session = boto3.session.Session(region_name="eu-west-1")
    monkeypatch.setattr(session, "client", lambda *_, **__: client)
    stack = {"StackName": "s", "CreationTime": 0, "StackStatus": "CREATE_COMPLETE"}
    outputs = [{"OutputKey": "EmailQueueUrl", "OutputValue": "https://q"}]
    detail = {
        "LogicalResourceId": "ErasureQueue",
        "PhysicalResourceId": "https://e",
        "ResourceType": "AWS::SQS::Queue",
        "LastUpdatedTimestamp": 0,
        "ResourceStatus": "CREATE_COMPLETE",
    }
    with Stubber(client) as stub:
        stub.add_response("describe_stacks", {"Stacks": [stack | {"Outputs": outputs}]}, {"StackName": "s"})
        stub.add_response("describe_stack_resource", {"StackResourceDetail": detail})
        found = target.in_aws("s", session)
        assert (found.queue_url("EmailQueue"), found.queue_url("ErasureQueue")) == ("https://q", "https://e")
    assert not found.is_local


def test_without_a_region_it_says_what_to_set(monkeypatch):
    with pytest.raises(StepFailedError) as failed:
        target.in_aws("s", boto3.session.Session())

    name = re.findall(r"set (\w+)", str(failed.value))[0]
    monkeypatch.setenv(name, "eu-west-1")
    assert boto3.session.Session().region_name == "eu-west-1"


def test_without_a_name_and_without_a_local_stack_it_says_how_to_start_one(monkeypatch, tmp_path):
    monkeypatch.setenv("LOCAL_STATE_DIR", str(tmp_path))
    monkeypatch.setattr(aws, "isolate", lambda: None)
    with pytest.raises(StepFailedError, match="make run"):
        target.find("")
