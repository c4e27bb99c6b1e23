"""What providers tell comes in from them alone, and reaches the delivery log."""

from typing import Any

import pytest

from carillon.channels import ses_events, twilio_webhooks
from carillon.domain import receipt
from tests.template.translated import Template, named


def _policy(template: Template, kind: str, name: str) -> dict[str, Any]:
    (statement,) = template.of_type(kind)[name]["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Allow"
    return {key: statement[key] for key in ("Principal", "Action", "Resource", "Condition")}


@pytest.mark.bad_input(82)
def test_ses_may_publish_what_became_of_this_accounts_mails_and_nobody_else_may(template: Template) -> None:
    """https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html"""
    (policy,) = template.of_type("SNS::TopicPolicy")
    assert _policy(template, "SNS::TopicPolicy", policy) == {
        "Principal": {"Service": "ses.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": {"Ref": "EmailEventsTopic"},
        "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
    }
    assert template.of_type("SNS::TopicPolicy")[policy]["Topics"] == [{"Ref": "EmailEventsTopic"}]


@pytest.mark.bad_input(82)
@pytest.mark.parametrize("queue", ["ReceiptQueue", "ReceiptDeadLetterQueue"])
def test_sns_may_send_for_that_topic_only(template: Template, queue: str) -> None:
    assert template.of_type("SQS::QueuePolicy")[f"{queue}Policy"]["Queues"] == [{"Ref": queue}]
    assert _policy(template, "SQS::QueuePolicy", f"{queue}Policy") == {
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": {"Fn::GetAtt": [queue, "Arn"]},
        "Condition": {"ArnEquals": {"aws:SourceArn": {"Ref": "EmailEventsTopic"}}},
    }


def test_the_topic_leads_into_the_receipt_queue_or_else_to_its_dead_letters(template: Template) -> None:
    subscription = template.of_type("SNS::Subscription")["EmailEventsSubscription"]
    assert (named(subscription["TopicArn"]), named(subscription["Endpoint"])) == ("EmailEventsTopic", "ReceiptQueue")
    assert subscription["Protocol"] == "sqs"
    assert named(subscription["RedrivePolicy"]["deadLetterTargetArn"]) == "ReceiptDeadLetterQueue"


def test_every_mail_is_sent_under_the_set_whose_events_go_to_the_topic(template: Template) -> None:
    variables = template.functions()["send_email"]["Environment"]["Variables"]
    (events,) = template.of_type("SES::ConfigurationSetEventDestination").values()
    assert named(variables["SES_CONFIGURATION_SET"]) == named(events["ConfigurationSetName"]) == "EmailConfigurationSet"
    assert events["EventDestination"]["Enabled"] is True
    assert named(events["EventDestination"]["SnsDestination"]["TopicARN"]) == "EmailEventsTopic"


def test_the_destination_is_made_when_ses_may_publish(template: Template) -> None:
    """SES tries the topic, and refuses a destination that it may not publish to."""
    assert template.resources["EmailEventDestination"]["DependsOn"] == "EmailEventsTopicPolicy"


def test_ses_tells_all_that_is_read_and_nothing_about_the_reader(template: Template) -> None:
    """In CloudFormation a kind of event begins in lower case, in the event itself not."""
    told = template.of_type("SES::ConfigurationSetEventDestination")["EmailEventDestination"]["EventDestination"]
    assert {kind[0].upper() + kind[1:] for kind in told["MatchingEventTypes"]} == set(ses_events._READERS)


def test_twilio_is_given_the_address_of_a_route(template: Template) -> None:
    """The path that a text carries, on the address that the signature is checked against."""
    address = twilio_webhooks.status_callback("https://api.example.com", "key")
    path = address.removeprefix("https://api.example.com").split("?")[0]
    routes = {route["RouteKey"] for route in template.of_type("ApiGatewayV2::Route").values()}
    assert f"POST {path}" in routes


def test_whoever_names_the_public_address_names_the_same(template: Template) -> None:
    told = {name: function["Environment"]["Variables"] for name, function in template.functions().items()}
    named = {name: variables["PUBLIC_API_URL"] for name, variables in told.items() if "PUBLIC_API_URL" in variables}
    address = template.outputs["HttpApiUrl"]["Value"]
    assert named == dict.fromkeys(("send_email", "send_sms", "twilio_webhook"), address)


def test_a_receipt_that_waits_for_its_delivery_raises_no_alarm(template: Template) -> None:
    alarm = template.alarms_on("ApproximateAgeOfOldestMessage")["ReceiptQueue"]
    assert alarm["Threshold"] > receipt.LONGEST_WAIT_SECONDS
