"""Collapse keys: of one person's notifications with the same key, the newest stands for all that are unread.

Ids sort by creation, so the newest is the greatest id, in whatever order they come: an older one that arrives late gives
way itself. Replaced is what stands in the inbox and on a device; an email or a text that is under way stays one.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

CHANNELS = ("in-app", "push")
"""Where a newer notification takes the place of an older one, each channel among those that took it."""


def giving_way(standing: AbstractSet[str], own: str) -> AbstractSet[str]:
    """Which of the ids that stand under one key give way now that `own` is among them.

    The newest sends the others away. One that is not the newest sends away only itself: the newest has seen to the others,
    or will when its request is repeated.
    """
    return standing - {own} if own == max(standing) else {own}
