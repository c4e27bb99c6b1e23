"""Every function's first start, before the first person waits for it: on AWS a busy system has its functions warm too."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from local import aws
from local.settings import Settings
from local.steps import StepFailedError

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

NOTHING = b'{"Records": []}'
"""A batch of a queue or a stream with nothing in it. The functions behind the two APIs are woken by the health check."""

BATCHES = (
    "ingest",
    "send_in_app",
    "send_email",
    "send_sms",
    "send_push",
    "count_stats",
    "erase_user",
)


def warm_up(settings: Settings) -> None:
    """Give every function that takes batches an empty one. Raises StepFailedError for one that cannot start."""
    client = aws.session().client("lambda", endpoint_url=settings.aws_endpoint, config=aws.CLIENT_CONFIG)
    names = _names(client)
    with ThreadPoolExecutor(2) as pool:
        for folder, answer in zip(
            BATCHES, pool.map(lambda folder: _invoke(client, names[folder]), BATCHES), strict=True
        ):
            if "FunctionError" in answer:
                raise StepFailedError(f"{folder} does not start: {answer['Payload'].read().decode()[:500]}")


def _invoke(client: "LambdaClient", name: str) -> Any:
    return client.invoke(FunctionName=name, Payload=NOTHING)


def _names(client: "LambdaClient") -> dict[str, str]:
    """The deployed name of each folder of `functions/`."""
    return {
        function["Handler"].split(".")[0]: function["FunctionName"]
        for page in client.get_paginator("list_functions").paginate()
        for function in page["Functions"]
    }
