"""What deployers and operators may rely on: the parameters, the outputs, the dashboard."""

import json
import re
from typing import Any

import pytest

from carillon.domain.notification import CHANNELS
from local.settings import ROOT
from tests.template.translated import Template, logical_name

README = (ROOT / "README.md").read_text(encoding="utf-8")
DEFAULTS = {
    "AdminClaim": "cognito:groups",
    "AdminGroup": "admin",
    "EmailFallbackDelaySeconds": 600,
    "JwtAudience": "",
    "JwtIssuer": "",
    "ProducerArns": "",
    "RetentionDays": 180,
    "SmsCountries": "",
    "SmsOriginationIdentity": "",
    "TwilioApiBaseUrl": "https://api.twilio.com",
    "TwilioSecretName": "carillon/twilio",
    "UnsubscribeSecretName": "carillon/unsubscribe",
    "VapidSecretName": "carillon/vapid",
}
PARAMETERS = {
    *DEFAULTS,
    "AlarmEmail",
    "AllowedOrigins",
    "AppUrl",
    "Environment",
    "MaxRetrySeconds",
    "OutcomeWaitSeconds",
    "PublicApiUrl",
    "PushEndpointHosts",
    "SenderEmail",
    "SmsDailyCap",
    "SmsDailyCapPerNumber",
    "SmsDailyCapPerUser",
    "SmsMaxSegments",
    "TwilioFrom",
    "VapidRotation",
    "VapidSubject",
}
OUTPUTS = {
    "HttpApiUrl",
    "WebSocketUrl",
    "IngestQueueUrl",
    "IngestQueueArn",
    "IngestDeadLetterQueueUrl",
    *(f"{channel}{queue}Url" for channel in map(logical_name, CHANNELS) for queue in ("Queue", "DeadLetterQueue")),
    "NotificationsTableName",
    "SubscriptionsTableName",
    "PreferencesTableName",
    "EmailFallbackFunctionName",
    "UserPoolId",
    "UserPoolClientId",
    "DashboardUrl",
}
METRICS = {
    "NotificationsAccepted": "service",
    "NotificationsRejected": "service",
    "DeliveriesSent": "channel,service",
    "DeliveriesFailed": "channel,service",
    "DeliveriesSkipped": "channel,service",
    "DeliveriesUnknown": "channel,service",
    "DeliveriesDelivered": "channel,service",
    "DeliveriesBounced": "channel,service",
    "SmsCapReached": "cap,service",
    "DeliveriesRequeued": "service",
    "DeliveriesStuck": "service",
}


def test_the_parameters_are_those_of_the_contract(template: Template) -> None:
    assert set(template.parameters) == PARAMETERS


def test_the_readme_has_every_parameter_with_its_default(template: Template) -> None:
    """One row for one or more: `| `A`, `B` | 1, `x` | what it is |`; a default that is told in words is not compared."""
    section = README.partition("## Configuration\n")[2].partition("\n## ")[0]
    rows = [
        (re.findall(r"`(\w+)`", names), defaults.strip())
        for names, defaults in re.findall(r"^\| (`[A-Z][^|]*) \|([^|]*)\|", section, re.MULTILINE)
    ]
    assert sorted(name for names, _ in rows for name in names) == sorted(PARAMETERS)
    for names, defaults in rows:
        told = defaults.replace("`", "").split(", ")
        if all(re.fullmatch(r"[\w:/]+", each) for each in told) and told not in (["none"], ["all"]):
            assert told == [str(template.parameters[name]["Default"]) for name in names], names


def test_the_readmes_picture_has_every_function(template: Template) -> None:
    picture = README.partition("```mermaid\n")[2].partition("```")[0]
    assert set(template.functions()) <= set(re.findall(r"\w+", picture))


def test_every_parameter_is_described_and_has_a_default_that_it_would_accept(template: Template) -> None:
    for name, parameter in template.parameters.items():
        assert parameter["Description"], name
        default = str(parameter["Default"])
        members = default.split(",") if parameter["Type"] == "CommaDelimitedList" else [default]
        if pattern := parameter.get("AllowedPattern"):
            assert all(re.fullmatch(pattern, member) for member in members), name


def test_no_parameter_carries_a_secret(template: Template) -> None:
    """Whoever may describe the stack reads its parameters; `NoEcho` hides them there and nowhere else."""
    for name, parameter in template.parameters.items():
        assert "NoEcho" not in parameter, name
        assert name.endswith("SecretName") or not re.search("secret|token|password|key|credential", name, re.I), name


@pytest.mark.parametrize("name", sorted(DEFAULTS))
def test_defaults_are_those_of_the_contract(template: Template, name: str) -> None:
    assert template.parameters[name]["Default"] == DEFAULTS[name]


