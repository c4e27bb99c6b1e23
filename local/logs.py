"""`make logs`: what the functions of the running local stack logged in the last ten minutes, in the order of time."""

import sys
import time
from datetime import UTC, datetime

from botocore.exceptions import BotoCoreError, ClientError

from local import aws, running
from local.settings import read
from local.steps import StepFailedError

_WINDOW_MS = 10 * 60 * 1000


def main() -> int:
    """Print a line per log event: time, function, text."""
    settings = read()
    aws.isolate()
    try:
        endpoint = running.contract(settings)["awsEndpoint"]
        client = aws.session().client("logs", endpoint_url=endpoint, config=aws.CLIENT_CONFIG)
        since = int(time.time() * 1000) - _WINDOW_MS
        lines: list[tuple[int, str, str]] = []
        for page in client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix="/aws/lambda/"):
            for group in page["logGroups"]:
                name = group["logGroupName"]
                events = client.get_paginator("filter_log_events").paginate(logGroupName=name, startTime=since)
                found = [event for answer in events for event in answer["events"]]
                lines += [(event["timestamp"], name.rsplit("/", 1)[-1], event["message"]) for event in found]
    except (StepFailedError, ClientError, BotoCoreError) as error:
        print(f"make logs: {error}", file=sys.stderr)
        return 1
    for at, function, text in sorted(lines, key=lambda line: line[0]):
        print(f"{datetime.fromtimestamp(at / 1000, UTC):%H:%M:%S.%f} {function}: {text.rstrip()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
