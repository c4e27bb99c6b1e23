"""What the sink takes as SES, and what it refuses."""

import base64
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=test"}


def raw(**changes: str) -> bytes:
    message = EmailMessage()
    headers = {"From": "Carillon <n@carillon.example>", "To": "alice@carillon.example", "Subject": "Hi ☃"} | {
        "X-Notification-Id": "01A"
    }
    for name, value in (headers | changes).items():
        message[name] = value
    message.set_content("plain")
    message.add_alternative("<p>rich</p>", subtype="html")
    return message.as_bytes()


def call(data: bytes, **more: Any) -> dict[str, Any]:
    return {"Content": {"Raw": {"Data": base64.b64encode(data).decode()}}} | more


def send(sink: httpx.Client, body: Any) -> Any:
    return sink.post("/v2/email/outbound-emails", json=body, headers=SIGNED)


def test_an_accepted_mail_is_in_the_outbox_as_a_reader_sees_it(sink: httpx.Client):
    answer = send(sink, call(raw(**{"List-Unsubscribe": "<https://x.example/u>"})))
    assert answer.status_code == 200
    assert answer.json()["MessageId"]
    (entry,) = sink.get("/outbox.json").json()
    assert entry.pop("at").endswith("Z")
    assert entry.pop("headers")["List-Unsubscribe"] == "<https://x.example/u>"
    assert entry == {
        "channel": "email", "to": "alice@carillon.example", "notificationId": "01A", "subject": "Hi ☃",
        "text": "plain\n", "html": "<p>rich</p>\n", "payload": None,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["success", "bounce", "complaint", "suppressionlist"])
def test_the_simulator_addresses_are_accepted(sink: httpx.Client, name: str):
    assert send(sink, call(raw(To=f"{name}@simulator.amazonses.com"))).status_code == 200


def test_the_destination_is_the_envelope(sink: httpx.Client):
    send(sink, call(raw(), Destination={"ToAddresses": ["bob@carillon.example"]}))
    assert [entry["to"] for entry in sink.get("/outbox.json").json()] == ["bob@carillon.example"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n\r\nno headers",
        raw().replace(b"From: Carillon <n@carillon.example>", b"X-From: x"),
        raw(From="nobody"),
        raw(To="alice@localhost"),
        raw(To="alice@[127.0.0.1]"),
        raw(To="alice@carillon..example"),
        raw().replace(b"To: alice@carillon.example", b"X-To: x"),
        raw().replace(b"Subject:", b"To: eve@evil.example\nSubject:"),
        raw().replace(b"Subject:", b"Subject: injected\nSubject:"),
        raw().replace(b"Subject:", "X-Name: Zoë\nSubject:".encode()),
        raw().replace(b"MIME-Version: 1.0\n", b""),
        raw().replace(b"boundary=", b"xboundary="),
        raw().replace(b'charset="utf-8"', b'charset="klingon"'),
        raw().replace(b"plain", b"x" * 1200),
        raw().replace(b"plain", b"nul \0"),
        raw().replace(b"plain", b"bare \r return"),
    ],
)
def test_a_malformed_message_is_refused_and_nothing_left(sink: httpx.Client, data: bytes):
    answer = send(sink, call(data))
    assert answer.status_code == 400
    assert answer.headers["x-amzn-ErrorType"] == "BadRequestException"
    assert answer.json()["message"]
    assert sink.get("/outbox.json").json() == []


@pytest.mark.parametrize(
    "body",
    [
        {}, [], {"Content": {"Simple": {}}}, {"Content": {"Raw": {"Data": "%%"}}},
        call(raw(), Destination={"ToAddresses": ["a@b.example, c@d.example"]}),
        call(raw(), Destination={"ToAddresses": ["a@b.example\r\nBcc: c@d.example"]}),
        call(raw(), Destination={"ToAddresses": [f"u{number}@b.example" for number in range(51)]}),
        call(raw(), EmailTags=[{"Name": "user", "Value": "a b"}]),
        call(raw(), FromEmailAddress="nobody"),
    ],
)  # fmt: skip
def test_a_bad_call_is_refused(sink: httpx.Client, body: Any):
    assert send(sink, body).status_code == 400
    assert sink.get("/outbox.json").json() == []


def test_a_call_without_a_signature_is_refused(sink: httpx.Client):
    assert sink.post("/v2/email/outbound-emails", json=call(raw())).status_code == 403


def test_the_outbox_can_be_emptied(sink: httpx.Client):
    send(sink, call(raw()))
    assert sink.delete("/outbox.json").status_code == 204
    assert sink.get("/outbox.json").json() == []


@pytest.mark.parametrize(("mode", "status"), [("error", 500), ("throttle", 429)])
def test_an_ordered_fault_comes_as_often_as_ordered(sink: httpx.Client, mode: str, status: int):
    assert sink.post("/faults", json={"channel": "email", "mode": mode, "times": 2}).status_code == 200
    assert [send(sink, call(raw())).status_code for _ in range(3)] == [status, status, 200]
    sink.post("/faults", json={"channel": "email", "mode": mode, "times": 2})
    sink.delete("/faults")
    assert send(sink, call(raw())).status_code == 200


@pytest.mark.parametrize("order", [{}, {"channel": "fax", "mode": "error"}, {"channel": "sms", "mode": "melt"}, []])
def test_an_unknown_fault_is_refused(sink: httpx.Client, order: Any):
    assert sink.post("/faults", json=order).status_code == 400
