"""The figures that the README gives are those that were measured last."""

import re
from collections.abc import Iterator

from local.settings import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def rows(page: str, title: str) -> Iterator[list[str]]:
    """The cells of every row of the first table under a title."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8").split(f"## {title}\n", 1)[1]
    table = re.search(r"^\|.*\n\|[-: |]+\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert table
    for line in table[1].splitlines():
        yield [cell.strip(" *") for cell in line.strip("|").split("|")]


def said(pattern: str) -> tuple[str, ...]:
    found = re.search(pattern, README)
    assert found, pattern
    return found.groups()


def test_what_a_million_cost() -> None:
    [together] = [row for row in rows("benchmarks.md", "Dollars per million") if row[0] == "together"]
    assert said(r"cost \*\*([\d.]+) dollars\*\*.* naively ([\d.]+)") == (together[2], together[4])


def test_how_soon_a_message_is_there() -> None:
    slowest = max(float(row[3]) for row in rows("benchmarks/load.md", "Under load"))
    assert said(r"95% within ([\d.]+) seconds") == (f"{slowest:.2f}",)


def test_what_gets_lost() -> None:
    """Of a thousand for each fault: nothing, and nothing comes twice but where nobody can know."""
    matrix = list(rows("delivery.md", "The fault matrix"))
    assert said(r"(\d+) faults, each with a thousand") == (str(len(matrix) - 1),)  # the first row has none
    assert {row[1] for row in matrix} == {"1000"}
    assert {row[9] for row in matrix} == {"0"}
    assert {row[0] for row in matrix if row[10] != "0"} <= {"undecidable: mail taken, answer cut, events lost"}


def test_how_large_the_bell_is() -> None:
    [both] = [row for row in rows("benchmarks.md", "Size in the page") if row[0] == "client and bell"]
    assert said(r"Client and bell are ([\d.]+ kB) in") == (both[1],)
