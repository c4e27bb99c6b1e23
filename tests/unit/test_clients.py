"""The addresses that differ on a local AWS."""

import pytest

from carillon import clients

LOCAL = "http://127.0.0.1:4566/"


@pytest.mark.parametrize(
    ("local", "public", "expected"),
    [
        (None, "https://api.example.com", "https://api.example.com"),
        (None, "https://a1.execute-api.eu-west-1.amazonaws.com", "https://a1.execute-api.eu-west-1.amazonaws.com"),
        (LOCAL, "https://api.example.com", "https://api.example.com"),
        (LOCAL, "https://a1.execute-api.eu-west-1.amazonaws.com", "http://127.0.0.1:4566/_aws/execute-api/a1"),
    ],
)
def test_the_link_of_a_mail_opens_where_the_stack_is(
    monkeypatch: pytest.MonkeyPatch, local: str | None, public: str, expected: str
) -> None:
    monkeypatch.setattr("carillon.config.local_aws_endpoint", lambda: local)
    assert clients.http_api_url(public) == expected
