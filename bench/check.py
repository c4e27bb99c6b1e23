"""`make bench-check`: the budgets, and by how much each is kept. The exit status says whether all are."""

from __future__ import annotations

import sys

from bench import cold_start, cpu, fallback, growth, push_rate, requests
from bench.quiet import quiet


def main() -> None:
    """Print every gate."""
    with quiet():
        gates = [
            *requests.gates(),
            *cold_start.gates(),
            *cpu.gates(),
            *push_rate.gates(),
            *growth.gates(),
            *fallback.gates(),
        ]
    for gate in gates:
        print(gate)
    missed = [gate.name for gate in gates if not gate.is_met]
    if missed:
        sys.exit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
