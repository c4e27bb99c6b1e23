"""What the end-to-end tests share: the doors, an administrator, and somebody new for each test."""

from typing import Any

import pytest

from .doors import Doors
from .person import Admin, Person


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
