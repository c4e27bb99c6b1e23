"""The template as CloudFormation gets it, after SAM has translated it, with what the tests ask of it."""

import json
import os
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from local.settings import ROOT, venv

_SUBSTITUTED = re.compile(r"\$\{([A-Za-z0-9]+)[^}]*\}")

Properties = dict[str, Any]


class Template:
    """The resources by logical id, and the sections that SAM leaves as they are."""

    def __init__(self, source: dict[str, Any], translated: dict[str, Any]) -> None:
        self.source = source
        self.translated = translated
        self.resources: dict[str, dict[str, Any]] = translated["Resources"]
        self.parameters: dict[str, dict[str, Any]] = translated["Parameters"]
        self.outputs: dict[str, dict[str, Any]] = translated["Outputs"]

    def of_type(self, kind: str) -> dict[str, Properties]:
        """The properties of every resource of a type (`SQS::Queue`), by logical id."""
        return {
            name: resource.get("Properties", {})
            for name, resource in self.resources.items()
            if resource["Type"] == f"AWS::{kind}"
        }

    def functions(self) -> dict[str, Properties]:
        """The functions by the folder that their handler stands in."""
        return {
            properties["Handler"].split(".")[0]: {"LogicalId": name, **properties}
            for name, properties in self.of_type("Lambda::Function").items()
        }

    def event_sources(self, service: str) -> list[tuple[str, Properties]]:
        """Source and mapping of every event source whose source is a queue (`SQS::Queue`) or a table."""
        mappings = self.of_type("Lambda::EventSourceMapping").values()
        found = [(named(mapping["EventSourceArn"]), mapping) for mapping in mappings]
        return [(source, mapping) for source, mapping in found if self.resources[source]["Type"] == f"AWS::{service}"]

    def work_queues(self) -> dict[str, Properties]:
        """The queues that functions take messages from."""
        return {source: self.resources[source]["Properties"] for source, _ in self.event_sources("SQS::Queue")}

    def dead_letter_queues(self) -> set[str]:
        """The queues that take what something else could not do."""
        return set(self.of_type("SQS::Queue")) - set(self.work_queues())

    def alarms_on(self, metric: str) -> dict[str, Properties]:
        """The alarms on a metric, by what they watch: the first dimension that names a resource."""
        alarms = [alarm for alarm in self.of_type("CloudWatch::Alarm").values() if alarm["MetricName"] == metric]
        return {named(alarm["Dimensions"][0]["Value"]): alarm for alarm in alarms if alarm.get("Dimensions")}


def named(value: Any) -> str:
    """The one resource or parameter that an intrinsic function names; a text names itself."""
    if isinstance(value, str):
        return value
    if "Ref" in value:
        return str(value["Ref"])
    if "Fn::GetAtt" in value:
        attribute = value["Fn::GetAtt"]
        return str(attribute.split(".")[0] if isinstance(attribute, str) else attribute[0])
    text = value["Fn::Sub"]
    names = _SUBSTITUTED.findall(text if isinstance(text, str) else text[0])
    return str(next(name for name in names if name != "AWS"))


def logical_name(word: str) -> str:
    """How the template's names begin for a channel: `in-app` → `InApp`."""
    return "".join(part.capitalize() for part in word.split("-"))


def listed(value: Any) -> list[Any]:
    """What may stand alone or in a list, as a list."""
    return value if isinstance(value, list) else [value]


@cache
def template() -> Template:
    """The template, translated once. Raises AssertionError with SAM's own words for a template that it refuses."""
    command = [venv("sam") / "bin" / "python", Path(__file__).with_name("translate.py"), ROOT / "template.yaml"]
    environment = os.environ | {"AWS_DEFAULT_REGION": "us-east-1"}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout)
    return Template(answer["source"], answer["translated"])
