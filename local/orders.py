"""What tests order from the sink and from the local AWS, for requests to come: first ordered, first taken."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

_MOST = 10_000


@dataclass(slots=True)
class _Order:
    mode: str
    left: int
    about: tuple[str, ...]


class Orders:
    """Orders by whom they are for. `modes`: what may be ordered from each."""

    def __init__(self, modes: Mapping[str, Collection[str]]) -> None:
        self._modes = modes
        self._ordered: dict[str, list[_Order]] = {whom: [] for whom in modes}

    def order(self, whom: str, mode: str, times: int = 1, about: Sequence[str] = ()) -> None:
        """Have the next `times` requests that contain every text of `about` go so. Raises ValueError for what is none of
        these.
        """
        if whom not in self._modes or mode not in self._modes[whom]:
            raise ValueError(f"one of { ({name: sorted(modes) for name, modes in self._modes.items()}) }")
        if not 1 <= times <= _MOST:
            raise ValueError(f"times is a number from 1 to {_MOST}")
        self._ordered[whom].append(_Order(mode, times, tuple(about)))

    def is_waiting(self, whom: str) -> bool:
        """Whether anything is ordered from them: only then a request need be read."""
        return bool(self._ordered.get(whom))

    def take(self, whom: str, request: str) -> str | None:
        """What is ordered for this request, which uses it up; None for nothing."""
        orders = self._ordered[whom]
        for order in orders:
            if all(text in request for text in order.about):
                order.left -= 1
                if not order.left:
                    orders.remove(order)
                return order.mode
        return None

    def clear(self) -> None:
        """Let everything go as usual again."""
        for orders in self._ordered.values():
            orders.clear()
