"""What `make run` must know of `template.yaml`: its parameters and their defaults."""

from pathlib import Path
from typing import Any

import yaml

from local.settings import ROOT


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's YAML; its short functions (`!Ref`, `!Sub`, …) become None: none is needed here."""


_Loader.add_multi_constructor("!", lambda _loader, _suffix, _node: None)


def parameter_defaults(path: Path = ROOT / "template.yaml") -> dict[str, str]:
    """Every parameter by name with its default as text; one without a default is an empty text."""
    template: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    return {name: str(parameter.get("Default", "")) for name, parameter in template.get("Parameters", {}).items()}
