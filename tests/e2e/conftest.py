"""What the end-to-end tests share: the doors, an administrator, and somebody new for each test."""

from collections.abc import Iterator
from typing import Any

import pytest

from .begun import answers, begin, left_unread, lost_before_it_was_taken, lost_between_tries, texts_of_the_killed
from .doors import Doors
from .person import Admin, Person

__all__ = ["answers", "begin", "left_unread", "lost_before_it_was_taken", "lost_between_tries", "texts_of_the_killed"]

LAST = (
    *("test_schema", "test_events", "test_email_fallback", "test_killed_sender", "test_push_tries"),
    "browser",
    *("test_stuck", "test_permissions", "test_afterwards", "test_restart"),
)
"""What asks at random, what waits for what was begun with the first test, the page, which shares the stack, what takes
minutes, what looks back, and what stops it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The rest comes first, in the usual order."""

    def place(item: pytest.Item) -> int:
        return next((at for at, name in enumerate(LAST, 1) if name in (item.path.stem, item.path.parent.name)), 0)

    items.sort(key=place)


@pytest.fixture(scope="session")
def doors(stack: dict[str, Any]) -> Doors:
    return Doors(stack)


@pytest.fixture(autouse=True)
def close_sockets(doors: Doors) -> Iterator[None]:
    yield
    doors.close_sockets()


@pytest.fixture(scope="session")
def admin(doors: Doors) -> Admin:
    person = Admin.demo(doors, "admin")
    assert isinstance(person, Admin)
    return person


@pytest.fixture
def someone(doors: Doors) -> Person:
    """Somebody nobody has met."""
    return Person.new(doors)


@pytest.fixture
def somebody_else(doors: Doors) -> Person:
    return Person.new(doors)
