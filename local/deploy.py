"""`sam deploy` of the unchanged template to the local AWS, and what came of it."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from local import aws, secret_values, template_file
from local.processes import clean_environment, run
from local.settings import LOOPBACK, STACK_NAME, Settings, venv
from local.steps import StepFailedError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

_DONE = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
_TAG = "content"

_DEVELOPMENT_PORTS = (4200, 5173, 5500, 8000, 8080)
"""Where `ng serve`, Vite, Live Server, `python3 -m http.server` and everybody else serve a page that is being written."""

_NO_BILL = "100000"
"""Texts a day. Nobody pays for what the sink takes, and a day of tests sends one person more than a day of life."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The deployed stack's outputs, by name."""

    outputs: dict[str, str]

    def http_api_url(self, settings: Settings) -> str:
        """The HTTP API's address on this machine, which needs neither DNS nor a Host header."""
        return f"{settings.aws_endpoint}/_aws/execute-api/{_api_id(self.outputs['HttpApiUrl'])}"

    def web_socket_url(self, settings: Settings) -> str:
        """The WebSocket API's address on this machine."""
        declared = self.outputs["WebSocketUrl"]
        stage = urlsplit(declared).path.strip("/")
        return f"ws://{urlsplit(settings.aws_endpoint).netloc}/_aws/execute-api/{_api_id(declared)}/{stage}"


def make_secrets(settings: Settings, demo: secret_values.DemoSecrets) -> None:
    """Put the demo secrets where the template expects them, before the deployment resolves them."""
    client = aws.session().client("secretsmanager", endpoint_url=settings.aws_endpoint, config=aws.CLIENT_CONFIG)
    defaults = template_file.parameter_defaults()
    secret_values.put(client, defaults["TwilioSecretName"], demo["twilio"])
    secret_values.put(client, defaults["VapidSecretName"], demo["vapid"])
    secret_values.put(client, defaults["UnsubscribeSecretName"], demo["unsubscribe"])


def deploy(settings: Settings, template: Path, demo: secret_values.DemoSecrets, name: str = STACK_NAME) -> Stack:
    """Deploy unless this very content stands there. Raises StepFailedError with the first resource that failed."""
    client = aws.session().client("cloudformation", endpoint_url=settings.aws_endpoint, config=aws.CLIENT_CONFIG)
    parameters = _parameters(settings)
    content = hashlib.sha256(json.dumps([template.parent.name, parameters, demo["vapid"]["publicKey"]]).encode())
    mark = content.hexdigest()[:32]
    if (standing := _standing(client, name, mark)) is not None:
        return standing
    _clear_failed(client, name)
    try:
        _sam_deploy(settings, template, name, parameters, mark)
    except StepFailedError as error:
        raise StepFailedError(_cause(client, name) or str(error)) from error
    deployed = _standing(client, name, mark)
    if deployed is None:
        raise StepFailedError(_cause(client, name) or "the stack did not reach its final state")
    return deployed


def _sam_deploy(settings: Settings, template: Path, name: str, parameters: dict[str, str], mark: str) -> None:
    command: list[str | Path] = [
        venv("sam") / "bin" / "sam",
        "deploy",
        "--template-file",
        template,
        "--stack-name",
        name,
    ]
    # An empty configuration: samconfig.toml is about AWS accounts, and its answers are not meant for this stack.
    nothing = settings.state_dir / "samconfig.toml"
    nothing.write_text("version = 0.1\n", encoding="utf-8")
    options = ["--config-file", str(nothing), "--resolve-s3", "--capabilities", "CAPABILITY_IAM"]
    options += [
        "--no-confirm-changeset",
        "--no-fail-on-empty-changeset",
        "--no-progressbar",
        "--tags",
        f"{_TAG}={mark}",
    ]
    overrides = [f"ParameterKey={key},ParameterValue={value}" for key, value in parameters.items()]
    environment = clean_environment(
        settings.state_dir / "home",
        SAM_CLI_TELEMETRY="0",
        SAM_CLI_POLL_DELAY="0.5",  # seconds; the default of 5 is made for AWS
        **aws.environment(settings),
    )
    run(
        [*command, *options, "--parameter-overrides", *overrides],
        environment,
        settings.log_dir / "deploy.log",
        "sam deploy",
    )


def _parameters(settings: Settings) -> dict[str, str]:
    """The template's parameters where the local stack differs from their defaults."""
    defaults = template_file.parameter_defaults()
    ours = {
        "SenderEmail": "notifications@carillon.example",
        "AppUrl": settings.web_url,
        "AllowedOrigins": ",".join(_origins(settings)),
        "EmailFallbackDelaySeconds": str(settings.email_fallback_delay_seconds),
        "TwilioFrom": "+15005550006",
        "TwilioApiBaseUrl": settings.twilio_api_base_url,
        **dict.fromkeys(("SmsDailyCapPerNumber", "SmsDailyCapPerUser", "SmsDailyCap"), _NO_BILL),
        "VapidSubject": "mailto:operations@carillon.example",
        "PushEndpointHosts": f"{defaults.get('PushEndpointHosts', '')},{settings.web_url}".strip(","),
    }
    return {name: value for name, value in ours.items() if name in defaults} | settings.parameters


def _origins(settings: Settings) -> list[str]:
    """The demo page, and pages being written; a browser may have been pointed at either name of this machine."""
    ports = dict.fromkeys((settings.web_port, *_DEVELOPMENT_PORTS))
    return [f"http://{name}:{port}" for port in ports for name in (LOOPBACK, "localhost")]


def _standing(client: "CloudFormationClient", name: str, mark: str) -> Stack | None:
    """The stack, if it is there, whole, and made of what the mark says."""
    try:
        found = client.describe_stacks(StackName=name)["Stacks"][0]
    except (ClientError, IndexError):
        return None
    tags = {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}
    if found["StackStatus"] not in _DONE or tags.get(_TAG) != mark:
        return None
    return Stack({output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])})


def _clear_failed(client: "CloudFormationClient", name: str) -> None:
    """Delete what a failed first deployment left: it holds no data, and CloudFormation takes no update to it."""
    try:
        status = client.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
    except (ClientError, IndexError):
        return
    if status in {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "REVIEW_IN_PROGRESS"}:
        client.delete_stack(StackName=name)
        client.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig={"Delay": 1})


def _cause(client: "CloudFormationClient", name: str) -> str:
    """The first resource that failed in the last attempt, and why; empty if CloudFormation knows of none."""
    try:
        events = client.describe_stack_events(StackName=name)["StackEvents"]
    except ClientError:
        return ""
    failed = [event for event in events if event.get("ResourceStatus", "").endswith("_FAILED")]
    if not failed:
        return ""
    first = min(failed, key=lambda event: event["Timestamp"])
    reason = first.get("ResourceStatusReason", "no reason given")
    return f"{first.get('LogicalResourceId')} ({first.get('ResourceType')}): {reason}"


def _api_id(url: str) -> str:
    return (urlsplit(url).hostname or "").split(".")[0]
