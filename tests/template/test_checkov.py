"""Checkov's opinion of the expanded template: what it finds is mended, or waived here with the reason."""

import json
import os
import subprocess
from fnmatch import fnmatchcase
from pathlib import Path

from local.settings import venv
from tests.template.translated import Template

WAIVED = {
    "CKV_AWS_115 AWS::Lambda::Function.*": "Reserved concurrency is taken from all other functions; MaximumConcurrency "
    "of the event sources and the throttling of the APIs limit instead.",
    "CKV_AWS_116 AWS::Lambda::Function.*": "For asynchronous calls, which only the two schedules make, with an OnFailure "
    "destination. The others answer a caller, or have the dead-letter queue of their queue or stream.",
    "CKV_AWS_117 AWS::Lambda::Function.*": "Nothing they call is in a VPC; in one they would need a NAT gateway that "
    "costs all day.",
    "CKV_AWS_119 AWS::DynamoDB::Table.*": "Encrypted under AWS's KMS key for DynamoDB. A key of our own would add a "
    "request and a permission to everything, and keep out nobody whom the roles let in.",
    "CKV_AWS_158 AWS::Logs::LogGroup.*": "Encrypted by CloudWatch Logs itself; a line has ids and codes, nothing of a person.",
    "CKV_AWS_173 AWS::Lambda::Function.*": "No secret stands in an environment (test_functions.py), and Lambda encrypts it.",
    "CKV_AWS_26 AWS::SNS::Topic.AlarmTopic": "CloudWatch cannot publish to a topic under AWS's KMS key for SNS, and an "
    "alarm has nothing of a person.",
    "CKV_AWS_26 AWS::SNS::Topic.EmailEventsTopic": "SES may not use AWS's KMS key for SNS, and would publish nothing. A topic "
    "keeps nothing: it hands on to a queue that is encrypted.",
    "CKV_AWS_27 AWS::SQS::Queue.*": "Encrypted with SSE-SQS (test_queues.py), which the check does not know; SNS and "
    "EventBridge cannot use AWS's KMS key for SQS.",
}
"""Why a finding is left, by its check and resource: https://www.checkov.io/5.Policy%20Index/cloudformation.html"""


def test_checkov_finds_what_is_waived_and_nothing_else(template: Template, tmp_path: Path) -> None:
    """One test, since a run takes seconds. A waiver that nothing needs any more fails it as well."""
    found = _findings(template, tmp_path / "template.json")
    needed = {finding: {waiver for waiver in WAIVED if fnmatchcase(finding, waiver)} for finding in found}
    assert [finding for finding, waivers in needed.items() if not waivers] == []
    assert set(WAIVED) - set().union(*needed.values()) == set()


def _findings(template: Template, path: Path) -> list[str]:
    """Check and resource of each finding. The run asks nobody outside this machine."""
    path.write_text(json.dumps(template.translated), encoding="utf-8")
    options = ["--framework", "cloudformation", "--output", "json", "--skip-download", "--quiet"]
    run = subprocess.run(
        [venv("checkov") / "bin" / "checkov", "--file", path, *options],
        env=os.environ | {"CKV_SKIP_PACKAGE_UPDATE_CHECK": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.startswith("{"), run.stderr
    report = json.loads(run.stdout)
    assert report["summary"]["parsing_errors"] == 0
    assert report["summary"]["resource_count"] >= len(template.resources)
    return [f"{failed['check_id']} {failed['resource']}" for failed in report["results"]["failed_checks"]]
