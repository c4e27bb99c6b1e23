"""Clients for the local AWS, with the credentials that the contract names."""

import os
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from local.settings import LOOPBACK, REGION, Settings

if TYPE_CHECKING:
    from boto3.session import Session

ACCESS_KEY = "test"
SECRET_KEY = "test"  # noqa: S105 - the contract's credentials, which only the local AWS takes

CLIENT_CONFIG = Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 2, "mode": "standard"})


def isolate() -> None:
    """Have this process see nothing of the user's AWS settings, and reach this machine without a proxy.

    A profile that is set but not there, or an endpoint in a configuration file, would otherwise break or redirect us.
    """
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    direct = [os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), LOOPBACK, "localhost"]
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(filter(None, direct))


def session() -> "Session":
    """A session with the local AWS's credentials."""
    return boto3.session.Session(
        aws_access_key_id=ACCESS_KEY, aws_secret_access_key=SECRET_KEY, aws_session_token=None, region_name=REGION
    )


def environment(settings: Settings) -> dict[str, str]:
    """The variables that point an AWS tool at the local AWS and away from everything else."""
    return {
        "AWS_ENDPOINT_URL": settings.aws_endpoint,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
    }
