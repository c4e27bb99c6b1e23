"""Clients for the local AWS, with the credentials that the contract names."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from local.settings import REGION, Settings

if TYPE_CHECKING:
    from boto3.session import Session

ACCESS_KEY = "test"
SECRET_KEY = "test"  # noqa: S105 - the contract's credentials, which only the local AWS takes

CLIENT_CONFIG = Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 2, "mode": "standard"})


def session() -> "Session":
    """A session that reads nothing of the user's own AWS configuration."""
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
