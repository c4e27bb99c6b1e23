"""What things are called in the tests' account."""

ACCOUNT = "123456789012"
REGION = "us-east-1"


def queue_url(name: str) -> str:
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/test-{name}"
