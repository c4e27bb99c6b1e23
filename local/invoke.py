"""`make invoke EVENT=events/<function>/<case>.json`: give a function of the running local stack one event.

`${Name}` in the event stands for the stack's output of that name (a token's claims name the user pool, which each stack has
its own of), `${Now}` for this moment in milliseconds: a sender sends nothing that is too old. Prints what the function
returned and what it logged. Exit status 1 when it raised, or when there is nothing to invoke.
"""

import base64
import json
import re
import sys
import time
from collections.abc import Mapping
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
        stack = running.contract(settings)
        client = aws.session().client("lambda", endpoint_url=stack["awsEndpoint"], config=aws.CLIENT_CONFIG)
        payload = filled(event.read_text(encoding="utf-8"), stack["outputs"])
        name = function_name(client, event.parent.name)
        answer = client.invoke(FunctionName=name, Payload=payload.encode(), LogType="Tail")
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


def filled(event: str, outputs: Mapping[str, str]) -> str:
    """The event with the stack's outputs, and this moment, in their places."""
    values = {**outputs, "Now": str(round(time.time() * 1000))}
    return re.sub(r"\$\{(\w+)\}", lambda place: values.get(place[1], place[0]), event)


def function_name(client: "LambdaClient", folder: str) -> str:
    """The deployed name of the function whose code is in `functions/<folder>`."""
    handler = f"{folder}.handler.lambda_handler"
    for page in client.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            if function.get("Handler") == handler:
                return function["FunctionName"]
    raise StepFailedError(f"no function has the handler {handler}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
