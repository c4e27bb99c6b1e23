"""Logs and metrics, named alike everywhere. Neither ever carries an address, a number, a token, a key or a text of a user."""

from __future__ import annotations

import threading

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

logger = Logger()

_STATES = {
    "sent": "DeliveriesSent",
    "skipped": "DeliveriesSkipped",
    "failed": "DeliveriesFailed",
    "unknown": "DeliveriesUnknown",
    "delivered": "DeliveriesDelivered",
    "bounced": "DeliveriesBounced",
}
"""The metric of each state that a delivery may stay in."""

_one_line_at_a_time = threading.Lock()
"""Two threads that print at once share a line, and CloudWatch reads neither of its metrics."""


def count(name: str, amount: int = 1, **dimensions: str) -> None:
    """Add to a metric of the namespace `Carillon`, in CloudWatch's embedded metric format: a log line, no API call."""
    if amount:
        with _one_line_at_a_time, single_metric(name=name, unit=MetricUnit.Count, value=amount) as metric:
            for key, value in dimensions.items():
                metric.add_dimension(name=key, value=value)


def count_state(channel: str, status: str) -> None:
    """Count what a new line of a delivery log says, by channel, whoever wrote it."""
    if status in _STATES:
        count(_STATES[status], channel=channel)
