"""What the bell costs a page stays within its budget."""

from __future__ import annotations

from bench import page_size


def test_client_and_bell_stay_within_their_budget() -> None:
    bundled, _ = page_size.sizes(page_size.BELL)
    client, _ = page_size.sizes(page_size.CLIENT)
    assert 0 < client < bundled <= page_size.BUDGET_BYTES
