"""What the bell costs a page stays within its budget, and what is measured is what the sources are built to."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bench import page_size


def test_client_and_bell_stay_within_their_budget() -> None:
    client, both = page_size.size(page_size.CLIENT), page_size.size(page_size.ELEMENTS)
    assert 5_000 < client < both <= page_size.BUDGET_BYTES


def test_what_is_kept_built_is_what_the_sources_are_built_to(tmp_path: Path) -> None:
    """`make dist` after a change."""
    subprocess.run(
        ["npm", "run", "--silent", "build", "--", f"--outdir={tmp_path}"], cwd=page_size.DIST.parent, check=True
    )
    assert _files(tmp_path) == _files(page_size.DIST)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.js")}
