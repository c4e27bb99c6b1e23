"""What the end-to-end tests share: the doors, an administrator, and somebody new for each test."""

from typing import Any

import pytest

from .begun import begin, left_unread, texts_of_the_killed
from .doors import Doors
from .person import Admin, Person

__all__ = ["begin", "left_unread", "texts_of_the_killed"]

LAST = ("test_events", "test_email_fallback", "test_killed_sender", "test_afterwards")
"""What waits for what was begun with the first test, in this order."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The page's own tests, which share the stack, still come after these."""
    items.sort(key=lambda item: ("tests/browser" in str(item.path), *(name in str(item.path) for name in LAST)))


@pytest.fixture(scope="session")
def doors(stack: dict[str, Any]) -> Doors:
    return Doors(stack)


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
