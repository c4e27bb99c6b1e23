"""The second SMS provider is there when it is named, and not at all when it is not."""

from carillon.domain.sms_text import MOST_SEGMENTS
from tests.template.translated import Template, named


def test_only_a_stack_with_a_second_provider_may_use_it(template: Template) -> None:
    (name,) = template.of_type("IAM::Policy")
    policy = template.resources[name]
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert template.source["Conditions"][policy["Condition"]] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "SmsOriginationIdentity"}, ""]}]
    }
    assert [named(role) for role in policy["Properties"]["Roles"]] == ["SendSmsRole"]
    assert statement == {
        "Effect": "Allow",
        "Action": "sms-voice:SendTextMessage",
        "Resource": {"Ref": "SmsOriginationIdentity"},
    }


def test_no_text_may_be_longer_than_providers_take(template: Template) -> None:
    assert template.parameters["SmsMaxSegments"]["MaxValue"] == MOST_SEGMENTS


def test_the_alarm_is_on_the_cap_of_the_stack(template: Template) -> None:
    alarm = template.of_type("CloudWatch::Alarm")["SmsCapAlarm"]
    assert {found["Name"]: found["Value"] for found in alarm["Dimensions"]} == {"cap": "stack", "service": "carillon"}
