import pytest

from tests.template import translated


@pytest.fixture(scope="session")
def template() -> translated.Template:
    return translated.template()
