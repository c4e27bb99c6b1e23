"""What things are called in the tests' account."""

REGION = "us-east-1"


def queue_url(name: str) -> str:
    return f"https://sqs.{REGION}.amazonaws.com/123456789012/test-{name}"