@pytest.mark.bad_input(102)
@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("AllowedOrigins", "*"),
        ("AllowedOrigins", "https://app.example.com/path"),
        ("JwtIssuer", "http://login.example.com"),
        ("ProducerArns", "*"),
        ("ProducerArns", "arn:aws:iam::123456789012:root"),
        ("PublicApiUrl", "https://api.example.com/"),
        ("SenderEmail", "Carillon <mail@example.com>"),
        ("SmsCountries", "DE, FR"),
        ("SmsOriginationIdentity", "*"),
        ("TwilioFrom", "0151234567890"),
        ("VapidSubject", "mail@example.com"),
    ],
)
def test_what_would_fail_later_is_refused_at_once(template: Template, name: str, refused: str) -> None:
    assert not re.fullmatch(template.parameters[name]["AllowedPattern"], refused)


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("AllowedOrigins", "http://127.0.0.1:3000"),
        ("ProducerArns", "arn:aws:sns:eu-central-1:123456789012:orders"),
        ("ProducerArns", "arn:aws:events:us-east-1:123456789012:rule/my-bus/my-rule"),
        ("PushEndpointHosts", "fcm.googleapis.com,*.push.apple.com,http://127.0.0.1:3000"),
        ("SenderEmail", "mail@example.com"),
        ("SmsCountries", "DE,FR"),
        ("SmsOriginationIdentity", "arn:aws:sms-voice:eu-west-1:123456789012:pool/pool-0a1b2c3d"),
        ("SmsOriginationIdentity", "arn:aws:sms-voice:eu-west-1:123456789012:sender-id/Carillon/DE"),
        ("TwilioApiBaseUrl", "http://127.0.0.1:3000/twilio"),
        ("TwilioFrom", "MG0123456789abcdef0123456789abcdef"),
        ("VapidSubject", "https://example.com/contact"),
    ],
)
def test_what_works_is_accepted(template: Template, name: str, accepted: str) -> None:
    assert re.fullmatch(template.parameters[name]["AllowedPattern"], accepted)


def test_the_outputs_are_those_of_the_contract(template: Template) -> None:
    assert set(template.outputs) == OUTPUTS
    assert all(output["Description"] for output in template.outputs.values())


def _dashboard(template: Template) -> list[dict[str, Any]]:
    (dashboard,) = template.of_type("CloudWatch::Dashboard").values()
    body = re.sub(r"\$\{(?!!)[^}]*\}", "x", dashboard["DashboardBody"]["Fn::Sub"])
    widgets: list[dict[str, Any]] = json.loads(body)["widgets"]
    return widgets


def test_the_dashboard_fits_its_grid(template: Template) -> None:
    cells: set[tuple[int, int]] = set()
    for widget in _dashboard(template):
        taken = {
            (widget["x"] + column, widget["y"] + row)
            for column in range(widget["width"])
            for row in range(widget["height"])
        }
        assert max(column for column, _ in taken) < 24
        assert not cells & taken
        cells |= taken


def test_the_dashboard_shows_every_alarm(template: Template) -> None:
    body = template.of_type("CloudWatch::Dashboard")["Dashboard"]["DashboardBody"]["Fn::Sub"]
    assert set(re.findall(r"\$\{([A-Za-z]+)\.Arn\}", body)) == set(template.of_type("CloudWatch::Alarm"))


def test_the_dashboard_shows_every_queue(template: Template) -> None:
    body = template.of_type("CloudWatch::Dashboard")["Dashboard"]["DashboardBody"]["Fn::Sub"]
    assert set(re.findall(r"\$\{([A-Za-z]+)\.QueueName\}", body)) == set(template.of_type("SQS::Queue"))


def test_the_dashboard_shows_every_function(template: Template) -> None:
    body = template.of_type("CloudWatch::Dashboard")["Dashboard"]["DashboardBody"]["Fn::Sub"]
    shown = re.findall(r'"FunctionName", "\$\{(\w+)\}|"\.\.\.", "\$\{(\w+Function)\}"', body)
    names = [first or next_one for first, next_one in shown]
    assert sorted(names) == sorted(2 * [*template.of_type("Lambda::Function")]), "errors and duration of each"


@pytest.mark.parametrize("metric", sorted(METRICS))
def test_the_dashboard_shows_the_application_metrics(template: Template, metric: str) -> None:
    expressions = [
        line[0]["expression"]
        for widget in _dashboard(template)
        for line in widget["properties"].get("metrics", [])
        if isinstance(line[0], dict)
    ]
    wanted = f"SEARCH('{{Carillon,{METRICS[metric]}}} MetricName=\"{metric}\"', 'Sum', 60)"
    assert wanted in expressions
