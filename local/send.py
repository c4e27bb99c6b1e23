"""`make send FILE=people.csv`: a notification per row of a file, dropped on the ingest queue.

The first line names the columns, in any order:

  userId, category, title, message      required
  type                                  all (the default), email, sms, in-app, push
  priority                              low, normal (the default), high, urgent
  mandatory                             true or false (the default)
  url                                   where a click leads; the same as a member url of data
  data                                  a JSON object
  collapseKey                           replaces what is unread of this person under the same key
  idempotencyKey                        what makes the row one intent; without it the row's own content does

An empty cell is as if its column was not there. Every row is checked against the contract first: where one is bad, line and
field are named and nothing is sent at all. A second run within 24 hours sends nothing twice, so after an interruption just run
it again; two equal rows are one. To send the same words again on purpose, give an idempotencyKey.
"""

import argparse
import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from local import people_file, queue_batches, target
from local.progress_bar import ProgressBar
from local.steps import StepFailedError

_SHOWN_FAULTS = 50


def main(arguments: list[str]) -> int:
    """Check the file, then send it. Exit status 1 when something was wrong or was not taken."""
    options = _parser().parse_args(arguments)
    try:
        requests, faults = people_file.read(options.file)
        if faults:
            return _tell(faults)
        if options.check:
            print(f"{len(requests)} rows are good")
            return 0
        return _send(requests, target.find(options.stack))
    except (StepFailedError, ClientError, BotoCoreError) as error:
        print(f"make send: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nmake send: interrupted; run it again: nothing is sent twice within 24 hours", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make send", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--file", required=True, type=Path, metavar="CSV", help="FILE=…: the file")
    parser.add_argument("--check", action="store_true", help="CHECK=1: look at the file and send nothing")
    target.add_argument(parser)
    return parser


def _tell(faults: list[people_file.Fault]) -> int:
    for fault in faults[:_SHOWN_FAULTS]:
        print(fault, file=sys.stderr)
    if len(faults) > _SHOWN_FAULTS:
        print(f"and {len(faults) - _SHOWN_FAULTS} more", file=sys.stderr)
    print("make send: nothing was sent", file=sys.stderr)
    return 1


def _send(requests: list[people_file.Request], stack: target.Target) -> int:
    messages = [queue_batches.Message(request.body) for request in requests]
    bar = ProgressBar(len(messages), "messages")
    refused = queue_batches.send(stack.sqs(), stack.queue_url("IngestQueue"), messages, bar)
    print(f"{len(messages) - len(refused)} messages on the ingest queue of {stack.name}")
    if refused:
        lines = ", ".join(str(requests[position].line) for position in refused)
        print(f"make send: SQS did not take lines {lines}; run it again: nothing is sent twice", file=sys.stderr)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
