"""The receipt queue's use case: what a provider tells of a message goes into its log, what it tells of an address on the
list of those that nothing is sent to any more.

A receipt may come before the sender has written down its own word, or before the index shows the row: it waits. What
nobody knows after that is a stranger's, and is parked on the dead-letter queue, without the address.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import receipt_messages
from .domain import clock, reasons, retry
from .domain.receipt import LONGEST_WAIT_SECONDS, ProviderWord, Receipt
from .domain.suppression import Suppress
from .observability import count, count_state, logger
from .queue_records import Dead, Received, Retry, Unfinished
from .storage.deliveries import Deliveries, LeaseHeld, NoSuchDelivery
from .storage.suppressions import Suppressions
from .threads import in_parallel

_LONGEST_TROUBLE_SECONDS = retry.longest_age_seconds("email", "normal")
"""For how long a receipt is tried that our own tables do not take: as long as a message that its provider does not take."""

UNKNOWN_DELIVERY = "unknown_delivery"

ReceivedWords = Received[list[ProviderWord]]


class RecordDelivery:
    """Records batches of receipts."""

    def __init__(self, deliveries: Deliveries, suppressions: Suppressions) -> None:
        self._deliveries = deliveries
        self._suppressions = suppressions

    def record(self, batch: Sequence[ReceivedWords]) -> list[Unfinished]:
        """Record a batch, its messages side by side. Those that must be received again, or are given up."""
        return [left for left in in_parallel(self._safely, batch) if left]

    def _safely(self, received: ReceivedWords) -> Unfinished | None:
        try:
            for word in received.message:
                self._word(word)
        except LeaseHeld as held:
            return Retry.of(received, min(held.seconds, 2 * received.receives))
        except NoSuchDelivery:
            return self._not_known(received)
        except Exception:
            logger.exception("a receipt was not recorded", message_id=received.message_id)
            return self._again(received, _LONGEST_TROUBLE_SECONDS) or Dead.of(received, reasons.INTERNAL_ERROR)
        return None

    def _word(self, word: ProviderWord) -> None:
        if isinstance(word, Receipt):
            self._receipt(word)
        elif isinstance(word, Suppress):
            if self._suppressions.add(word.channel, word.address, word.reason, word.at, word.word_id):
                count("AddressesSuppressed", channel=word.channel)
        else:
            self._suppressions.lift(word.address, word.at, word.word_id)

    def _receipt(self, receipt: Receipt) -> None:
        if receipt.delivery_id is None:
            raise NoSuchDelivery
        delivery, told = self._deliveries.record(receipt.delivery_id, receipt.entry)
        logger.info(
            "receipt",
            notification_id=delivery.notification_id,
            channel=delivery.channel,
            status=receipt.entry.status,
            reason=receipt.entry.reason,
            is_news=told is not None,
        )
        if told is not None and told.status != "sent":  # which says that it is delayed
            count_state(delivery.channel, told.status)

    def _not_known(self, received: ReceivedWords) -> Unfinished | None:
        """Look again for as long as it may still be ours; then park what it says, without the address."""
        if again := self._again(received, LONGEST_WAIT_SECONDS):
            return again
        logger.warning("a stranger's receipt", message_id=received.message_id)
        count("ReceiptsParked")
        [receipt] = [word for word in received.message if isinstance(word, Receipt)]
        return Dead(received.message_id, receipt_messages.encode(receipt), UNKNOWN_DELIVERY)

    def _again(self, received: ReceivedWords, longest_age: int) -> Retry | None:
        delay = retry.next_delay(longest_age, received.age(clock.now()), received.receives)
        return None if delay is None else Retry.of(received, delay)
