"""What axe finds wrong with a page as it stands: https://github.com/dequelabs/axe-core"""

from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.local_run import ROOT

_AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """A line for each node that breaks a rule of WCAG 2.2 AA, or what axe calls best practice."""
    page.evaluate(_source())  # not as a script of the page, whose policy would not have it
    found: dict[str, Any] = page.evaluate(
        "(tags) => axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })", _RULES
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@cache
def _source() -> str:
    return _AXE.read_text(encoding="utf-8")
