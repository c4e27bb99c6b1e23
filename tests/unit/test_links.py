"""Where a click leads: to a web address, or to the application."""

from __future__ import annotations

import pytest

from carillon.domain.links import click_url, origin

APP = "https://app.example/home"


@pytest.mark.parametrize("url", ["https://shop.example/orders/7?a=b#c", "http://shop.example", "HTTPS://shop.example/"])
def test_a_web_address_is_followed(url: str) -> None:
    assert click_url({"url": url}, APP) == url


def test_a_path_belongs_to_the_application() -> None:
    assert click_url({"url": "/orders/7?a=b"}, APP) == "https://app.example/orders/7?a=b"


@pytest.mark.bad_input(52)
@pytest.mark.parametrize(
    "url",
    [
        None,
        7,
        ["https://a.example"],
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https://",
        "https://user@evil.example",
        "https://good.example\\@evil.example",
        "https://a.example/ b",
        "https://a.example/\nb",
        "\u202ehttps://a.example/",
        "https://[::1",
        "https://a.example/" + "x" * 2_000,
    ],
)
def test_anything_else_leads_to_the_application(url: object) -> None:
    assert click_url({"url": url}, APP) == APP


def test_an_origin_has_no_path() -> None:
    assert origin("https://a.example:8443/x?y") == "https://a.example:8443"
