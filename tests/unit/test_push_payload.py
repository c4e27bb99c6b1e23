"""What a push says: always JSON, always small enough."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carillon.channels.push_payload import MAX_PLAINTEXT_BYTES, payload, short_payload
from carillon.domain.notification import Notification, NotificationRequest

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1)


def said(title: str, message: str, **data: str) -> tuple[bytes, dict[str, str]]:
    request = NotificationRequest("user-1", "system", title, message, data=dict(data))
    raw = payload(Notification("01ARZ3NDEKTSV4RRFFQ69G5FAV", request), "https://app.example/")
    return raw, json.loads(raw)


@pytest.mark.bad_input(70)
@pytest.mark.seed_defect(40)
@given(TEXT, TEXT, st.integers(1, 400), st.integers(1, 2_000))
def test_it_is_json_of_the_right_size_whatever_the_text(title: str, message: str, times: int, more: int) -> None:
    title, message = (title * times)[:200], (message * more)[:10_000]

    raw, content = said(title, message)

    assert len(raw) <= MAX_PLAINTEXT_BYTES
    assert content.keys() == {"title", "body", "icon", "badge", "data"}
    assert title.startswith(content["title"].removesuffix("…"))
    assert message.startswith(content["body"].removesuffix("…"))


def test_what_fits_is_whole() -> None:
    _, content = said("Hello", "World \U0001f44b", url="https://shop.example/")

    assert content == {
        "title": "Hello",
        "body": "World \U0001f44b",
        "icon": "https://app.example/icons/icon-192x192.png",
        "badge": "https://app.example/icons/badge-72x72.png",
        "data": {"notificationId": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "url": "https://shop.example/"},
    }


def test_a_long_body_uses_the_room_there_is() -> None:
    raw, content = said("t" * 200, "m" * 10_000)

    assert MAX_PLAINTEXT_BYTES - 3 <= len(raw) <= MAX_PLAINTEXT_BYTES
    assert content["title"] == "t" * 200
    assert content["body"].endswith("m…")


def test_a_url_never_crowds_the_text_out() -> None:
    raw, content = said("\U0001f44b" * 200, '"' * 10_000, url="https://shop.example/" + "\u00e9" * 1_500)

    assert len(raw) <= MAX_PLAINTEXT_BYTES
    assert content["title"] == "\U0001f44b" * 200
    assert len(content["body"]) > 100


@given(TEXT, st.integers(1, 200), st.one_of(st.none(), st.text("k", min_size=1, max_size=128)))
def test_the_short_form_is_the_title_and_ids(title: str, times: int, key: str | None) -> None:
    title = (title * times)[:200]
    request = NotificationRequest("user-1", "system", title, "m" * 10_000, data={"url": "/x"}, collapse_key=key)
    notification = Notification("01ARZ3NDEKTSV4RRFFQ69G5FAV", request)

    short: dict[str, Any] = {"title": title, "data": {"notificationId": notification.id}, "truncated": True}
    assert json.loads(short_payload(notification)) == short | ({} if key is None else {"tag": key})
    assert json.loads(payload(notification, "https://app.example")).get("tag") == key
    assert len(payload(notification, "https://app.example")) <= MAX_PLAINTEXT_BYTES
