"""Long reads, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

ItemT = TypeVar("ItemT")


def in_pages(items: Iterable[ItemT], size: int) -> Iterator[list[ItemT]]:
    """The items in lists of `size`, the last one of what is left. Nothing is read before its page is asked for."""
    rest = iter(items)
    while page := list(islice(rest, size)):
        yield page
