"""What the tables' streams hand over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from carillon.storage.notification_table import NotificationRow
from carillon.storage.tables import SubscriptionRow, UserRow
from tests.integration.lambda_queue import CONTEXT
from tests.integration.names import ACCOUNT, REGION

_KEYS: dict[Any, tuple[str, ...]] = {
    NotificationRow: ("userId", "id"),
    SubscriptionRow: ("endpointHash",),
    UserRow: ("userId",),
}

_NUMBERS = count()

Record = dict[str, Any]


class Streams:
    """What the tables' streams would have handed over since the last look: the difference between what Moto had and has."""

    def __init__(self) -> None:
        self._before = self._images()

    def _images(self) -> dict[Any, Any]:
        tables = dynamodb_backends[ACCOUNT][REGION].tables
        return {
            (model, tuple(row[name]["S"] for name in keys)): row
            for model, keys in _KEYS.items()
            for row in (item.to_json()["Attributes"] for item in tables[model.Meta.table_name].all_items())
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

    def drain(self, handler: Callable[[Record, Any], None]) -> None:
        """Have a function given all that they tell, and what it changes by that, until there is nothing new."""
        while records := list(self.records()):
            handler({"Records": records}, CONTEXT)
