"""`make tail ID=…`: what every function logged of one notification, followed until Ctrl-C.

ID is the notification's id, or the SQS message id that a producer was answered: the line in which `ingest` accepted the
message names both. ONCE=1 prints what is there and ends.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from carillon.domain import ids
from local import target
from local.steps import StepFailedError

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient

_ID = re.compile(r"[0-9A-Za-z-]{8,64}", re.ASCII)
_MARGIN_MS = 60_000
_MESSAGE_WINDOW_MS = 24 * 3600 * 1000
"""How far back to look for an SQS message id, which carries no time."""
_SAID_ELSEWHERE = {"level", "message", "timestamp", "notification_id", "notification_ids"}
_OF_THE_FUNCTION = re.compile(r"location|service|cold_start|function_.*|xray_trace_id", re.ASCII)


@dataclass(slots=True)
class Trace:
    """The log lines of one id, each told once."""

    client: "CloudWatchLogsClient"
    prefix: str
    ids: list[str]
    since: int
    told: set[tuple[int, str, str]] = field(default_factory=set)

    def news(self) -> list[str]:
        """The lines that were not told yet, in the order of time. A message's line brings in its notification's."""
        lines: list[tuple[int, str]] = []
        for number in range(2):
            found = [event for identifier in self.ids for event in self._events(identifier)]
            lines += [(at, line(at, group, text)) for at, group, text in found]
            more = [other for _, _, text in found for other in _linked(text) if other not in self.ids]
            if number or not more:
                break
            self.ids += dict.fromkeys(more)
        return [text for _, text in sorted(lines)]

    def _events(self, identifier: str) -> Iterator[tuple[int, str, str]]:
        for group in self._groups():
            pages = self.client.get_paginator("filter_log_events").paginate(
                logGroupName=group, startTime=self.since, filterPattern=f'"{identifier}"'
            )
            for event in (event for page in pages for event in page["events"]):
                found = (event["timestamp"], group, event["message"])
                if identifier in event["message"] and found not in self.told:
                    self.told.add(found)
                    yield found

    def _groups(self) -> list[str]:
        pages = self.client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=self.prefix)
        return [group["logGroupName"] for page in pages for group in page["logGroups"]]


def main(arguments: list[str]) -> int:
    """Print a line per log line: time, function, what it says."""
    options = _parser().parse_args(arguments)
    try:
        stack = target.find(options.stack)
        trace = Trace(stack.logs(), f"/aws/lambda/{stack.name}-", [options.id], since(options.id, time.time()))
        while True:
            for text in trace.news():
                print(text, flush=True)
            if options.once:
                break
            time.sleep(1 if stack.is_local else 5)
    except (StepFailedError, ClientError, BotoCoreError) as error:
        print(f"make tail: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    if not trace.told:
        print("make tail: no function logged this id", file=sys.stderr)
    return 0 if trace.told else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make tail", description=(__doc__ or "").split("\n\nhttps", maxsplit=1)[0])
    parser.add_argument("--id", required=True, type=_id, help="ID=…: a notification's id or an SQS message id")
    parser.add_argument("--once", action="store_true", help="ONCE=1: print what is there and end")
    target.add_argument(parser)
    return parser


def _id(text: str) -> str:
    """Only an id: a quotation mark would end the filter pattern that it is put into."""
    if not _ID.fullmatch(text):
        raise argparse.ArgumentTypeError("a notification's id or an SQS message id is needed")
    return text


def since(identifier: str, now: float) -> int:
    """From when on to look, in epoch milliseconds: a notification's id tells when it was made."""
    if ids.is_id(identifier):
        return int(ids.created_at(identifier).timestamp() * 1000) - _MARGIN_MS
    return int(now * 1000) - _MESSAGE_WINDOW_MS


def line(at: int, group: str, text: str) -> str:
    """A log line for a person: the event and its fields, or, where it is none of ours, the text as it is."""
    head = f"{datetime.fromtimestamp(at / 1000, UTC):%H:%M:%S.%f}"[:12] + f" {group.rsplit('/', 1)[-1]:<28}"
    logged = _json(text)
    if "message" not in logged:
        return f"{head} {text.rstrip()}"
    fields = [f"{name}={_shown(value)}" for name, value in logged.items() if _is_shown(name, value)]
    level = "" if logged.get("level") in (None, "INFO") else f"{logged['level']} "
    return " ".join([head, f"{level}{logged['message']}", *fields])


def _is_shown(name: str, value: Any) -> bool:
    return name not in _SAID_ELSEWHERE and not _OF_THE_FUNCTION.fullmatch(name) and value not in (None, {})


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _json(text: str) -> dict[str, Any]:
    try:
        logged = json.loads(text)
    except ValueError:
        return {}
    return logged if isinstance(logged, dict) else {}


def _linked(text: str) -> list[str]:
    """The notification that a line about a message names."""
    logged = _json(text)
    return [logged["notification_id"]] if logged.get("message_id") and logged.get("notification_id") else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
