"""A function that is told nonsense says so by name, when it starts."""

from __future__ import annotations

from typing import Any

import pytest

from carillon import config


@pytest.fixture(autouse=True)
def read_anew() -> Any:
    config.load.cache_clear()
    yield
    config.load.cache_clear()


@pytest.mark.seed_defect(50)
@pytest.mark.parametrize("text", ["", "ten", "1.5", "NaN", "600s"])
def test_a_delay_that_is_no_number_stops_the_start_and_is_named(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    for variable in config.variables(config.IngestSettings):
        monkeypatch.setenv(variable, "1")
    monkeypatch.setenv("EMAIL_FALLBACK_DELAY_SECONDS", text)

    with pytest.raises(RuntimeError, match=r"^EMAIL_FALLBACK_DELAY_SECONDS is not a int$"):
        config.load(config.IngestSettings)


def test_everything_that_is_missing_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = config.variables(config.EmailFallbackSettings)
    for variable in wanted:
        monkeypatch.delenv(variable, raising=False)

    with pytest.raises(RuntimeError) as refused:
        config.load(config.EmailFallbackSettings)

    assert all(variable in str(refused.value) for variable in wanted)
