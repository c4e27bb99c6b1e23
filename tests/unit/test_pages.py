"""A long read in pages: all of it, in order, and never further than asked for."""

from itertools import count, islice

from hypothesis import given
from hypothesis import strategies as st

from carillon.storage.pages import in_pages


@given(st.lists(st.integers()), st.integers(1, 9))
def test_every_item_is_on_one_page_and_only_the_last_may_be_short(items: list[int], size: int) -> None:
    pages = list(in_pages(items, size))

    assert [item for page in pages for item in page] == items
    assert all(len(page) == size for page in pages[:-1])
    assert all(pages)


def test_no_page_is_read_before_it_is_asked_for() -> None:
    numbers = count()

    assert list(islice(in_pages(numbers, 3), 2)) == [[0, 1, 2], [3, 4, 5]]
    assert next(numbers) == 6
