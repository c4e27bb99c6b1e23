"""`make redrive QUEUE=email`: what lies in a dead-letter queue goes back to its queue, to be tried anew.

In AWS, SQS moves them by itself (StartMessageMoveTask); the local AWS lacks that, so here they are received, sent and
deleted. So they are for ingest in AWS too, unless ALL=1: a message that was refused (it carries `errorCode`) would only be
refused again, and a move task cannot choose.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
"""

import argparse
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from local import letters, target
from local.progress_bar import ProgressBar
from local.steps import StepFailedError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

QUEUES = {
    "ingest": "Ingest",
    "email": "Email",
    "sms": "Sms",
    "push": "Push",
    "in-app": "InApp",
    "receipt": "Receipt",
    "erasure": "Erasure",
}
"""By what the operator calls them: how the template's names of the queue and its dead-letter queue begin."""


def main(arguments: list[str]) -> int:
    """Redrive one queue."""
    options = _parser().parse_args(arguments)
    try:
        stack = target.find(options.stack)
        source = stack.queue_url(f"{QUEUES[options.queue]}DeadLetterQueue")
        destination = stack.queue_url(f"{QUEUES[options.queue]}Queue")
        keep_refused = options.queue == "ingest" and not options.all
        if stack.is_local or keep_refused:
            moved = letters.move(stack.sqs(), source, destination, keep_refused=keep_refused)
            _tell(options.queue, moved)
        else:
            print(f"{options.queue}: {start_move(stack.sqs(), source, destination)} moved")
    except (StepFailedError, ClientError, BotoCoreError) as error:
        print(f"make redrive: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make redrive", description=(__doc__ or "").split("\n\nhttps", maxsplit=1)[0])
    parser.add_argument("--queue", required=True, choices=QUEUES, help="QUEUE=…: whose dead letters")
    parser.add_argument("--all", action="store_true", help="ALL=1: for ingest, also the messages that were refused")
    target.add_argument(parser)
    return parser


def _tell(queue: str, moved: letters.Moved) -> None:
    print(f"{queue}: {moved.moved} moved")
    if moved.refused:
        print(f"  {moved.refused_count} left where they are, refused by their content: {moved.summary()}")
        print("  mend the producer; ALL=1 sends them all the same")


def start_move(client: "SQSClient", source: str, destination: str, pause: Callable[[float], None] = time.sleep) -> int:
    """Have SQS move everything and wait for it. How many it moved. Raises StepFailedError with SQS's own reason.

    The destination is named: a message that was put into the queue by us has no source queue that SQS would know.
    """
    arn, to = (_arn(client, url) for url in (source, destination))
    client.start_message_move_task(SourceArn=arn, DestinationArn=to)
    bar: ProgressBar | None = None
    while True:
        task = client.list_message_move_tasks(SourceArn=arn, MaxResults=1)["Results"][0]
        done = task.get("ApproximateNumberOfMessagesMoved", 0)
        bar = bar or ProgressBar(task.get("ApproximateNumberOfMessagesToMove", done), "messages")
        bar(done)
        if task["Status"] == "COMPLETED":
            return done
        if task["Status"] != "RUNNING":
            raise StepFailedError(f"SQS stopped after {done}: {task['Status']} {task.get('FailureReason', '')}".strip())
        pause(2)


def _arn(client: "SQSClient", url: str) -> str:
    return client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
