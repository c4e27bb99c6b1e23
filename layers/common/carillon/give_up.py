"""The log's last lines of a message that is given up because our own tables or queues failed for its whole age."""

from __future__ import annotations

from pynamodb.exceptions import PynamoDBException

from .domain import clock, reasons
from .domain.delivery import Delivery, Entry
from .domain.notification import Notification
from .domain.stuck import endings
from .observability import logger
from .storage.deliveries import Deliveries


def end(deliveries: Deliveries, notification: Notification, channel: str) -> list[Entry]:
    """End its log: the lines that were written. What a lease still covers may have left, and the table may be what fails:
    nothing is written then, and `finish_stuck` ends it when it looks.
    """
    delivery = Delivery(notification.id, channel)
    try:
        seen, now = deliveries.look(notification.user_id, delivery), clock.now()
        if seen and seen.is_leased(now):
            return []
        ends = endings(seen.delivery if seen else delivery, now, reasons.INTERNAL_ERROR)
        return ends if ends and deliveries.finish(notification.user_id, delivery, seen, ends) else []
    except PynamoDBException:
        logger.exception("not ended", notification_id=notification.id, channel=channel)
        return []
