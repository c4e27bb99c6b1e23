"""`make invoke EVENT=events/<function>/<case>.json`: give a function of the running local stack one event.

Prints what it returned and what it logged. Exit status 1 when it raised, or when there is nothing to invoke.
"""

import base64
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from local import aws, running
from local.settings import ROOT, read
from local.steps import StepFailedError

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


def main(arguments: list[str]) -> int:
    """Invoke the function that the event's folder names."""
    settings = read()
    aws.isolate()
    try:
        event = _event(arguments[0] if arguments else "")
        client = aws.session().client(
            "lambda", endpoint_url=running.contract(settings)["awsEndpoint"], config=aws.CLIENT_CONFIG
        )
        answer = client.invoke(
            FunctionName=_function(client, event.parent.name), Payload=event.read_bytes(), LogType="Tail"
        )
    except (StepFailedError, ClientError, BotoCoreError) as error:
        print(f"make invoke: {error}", file=sys.stderr)
        return 1
    print(base64.b64decode(answer.get("LogResult", "")).decode(errors="replace"), file=sys.stderr)
    print(json.dumps(json.loads(answer["Payload"].read() or b"null"), indent=2, ensure_ascii=False))
    return 1 if "FunctionError" in answer else 0


def _event(name: str) -> Path:
    path = ROOT / name
    if not name or not path.is_file():
        raise StepFailedError("EVENT names a file, as in EVENT=events/ingest/one.json")
    return path


def _function(client: "LambdaClient", folder: str) -> str:
    """The deployed name of the function whose code is in `functions/<folder>`."""
    handler = f"{folder}.handler.lambda_handler"
    for page in client.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            if function.get("Handler") == handler:
                return function["FunctionName"]
    raise StepFailedError(f"no function has the handler {handler}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
