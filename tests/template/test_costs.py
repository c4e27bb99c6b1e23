"""What `docs/deploy.md` says an idle stack costs is counted in the template, and added up right."""

import re
from decimal import Decimal

from local.settings import ROOT
from tests.template.translated import Template

_TABLE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8").split("Idle, a month", 1)[1].split("\n\n", 2)[1]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in _TABLE.splitlines()[2:]]


def _counted(what: str) -> int:
    """The first number of a row's arithmetic."""
    (arithmetic,) = (arithmetic for name, arithmetic, _ in ROWS if name.startswith(what))
    return int(arithmetic.split(" ", 1)[0])


def test_it_counts_what_the_template_has(template: Template) -> None:
    assert _counted("alarms") == len(template.of_type("CloudWatch::Alarm"))
    assert _counted("secrets") == sum(name.endswith("SecretName") for name in template.parameters)
    assert _counted("Lambda polling") == len(template.work_queues())


def test_it_adds_up() -> None:
    *costs, total = [Decimal(re.sub(r"[^0-9.]", "", cost)) for _, _, cost in ROWS]
    assert sum(costs) == total
