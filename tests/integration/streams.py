"""What the tables' streams hand over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count
from typing import Any

from carillon.storage.notification_table import NotificationRow
from carillon.storage.tables import SubscriptionRow, UserRow

_KEYS: dict[Any, tuple[str, ...]] = {
    NotificationRow: ("userId", "id"),
    SubscriptionRow: ("endpointHash",),
    UserRow: ("userId",),
}

_NUMBERS = count()

Record = dict[str, Any]


class Streams:
    """What the tables' streams would have handed over since the last look: the difference between two scans."""

    def __init__(self) -> None:
        self._before = self._images()

    def _images(self) -> dict[Any, Any]:
        return {
            (model, tuple(row[name]["S"] for name in keys)): row
            for model, keys in _KEYS.items()
            for row in model._get_connection().scan()["Items"]
        }

    def records(self) -> Iterator[Record]:
        now = self._images()
        for key in sorted(self._before.keys() | now.keys(), key=str):
            old, new = self._before.get(key), now.get(key)
            if old != new:
                model, values = key
                images = {"OldImage": old, "NewImage": new}
                yield {
                    "eventID": f"e{next(_NUMBERS)}",
                    "dynamodb": {
                        "Keys": {name: {"S": value} for name, value in zip(_KEYS[model], values, strict=True)},
                        "ApproximateCreationDateTime": int(time.time()),
                        **{name: image for name, image in images.items() if image is not None},
                    },
                }
        self._before = now
