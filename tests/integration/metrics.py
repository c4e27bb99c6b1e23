"""What was counted, as CloudWatch reads it from the log."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator


def counted(printed: str) -> Counter[str]:
    """The sum of each metric in what a function printed: lines of the embedded metric format.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    """
    sums: Counter[str] = Counter()
    for name, values, _ in _metrics(printed):
        sums[name] += int(sum(values))
    return sums


def dimensions(printed: str) -> dict[str, set[str]]:
    """By which dimensions each metric can be looked up, which an alarm has to name, all of them."""
    return {name: by for name, _, by in _metrics(printed)}


def _metrics(printed: str) -> Iterator[tuple[str, list[float], set[str]]]:
    for line in printed.splitlines():
        blob = json.loads(line)
        for directive in blob.get("_aws", {}).get("CloudWatchMetrics", []):
            for metric in directive["Metrics"]:
                yield metric["Name"], blob[metric["Name"]], set(directive["Dimensions"][0])
