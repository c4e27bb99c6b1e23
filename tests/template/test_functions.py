"""A function has what it needs: its own role, log group and variables."""

import sys
from importlib.metadata import packages_distributions

import pytest

from carillon.config import SETTINGS, variables
from local.settings import ROOT
from tests.template.imports import FUNCTIONS, outside
from tests.template.translated import Template, named

COMMON = {"LOG_LEVEL", "POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE"}


def test_every_function_has_a_handler_and_every_handler_a_function(template: Template) -> None:
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}
    assert set(template.functions()) == folders == set(SETTINGS)
    assert {function["Handler"] for function in template.functions().values()} == {
        f"{folder}.handler.lambda_handler" for folder in folders
    }


@pytest.mark.parametrize("folder", sorted(SETTINGS))
def test_the_environment_is_what_the_settings_class_reads(template: Template, folder: str) -> None:
    told = set(template.functions()[folder]["Environment"]["Variables"])
    assert told - COMMON == set(variables(SETTINGS[folder]))
    assert told >= COMMON


def test_every_function_runs_on_the_runtime_that_the_layers_are_built_for(template: Template) -> None:
    for folder, function in template.functions().items():
        assert (function["Runtime"], function["Architectures"]) == ("python3.13", ["arm64"]), folder
    for name, layer in template.of_type("Lambda::LayerVersion").items():
        assert layer["CompatibleRuntimes"] == ["python3.13"], name
        assert layer["CompatibleArchitectures"] == ["arm64"], name


def test_every_function_has_the_common_layer_and_only_who_talks_to_a_provider_more(template: Template) -> None:
    more: dict[str, list[str]] = {}
    for folder, function in template.functions().items():
        first, *others = [named(layer) for layer in function["Layers"]]
        assert first.startswith("CommonLayer"), folder
        more |= {folder: [other[: -len("0123456789")] for other in others]} if others else {}
    assert more == {
        "send_email": ["EmailLayer"],
        "send_sms": ["SmsLayer"],
        "send_push": ["PushLayer"],
        "twilio_webhook": ["SmsLayer"],
    }


@pytest.mark.parametrize("folder", sorted(SETTINGS))
def test_what_a_function_imports_is_in_its_layers_or_in_the_runtime(template: Template, folder: str) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html: the runtime has the AWS SDK."""
    layers = [named(layer)[: -len("Layer0123456789")].lower() for layer in template.functions()[folder]["Layers"]]
    locks = "".join((ROOT / "requirements" / f"layer-{layer}.txt").read_text(encoding="utf-8") for layer in layers)
    there = {line.split("==")[0] for line in locks.splitlines()} | {"boto3", "botocore", "urllib3"}
    providers = packages_distributions()
    for name in outside(FUNCTIONS / folder / "handler.py") - sys.stdlib_module_names:
        assert there & {distribution.lower().replace("_", "-") for distribution in providers[name]}, name


def test_every_function_logs_json_to_a_group_of_its_own_that_forgets(template: Template) -> None:
    groups = template.of_type("Logs::LogGroup")
    used = []
    for folder, function in template.functions().items():
        assert function["LoggingConfig"]["LogFormat"] == "JSON", folder
        used.append(named(function["LoggingConfig"]["LogGroup"]))
        assert groups[used[-1]]["LogGroupName"] == {
            "Fn::Sub": f"/aws/lambda/${{AWS::StackName}}-{folder.replace('_', '-')}"
        }
    assert len(used) == len(set(used))
    assert all(group.get("RetentionInDays") for group in groups.values())


def test_every_function_has_an_alarm_on_its_errors(template: Template) -> None:
    assert set(template.alarms_on("Errors")) == set(template.of_type("Lambda::Function"))


def test_throttled_functions_raise_an_alarm(template: Template) -> None:
    metrics = {alarm["MetricName"] for alarm in template.of_type("CloudWatch::Alarm").values()}
    assert "Throttles" in metrics


def test_no_secret_stands_in_an_environment(template: Template) -> None:
    """The one value resolved from a secret is the public half of the VAPID key."""
    resolved = {
        (folder, variable)
        for folder, function in template.functions().items()
        for variable, value in function["Environment"]["Variables"].items()
        if "resolve:" in str(value)
    }
    assert resolved == {("http_api", "VAPID_PUBLIC_KEY")}
    value = template.functions()["http_api"]["Environment"]["Variables"]["VAPID_PUBLIC_KEY"]
    assert value == {"Fn::Sub": "{{resolve:secretsmanager:${VapidSecretName}:SecretString:publicKey}}"}


def test_streams_are_counted_and_what_cannot_be_is_put_aside(template: Template) -> None:
    mappings = template.event_sources("DynamoDB::Table")
    streaming = {name for name, table in template.of_type("DynamoDB::Table").items() if "StreamSpecification" in table}
    assert {source for source, _ in mappings} == streaming
    for source, mapping in mappings:
        assert named(mapping["DestinationConfig"]["OnFailure"]["Destination"]) == "CountStatsDeadLetterQueue", source
        assert "BisectBatchOnFunctionError" not in mapping, source
        assert 0 < mapping["MaximumRetryAttempts"] <= 100, source
        assert mapping["MaximumRecordAgeInSeconds"] <= 24 * 3600, source


@pytest.mark.seed_defect(50)
@pytest.mark.parametrize("name", ["EmailFallback", "FinishStuck"])
def test_a_schedule_ticks_every_minute_and_a_lost_run_is_put_aside(template: Template, name: str) -> None:
    schedules = template.of_type("Scheduler::Schedule").values()
    assert len(schedules) == 2
    (schedule,) = [found for found in schedules if named(found["Target"]["Arn"]) == f"{name}Function"]
    assert schedule["ScheduleExpression"] == "rate(1 minute)"
    assert schedule["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert "Name" not in schedule, "a fixed name allows one stack per account"
    assert named(schedule["Target"]["DeadLetterConfig"]["Arn"]) == f"{name}DeadLetterQueue"
    assert schedule["Target"]["RetryPolicy"]["MaximumEventAgeInSeconds"] <= 60
    invocations = template.of_type("Lambda::EventInvokeConfig").values()
    (invocation,) = [found for found in invocations if named(found["FunctionName"]) == f"{name}Function"]
    assert named(invocation["DestinationConfig"]["OnFailure"]["Destination"]) == f"{name}DeadLetterQueue"


def test_what_is_stuck_raises_an_alarm(template: Template) -> None:
    (alarm,) = [
        found for found in template.of_type("CloudWatch::Alarm").values() if found["MetricName"] == "DeliveriesStuck"
    ]
    assert (alarm["Namespace"], alarm["Threshold"], alarm["Statistic"]) == ("Carillon", 0, "Sum")
    assert alarm["Dimensions"] == [{"Name": "service", "Value": "carillon"}]
