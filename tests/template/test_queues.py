"""No message is lost in silence: what cannot be done ends in a queue that somebody is told of."""

import pytest

from carillon.domain import retry, stuck
from carillon.domain.delivery import LEASE_SECONDS
from carillon.domain.notification import CHANNELS, PRIORITIES
from local import redrive
from tests.template.translated import Template, listed, logical_name, named

FOURTEEN_DAYS = 14 * 24 * 3600


def test_every_work_queue_gives_up_into_its_own_dead_letter_queue(template: Template) -> None:
    targets = {}
    for name, queue in template.work_queues().items():
        assert queue["RedrivePolicy"]["maxReceiveCount"] >= 5, name
        targets[name] = named(queue["RedrivePolicy"]["deadLetterTargetArn"])
    assert targets == {name: name.removesuffix("Queue") + "DeadLetterQueue" for name in targets}


def test_ages_end_a_message_and_not_how_often_it_was_received(template: Template) -> None:
    """The count is for what kills its function each time; `retry.MAX_RECEIVES` is more than any age leaves room for."""
    for name in (*(f"{logical_name(channel)}Queue" for channel in CHANNELS), "ReceiptQueue"):
        assert template.work_queues()[name]["RedrivePolicy"]["maxReceiveCount"] == retry.MAX_RECEIVES, name


def test_a_message_outlives_the_longest_time_that_it_is_tried_for(template: Template) -> None:
    for channel in CHANNELS:
        longest = max(retry.longest_age_seconds(channel, priority) for priority in PRIORITIES)
        queue = template.work_queues()[f"{logical_name(channel)}Queue"]
        assert longest < queue["MessageRetentionPeriod"], channel


def test_there_is_an_ingest_queue_and_one_per_channel(template: Template) -> None:
    assert {"IngestQueue", *(f"{logical_name(channel)}Queue" for channel in CHANNELS)} <= set(template.work_queues())


def test_the_dead_letters_of_every_work_queue_can_be_redriven(template: Template) -> None:
    assert {f"{name}Queue" for name in redrive.QUEUES.values()} == set(template.work_queues())


def test_every_queue_is_a_work_queue_or_takes_dead_letters(template: Template) -> None:
    assert {name for name in template.dead_letter_queues() if not name.endswith("DeadLetterQueue")} == set()


def test_dead_letters_are_kept_as_long_as_sqs_allows(template: Template) -> None:
    queues = template.of_type("SQS::Queue")
    kept = {name: queues[name]["MessageRetentionPeriod"] for name in template.dead_letter_queues()}
    assert set(kept.values()) == {FOURTEEN_DAYS}, kept


def test_dead_letters_outlive_the_messages_they_come_from(template: Template) -> None:
    """A message keeps its first time stamp in the dead-letter queue."""
    assert all(queue["MessageRetentionPeriod"] < FOURTEEN_DAYS for queue in template.work_queues().values())


def test_every_queue_is_encrypted_with_a_key_that_sns_and_eventbridge_can_use(template: Template) -> None:
    for name, queue in template.of_type("SQS::Queue").items():
        assert queue.get("SqsManagedSseEnabled") is True, name
        assert "KmsMasterKeyId" not in queue, name


def test_every_dead_letter_queue_has_an_alarm_at_the_first_message(template: Template) -> None:
    alarms = template.alarms_on("ApproximateNumberOfMessagesVisible")
    assert set(alarms) == template.dead_letter_queues()
    for name, alarm in alarms.items():
        assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold"), name


def test_every_work_queue_has_an_alarm_on_the_age_of_its_oldest_message(template: Template) -> None:
    assert set(template.alarms_on("ApproximateAgeOfOldestMessage")) == set(template.work_queues())


def test_every_alarm_tells_the_topic(template: Template) -> None:
    for name, alarm in template.of_type("CloudWatch::Alarm").items():
        assert [named(action) for action in alarm["AlarmActions"]] == ["AlarmTopic"], name


def test_alarms_are_mailed_and_email_events_queued_and_nobody_else_is_told(template: Template) -> None:
    assert set(template.of_type("SNS::Subscription")) == {"AlarmSubscription", "EmailEventsSubscription"}


def test_the_topic_tells_alarm_email_when_there_is_one(template: Template) -> None:
    subscription = template.of_type("SNS::Subscription")["AlarmSubscription"]
    assert (named(subscription["TopicArn"]), named(subscription["Endpoint"])) == ("AlarmTopic", "AlarmEmail")
    assert template.resources["AlarmSubscription"]["Condition"] == "HasAlarmEmail"


def test_a_message_stays_hidden_for_six_times_the_function_timeout(template: Template) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"""
    functions = template.of_type("Lambda::Function")
    for source, mapping in template.event_sources("SQS::Queue"):
        timeout = functions[named(mapping["FunctionName"])]["Timeout"]
        waiting = mapping.get("MaximumBatchingWindowInSeconds", 0)
        assert template.resources[source]["Properties"]["VisibilityTimeout"] >= 6 * timeout + waiting, source


def test_a_lease_ends_after_its_sender_and_before_the_message_comes_again(template: Template) -> None:
    """Shorter, and two would send at once; longer, and the redelivery after a crash would find it held."""
    for channel in CHANNELS:
        timeout = template.functions()[f"send_{channel.replace('-', '_')}"]["Timeout"]
        visibility = template.work_queues()[f"{logical_name(channel)}Queue"]["VisibilityTimeout"]
        assert timeout < LEASE_SECONDS < visibility, channel


def test_a_dead_senders_message_comes_back_before_it_counts_as_stuck(template: Template) -> None:
    for channel in CHANNELS:
        visibility = template.work_queues()[f"{logical_name(channel)}Queue"]["VisibilityTimeout"]
        assert visibility <= stuck.COMES_BACK_SECONDS, channel


def test_a_failed_message_does_not_take_its_batch_along(template: Template) -> None:
    for source, mapping in template.event_sources("SQS::Queue"):
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"], source


def test_every_queue_limits_how_many_functions_it_starts(template: Template) -> None:
    for source, mapping in template.event_sources("SQS::Queue"):
        assert mapping["ScalingConfig"]["MaximumConcurrency"] >= 2, source


def test_an_erasure_comes_alone(template: Template) -> None:
    assert [
        mapping["BatchSize"] for source, mapping in template.event_sources("SQS::Queue") if "Erasure" in source
    ] == [1]


def test_only_these_queues_take_messages_from_outside(template: Template) -> None:
    open_queues = {"IngestQueue", "ReceiptQueue", "ReceiptDeadLetterQueue"}
    assert set(template.of_type("SQS::QueuePolicy")) == {f"{queue}Policy" for queue in open_queues}


@pytest.mark.seed_defect(13)
def test_only_producers_that_are_named_may_send_to_the_ingest_queue(template: Template) -> None:
    policy = template.resources["IngestQueuePolicy"]
    assert policy["Condition"] == "HasProducers"
    assert [named(queue) for queue in policy["Properties"]["Queues"]] == ["IngestQueue"]
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Action"] == "sqs:SendMessage"
    assert set(listed(statement["Principal"]["Service"])) == {"sns.amazonaws.com", "events.amazonaws.com"}
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Ref": "ProducerArns"}}}
