"""Budgets: what is measured stays within, or `make bench-check` fails and says which."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Gate:
    """`name` is at most `budget`."""

    name: str
    measured: float
    budget: float

    @property
    def is_met(self) -> bool:
        """Whether it is."""
        return self.measured <= self.budget + _ROUNDING

    def __str__(self) -> str:
        word = "ok    " if self.is_met else "MISSED"
        if not self.budget:
            return f"{word} {self.name}: {self.measured:g}, none allowed"
        margin = (self.budget - self.measured) / self.budget
        return f"{word} {self.name}: {self.measured:.2f}, at most {self.budget:g} (margin {margin:+.0%})"


def demand(gates: Iterable[Gate]) -> None:
    """End the program and name those that are missed, if any are."""
    missed = [gate.name for gate in gates if not gate.is_met]
    if missed:
        sys.exit(f"missed: {'; '.join(missed)}")
