"""The three ways a request comes on the queue."""

import json

import pytest

from carillon import envelopes
from carillon.errors import InvalidJson

REQUEST = {"userId": "ada", "category": "reward", "title": "Hello", "message": "World"}


def test_a_bare_request_is_itself():
    assert envelopes.unwrap(json.dumps(REQUEST)) == REQUEST


def test_an_sns_notification_carries_it_as_text():
    envelope = {"Type": "Notification", "TopicArn": "arn:aws:sns:eu-west-1:1:t", "Message": json.dumps(REQUEST)}
    assert envelopes.unwrap(json.dumps(envelope)) == REQUEST


def test_what_an_sns_notification_carries_must_be_json_too():
    envelope = {"Type": "Notification", "TopicArn": "arn:aws:sns:eu-west-1:1:t", "Message": '{"a": 1, "a": 2}'}
    with pytest.raises(InvalidJson):
        envelopes.unwrap(json.dumps(envelope))


def test_an_eventbridge_event_carries_it_in_its_detail():
    envelope = {"version": "0", "id": "1", "detail-type": "Order", "source": "shop", "detail": REQUEST}
    assert envelopes.unwrap(json.dumps(envelope)) == REQUEST
