"""The domain package knows nothing of AWS, of HTTP or of a validation library."""

from pathlib import Path

import pytest

from tests.template.imports import LAYER, outside

FORBIDDEN = {"boto3", "botocore", "pynamodb", "aws_lambda_powertools", "pydantic", "requests", "os"}
MODULES = sorted((LAYER / "carillon" / "domain").rglob("*.py"))


def test_there_is_a_domain() -> None:
    assert MODULES


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_the_domain_brings_no_library_of_the_outside(module: Path) -> None:
    assert not outside(module) & FORBIDDEN
