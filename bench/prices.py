"""List prices, on demand, of us-east-1 in US dollars, without the free tier.

Typed by hand on 2026-11-22 as AWS and Twilio had last published them in 2025: look at the pages before you believe a bill.
"""

from __future__ import annotations

from dataclasses import dataclass

TYPED_ON = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for `per` of them, and the page that says so."""

    what: str
    dollars: float
    per: int
    page: str

    def of(self, number: float) -> float:
        """What so many cost."""
        return number * self.dollars / self.per


MILLION = 1_000_000
_DYNAMODB = "https://aws.amazon.com/dynamodb/pricing/on-demand/"
_LAMBDA = "https://aws.amazon.com/lambda/pricing/"
_GATEWAY = "https://aws.amazon.com/api-gateway/pricing/"
_TWILIO = "https://www.twilio.com/en-us/sms/pricing/us"

WRITES = Price("DynamoDB write units", 0.625, MILLION, _DYNAMODB)
READS = Price("DynamoDB read units", 0.125, MILLION, _DYNAMODB)
STORAGE = Price("DynamoDB, a GB kept for a month, with point-in-time recovery", 0.45, 1, _DYNAMODB)
SQS = Price("SQS requests, each 64 KB", 0.40, MILLION, "https://aws.amazon.com/sqs/pricing/")
INVOCATIONS = Price("Lambda invocations", 0.20, MILLION, _LAMBDA)
GB_SECONDS = Price("Lambda GB-seconds, arm64", 13.3334, MILLION, _LAMBDA)
FRAMES = Price("WebSocket messages", 1.00, MILLION, _GATEWAY)
HTTP = Price("HTTP API requests", 1.00, MILLION, _GATEWAY)
SNS = Price("SNS requests", 0.50, MILLION, "https://aws.amazon.com/sns/pricing/")
LOGS = Price("CloudWatch logs, a GB taken in", 0.50, 1, "https://aws.amazon.com/cloudwatch/pricing/")
EMAILS = Price("SES emails", 0.10, 1_000, "https://aws.amazon.com/ses/pricing/")
SMS = Price("Twilio SMS to the United States, a segment, without carriers' fees", 0.0083, 1, _TWILIO)

ALL = (WRITES, READS, STORAGE, SQS, INVOCATIONS, GB_SECONDS, FRAMES, HTTP, SNS, LOGS, EMAILS, SMS)
