"""What `make run` may be told, as the README has it."""

import re
from typing import Any

import pytest

from local import settings

OTHER = {
    "LOCAL_AWS_PORT": "4700",
    "WEB_PORT": "3100",
    "EMAIL_FALLBACK_DELAY_SECONDS": "5",
    "TWILIO_API_BASE_URL": "https://twilio.example",
}


@pytest.mark.parametrize(
    ("environment", "name", "value"),
    [
        ({}, "aws_port", 4566),
        ({}, "web_port", 3000),
        ({}, "email_fallback_delay_seconds", 600),
        ({}, "twilio_api_base_url", "http://127.0.0.1:3000"),
        ({}, "state_dir", settings.ROOT / ".local"),
        ({}, "parameters", {}),
        (dict.fromkeys(OTHER, ""), "aws_port", 4566),
        (dict.fromkeys(OTHER, ""), "twilio_api_base_url", "http://127.0.0.1:3000"),
        (OTHER, "aws_endpoint", "http://127.0.0.1:4700"),
        (OTHER, "web_url", "http://127.0.0.1:3100"),
        (OTHER, "email_fallback_delay_seconds", 5),
        (OTHER, "twilio_api_base_url", "https://twilio.example"),
        ({"WEB_PORT": "3100"}, "twilio_api_base_url", "http://127.0.0.1:3100"),
        ({"LOCAL_PARAMETERS": "A=1 B=c=d"}, "parameters", {"A": "1", "B": "c=d"}),
    ],
)
def test_the_environment_is_read_or_else_the_contracts_defaults(
    environment: dict[str, str], name: str, value: Any
) -> None:
    assert getattr(settings.read(environment), name) == value


@pytest.mark.parametrize(
    "environment",
    [
        *({"LOCAL_AWS_PORT": port} for port in ("0", "65536", "http", "-1", "1e3", "٣")),
        {"WEB_PORT": "80.0"},
        {"EMAIL_FALLBACK_DELAY_SECONDS": "0"},
        {"EMAIL_FALLBACK_DELAY_SECONDS": "604801"},
        {"LOCAL_PARAMETERS": "A"},
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(environment: dict[str, str]) -> None:
    (name,) = environment
    with pytest.raises(settings.SettingsError, match=f"^{name} is "):
        settings.read(environment)


def test_the_readme_names_them_with_their_defaults() -> None:
    readme = (settings.ROOT / "README.md").read_text(encoding="utf-8")
    (sentence,) = re.findall(r"`make run` reads (.*?)\.\n", readme, re.DOTALL)

    assert dict(re.findall(r"`([A-Z_]+)` \[([^]]+)\]", sentence)) == {
        "LOCAL_AWS_PORT": "4566",
        "WEB_PORT": "3000",
        "EMAIL_FALLBACK_DELAY_SECONDS": "600",
        "TWILIO_API_BASE_URL": "the local sink",
    }
