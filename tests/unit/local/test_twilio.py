"""What the sink takes as Twilio, and what it refuses."""

from typing import Any

import httpx
import pytest

from local.secret_values import DemoSecrets
from local.sink.twilio import segments

GOOD = {"To": "+12025550101", "From": "+15005550006", "Body": "hello"}


def send(sink: httpx.Client, demo: DemoSecrets, form: dict[str, str], account: str = "", token: str = "") -> Any:
    sid = demo["twilio"]["accountSid"]
    return sink.post(
        f"/2010-04-01/Accounts/{account or sid}/Messages.json",
        data=form,
        auth=(sid, token or demo["twilio"]["authToken"]),
        headers={"X-Notification-Id": "01B"},
    )


def test_an_accepted_message_is_in_the_outbox(sink: httpx.Client, demo: DemoSecrets):
    answer = send(sink, demo, GOOD)
    assert answer.status_code == 201
    assert answer.json()["sid"].startswith("SM")
    assert (answer.json()["status"], answer.json()["num_segments"]) == ("queued", "1")
    (entry,) = sink.get("/outbox.json").json()
    del entry["at"]
    assert entry == {
        "channel": "sms", "to": "+12025550101", "notificationId": "01B", "text": "hello",
        "subject": None, "html": None, "headers": None, "payload": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": "+15005550001"}, 21211),
        ({"To": "+15005550002"}, 21612),
        ({"To": "+15005550003"}, 21408),
        ({"To": "+15005550004"}, 21610),
        ({"To": "+15005550009"}, 21614),
        ({"To": ""}, 21604),
        ({"To": "0777123456"}, 21211),
        ({"To": "+1 (415) 555"}, 21211),
        ({"To": "+1234567890123456"}, 21211),
        ({"From": ""}, 21603),
        ({"From": "Carillon"}, 21212),
        ({"From": "+15005550001"}, 21212),
        ({"From": "+15005550007"}, 21606),
        ({"From": "+15005550008"}, 21611),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
    ],
)
def test_what_twilio_refuses_is_refused_with_its_code(
    sink: httpx.Client, demo: DemoSecrets, change: dict[str, str], code: int
):
    answer = send(sink, demo, GOOD | change)
    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (400, code, 400)
    assert sink.get("/outbox.json").json() == []


def test_wrong_credentials_are_refused(sink: httpx.Client, demo: DemoSecrets):
    answer = send(sink, demo, GOOD, token="wrong")
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    assert send(sink, demo, GOOD, account="AC" + "0" * 32).json()["code"] == 20404


def test_only_a_form_is_taken(sink: httpx.Client, demo: DemoSecrets):
    sid, token = demo["twilio"]["accountSid"], demo["twilio"]["authToken"]
    answer = sink.post(f"/2010-04-01/Accounts/{sid}/Messages.json", json=GOOD, auth=(sid, token))
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("🎉", 1),
        ("🎉" * 36, 2),
    ],
)
def test_segments_are_counted_as_on_air(body: str, count: int):
    assert segments(body) == count


@pytest.mark.parametrize(("mode", "status", "code"), [("error", 500, 20500), ("throttle", 429, 20429)])
def test_an_ordered_fault_has_twilios_shape(sink: httpx.Client, demo: DemoSecrets, mode: str, status: int, code: int):
    sink.post("/faults", json={"channel": "sms", "mode": mode})
    answer = send(sink, demo, GOOD)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
