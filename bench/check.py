"""`make bench-check`: measures what `make bench` does, and says of each budget by how much it is kept."""

from __future__ import annotations

from bench.gates import Gate, demand
from bench.tables import COST, LOAD, measured


def main() -> None:
    """Print every gate; the exit status says whether all are met."""
    gates = list[Gate]()
    for table in measured(COST | LOAD):
        print(table.title, *table.gates, sep="\n  ", flush=True)
        gates += table.gates
    demand(gates)


if __name__ == "__main__":
    main()
