"""A table of results, for the terminal and for Markdown alike, and its chart."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from bench.gates import Gate

_COLOURS = """%%{init: {"themeVariables": {"xyChart": {"plotColorPalette": "#2f81f7, #d9822b, #8250df"}}}}%%"""
"""Blue, orange, violet: seen on white and on black; a chart's own colour is so pale that a line is hardly there."""
PACKAGES = ("botocore", "pynamodb", "pydantic")
"""Packages that every function's figures depend on."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar for each row: its name, and how high it is. `axis` says of what."""

    axis: str
    bars: Sequence[tuple[str, float]]

    def mermaid(self) -> str:
        """As GitHub draws it, from zero: https://mermaid.js.org/syntax/xyChart.html"""
        names = ", ".join(f'"{name}"' for name, _ in self.bars)
        heights = ", ".join(f"{height:.4g}" for _, height in self.bars)
        scale = f"0 --> {max(height for _, height in self.bars):.4g}"
        axes = f'    x-axis [{names}]\n    y-axis "{self.axis}" {scale}'
        return _drawn(f"xychart-beta horizontal\n{axes}\n    bar [{heights}]")


@dataclass(frozen=True, slots=True)
class Curve:
    """What rises and falls over `along` of something, from 0 to `until`: a line each, its heights evenly spread over that."""

    along: str
    until: float
    axis: str
    lines: Sequence[Sequence[float]]

    def mermaid(self) -> str:
        """As GitHub draws it, from zero."""
        highest = max(map(max, self.lines))
        axes = f'    x-axis "{self.along}" 0 --> {self.until:.10g}\n    y-axis "{self.axis}" 0 --> {highest:.4g}'
        drawn = ["    line [" + ", ".join(f"{height:.4g}" for height in heights) + "]" for heights in self.lines]
        return _drawn("\n".join(["xychart-beta", axes, *drawn]))


def _drawn(chart: str) -> str:
    return f"```mermaid\n{_COLOURS}\n{chart}\n```\n"


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what it measures, its columns, its rows, what to know to read it and what is not in it. `made_with` are the
    packages, or "name version", that its figures depend on.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str
    leaves_out: str
    chart: Chart | Curve
    gates: Sequence[Gate]
    made_with: Sequence[str] = (*PACKAGES, "moto")

    def markdown(self) -> str:
        """The table as GitHub shows it, its columns aligned for the terminal too."""
        lines = [self.columns, *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.columns))]

        def row(cells: tuple[str, ...]) -> str:
            return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

        rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
        parts = [
            f"## {self.title}",
            self.note,
            f"Leaves out: {self.leaves_out}",
            f"Measured on {', '.join([machine(), *map(_versioned, self.made_with)])}.",
            "\n".join([row(self.columns), rule, *map(row, self.rows)]),
            "\n".join(f"- {gate}" for gate in self.gates),
            self.chart.mermaid().strip(),
        ]
        return "\n\n".join(parts) + "\n"


@cache
def machine() -> str:
    """What a figure was measured on: processor, system, and Python's version."""
    return f"{os.cpu_count()} × {_processor()}, {platform.system()}, Python {platform.python_version()}"


def locked(package: str) -> str:
    """The version of a package that has an environment of its own."""
    text = (Path(__file__).resolve().parent.parent / "requirements" / f"{package}.txt").read_text(encoding="utf-8")
    [found] = re.findall(rf"^{package}==(\S+)", text, re.MULTILINE)
    return str(found)


def _versioned(name: str) -> str:
    return name if " " in name else f"{name} {version(name)}"


def _processor() -> str:
    """Its name where the system tells it, else its kind."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
