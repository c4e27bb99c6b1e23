"""What was counted, as CloudWatch reads it from the log."""

from __future__ import annotations

import json
from collections import Counter


def counted(printed: str) -> Counter[str]:
    """The sum of each metric in what a function printed: lines of the embedded metric format.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    """
    sums: Counter[str] = Counter()
    for line in printed.splitlines():
        blob = json.loads(line)
        for directive in blob.get("_aws", {}).get("CloudWatchMetrics", []):
            for metric in directive["Metrics"]:
                sums[metric["Name"]] += int(sum(blob[metric["Name"]]))
    return sums
