"""What the sink takes as AWS End User Messaging, and what it refuses, seen through AWS's own client."""

from typing import Any

import boto3
import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from local.sink import sms_voice

GOOD = {
    "DestinationPhoneNumber": "+12025550101",
    "OriginationIdentity": "arn:aws:sms-voice:us-east-1:123456789012:pool/pool-1",
    "MessageBody": "hello",
    "Context": {"notificationId": "01B"},
}


@pytest.fixture
def client(server: str) -> Any:
    return boto3.client(
        "pinpoint-sms-voice-v2",
        endpoint_url=f"{server}{sms_voice.PATH}",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(proxies={}, retries={"total_max_attempts": 1}),
    )


def test_an_accepted_message_is_in_the_outbox(sink: httpx.Client, client: Any):
    assert client.send_text_message(**GOOD)["MessageId"]
    (entry,) = sink.get("/outbox.json").json()
    shown = {name: value for name, value in entry.items() if value is not None and name != "at"}
    assert shown == {"channel": "sms", "to": "+12025550101", "notificationId": "01B", "text": "hello"}


@pytest.mark.parametrize(
    "change",
    [
        {"DestinationPhoneNumber": "0777"},
        {"OriginationIdentity": "me & you"},
        {"MessageBody": " "},
        {"MessageBody": "x" * 1_601},
        {"Context": {str(number): "x" for number in range(6)}},
    ],
)
def test_what_it_refuses_says_why(sink: httpx.Client, client: Any, change: dict[str, Any]):
    with pytest.raises(ClientError) as refused:
        client.send_text_message(**GOOD | change)
    answer: Any = refused.value.response
    assert (answer["Error"]["Code"], answer["Reason"]) == ("ValidationException", "FIELD_VALIDATION_FAILED")
    assert sink.get("/outbox.json").json() == []


@pytest.mark.parametrize(("mode", "code"), [("error", "InternalServerException"), ("throttle", "ThrottlingException")])
def test_an_ordered_fault_is_its_own_and_has_its_shape(sink: httpx.Client, client: Any, mode: str, code: str):
    sink.post("/faults", json={"channel": "sms-voice", "mode": mode}).raise_for_status()
    with pytest.raises(ClientError) as refused:
        client.send_text_message(**GOOD)
    assert refused.value.response["Error"]["Code"] == code
    assert client.send_text_message(**GOOD)["MessageId"]


def test_nobody_sends_unsigned_or_calls_another_operation(sink: httpx.Client):
    path = sms_voice.PATH
    assert sink.post(path, json=GOOD).status_code == 403
    signed = {"Authorization": "AWS4-HMAC-SHA256 x", "X-Amz-Target": "PinpointSMSVoiceV2.SendVoiceMessage"}
    assert sink.post(path, json=GOOD, headers=signed).status_code == 400
