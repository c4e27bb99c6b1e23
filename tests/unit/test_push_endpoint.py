"""Which push subscriptions are taken: nothing that a client claims makes us connect elsewhere."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from carillon.domain.push_endpoint import check_endpoint, check_keys, is_allowed
from carillon.errors import InvalidInput

ALLOWED = ("fcm.googleapis.com", "*.push.services.mozilla.com", "http://127.0.0.1:3000")


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def point(scalar: int = 7) -> bytes:
    key = ec.derive_private_key(scalar, ec.SECP256R1()).public_key()
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


AUTH = base64url(bytes(16))


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:APA91b-_~=?x=1&y=%20",
        "https://fcm.googleapis.com:443/x",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "http://127.0.0.1:3000/push/1",
    ],
)
def test_a_browsers_push_service_is_taken(endpoint: str) -> None:
    check_endpoint(endpoint, ALLOWED)


@pytest.mark.bad_input(63, 64)
@pytest.mark.seed_defect(14)
@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "https://fcm.googleapis.com",
        "http://fcm.googleapis.com/x",
        "file:///etc/passwd",
        "ftp://fcm.googleapis.com/x",
        "//fcm.googleapis.com/x",
        "javascript:alert(1)",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://evil.example/@fcm.googleapis.com/",
        "https://fcm.googleapis.com/x#fragment",
        "https://fcm.googleapis.com:22/x",
        "https://fcm.googleapis.com:/x",
        "https://fcm.googleapis.com./x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilfcm.googleapis.com/x",
        "https://push.services.mozilla.com/x",
        "https://evilpush.services.mozilla.com/x",
        "https://.push.services.mozilla.com/x",
        "https://fcm.googleapis.com\\@evil.example/x",
        "https://fcm.googleapis.com/x y",
        "https://fcm.googleapis.com/x\n",
        "https://fcm.googleapis.com/\u00e9",
        "https://fcm。googleapis.com/x",
        "https://127.0.0.1:3000/x",
        "http://127.0.0.1:3001/x",
        "http://127.0.0.1/x",
        "http://127.0.0.1:30000/x",
        "http://localhost:3000/x",
        "http://[::1]:3000/x",
        "https://[::1]/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://0.0.0.0/x",
        "https://0x7f000001/x",
        "https://2130706433/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/x",
        "https://192.168.1.1/x",
        "https://localhost./x",
        "https://metadata.google.internal/x",
        "https://fcm.googleapis.com/" + "x" * 2_048,
    ],
)
def test_anything_else_is_refused_by_name(endpoint: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_endpoint(endpoint, ALLOWED)

    assert [detail.field for detail in refused.value.details] == ["endpoint"]


@pytest.mark.bad_input(63)
@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_around_it_makes_another_host_allowed(before: str, after: str) -> None:
    assert not is_allowed(f"https://{before}evil.example{after}", ["fcm.googleapis.com"])


def test_an_origin_allows_exactly_itself() -> None:
    assert is_allowed("http://127.0.0.1:3000/x", ["http://127.0.0.1:3000"])
    assert not is_allowed("http://127.0.0.1:3000.evil.example/x", ["http://127.0.0.1:3000"])
    assert not is_allowed("http://127.0.0.1:3000@evil.example/x", ["http://127.0.0.1:3000"])


@given(st.integers(1, 2**200))
def test_every_point_of_the_curve_is_taken(scalar: int) -> None:
    key = base64url(point(scalar))

    assert check_keys(key, AUTH) == (key, AUTH)


def test_padding_is_taken_and_removed() -> None:
    assert check_keys(base64url(point()) + "=", AUTH + "==") == (base64url(point()), AUTH)


@pytest.mark.bad_input(68)
@pytest.mark.parametrize(
    "p256dh",
    [
        "",
        base64url(point()[:64]),
        base64url(point() + b"\x00"),
        base64url(bytes(65)),
        base64url(b"\x04" + bytes(64)),
        base64url(b"\x02" + point()[1:]),
        base64url(point()[:-1] + bytes([point()[-1] ^ 1])),
        base64url(b"\x04" + b"\xff" * 64),
        base64.b64encode(b"\x04" + b"\xfb\xff" * 32).decode(),
        base64url(point())[:-1] + "\n",
        base64url(point())[:-1] + "é",
        "A" * 100_000,
    ],
)
def test_a_key_nobody_can_decrypt_with_is_refused(p256dh: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_keys(p256dh, AUTH)

    assert [detail.field for detail in refused.value.details] == ["keys.p256dh"]


@pytest.mark.bad_input(68)
@pytest.mark.parametrize("auth", ["", base64url(bytes(5)), base64url(bytes(17)), "+" * 22, AUTH + "===="])
def test_a_secret_of_another_length_or_alphabet_is_refused(auth: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_keys(base64url(point()), auth)

    assert [detail.field for detail in refused.value.details] == ["keys.auth"]
