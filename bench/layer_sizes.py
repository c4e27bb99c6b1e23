"""The layers' sizes: what a cold function has to load from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import distribution
from pathlib import Path

from bench.gates import Gate
from bench.table import Chart, Table

ROOT = Path(__file__).resolve().parent.parent
BUDGETS = {"common": 17.5, "email": 0.65, "sms": 61, "push": 53.5}
"""Megabytes by layer: 1.15 times what was reached."""
_LEFT_OUT = (".pyc", ".pyi", ".pyx", ".c", ".h")
"""Of what `layers/layer.mk` leaves out, nearly all."""


def measure() -> Table:
    """One row per layer."""
    found = {layer: _packages(layer) for layer in BUDGETS}
    rows = [
        (
            layer,
            f"{_megabytes(packages):.1f}",
            ", ".join(f"{name} {size / 1e6:.1f}" for name, size in _largest(packages)),
        )
        for layer, packages in found.items()
    ]
    note = "Megabytes, unpacked, of what the layers' locks name, as it is installed here; 250 are what a function may have."
    out = "compiled files, and what wheels for Lambda's processor differ by."
    chart = Chart("megabytes", [(layer, _megabytes(packages)) for layer, packages in found.items()])
    gates = [
        Gate(f"megabytes of the layer {layer}", _megabytes(packages), BUDGETS[layer])
        for layer, packages in found.items()
    ]
    return Table("Layers", ("layer", "MB", "of which, the largest"), rows, note, out, chart, gates, ())


def _megabytes(packages: Mapping[str, int]) -> float:
    return sum(packages.values()) / 1e6


def _packages(layer: str) -> dict[str, int]:
    """Bytes by package; the application's own is in the common layer."""
    lock = (ROOT / "requirements" / f"layer-{layer}.txt").read_text(encoding="utf-8")
    names = [line.split("==")[0] for line in lock.splitlines() if "==" in line]
    sizes = {name: _bytes([Path(str(file.locate())) for file in distribution(name).files or ()]) for name in names}
    if layer == "common":
        sizes["carillon"] = _bytes((ROOT / "layers" / "common" / "carillon").rglob("*"))
    return sizes


def _bytes(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files if file.suffix not in _LEFT_OUT and file.is_file())


def _largest(packages: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(packages.items(), key=lambda item: -item[1])[:3]
