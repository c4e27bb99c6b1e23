"""`docs/delivery.md` shows the states as the code has them."""

import re

from carillon.domain.delivery import NEXT
from local.settings import ROOT


def test_the_diagram_is_the_table_of_transitions() -> None:
    document = (ROOT / "docs" / "delivery.md").read_text(encoding="utf-8")
    diagram = document.split("```mermaid")[1].split("```")[0]

    drawn = re.findall(r"^ +(\w+) --> (\w+)$", diagram, re.MULTILINE)

    assert sorted(drawn) == sorted((state, following) for state, all_of in NEXT.items() for following in all_of)
