"""The ingest queue's use case: accept what can be accepted, put aside what never can, try the rest again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import contracts, envelopes, queues
from .accept import Accept, Accepted, Incoming, Outcome
from .domain import ids
from .errors import CarillonError, IdempotencyConflict, InvalidInput
from .observability import count, logger


@dataclass(frozen=True, slots=True)
class _Refused:
    record: Mapping[str, Any]
    error: CarillonError


class Ingest:
    """Turns SQS records into notifications."""

    def __init__(self, accept: Accept, dead_letter_queue_url: str) -> None:
        self._accept = accept
        self._dead_letter_queue_url = dead_letter_queue_url

    def ingest(self, records: Sequence[Mapping[str, Any]]) -> list[str]:
        """The ids of the messages that must be received again: those a passing failure kept from being accepted."""
        read = [(record, self._read(record)) for record in records]
        incoming = [(record, item) for record, item in read if isinstance(item, Incoming)]
        again = self._put_aside([_Refused(record, item) for record, item in read if isinstance(item, CarillonError)])
        conflicts: list[_Refused] = []
        for (record, _), outcome in zip(incoming, self._outcomes([item for _, item in incoming]), strict=True):
            if isinstance(outcome, IdempotencyConflict):
                conflicts.append(_Refused(record, outcome))
            elif not isinstance(outcome, Accepted):
                again.append(record["messageId"])
        return again + self._put_aside(conflicts)

    def _outcomes(self, batch: Sequence[Incoming]) -> Sequence[Outcome]:
        """Those that must come again do not take along what was put aside: it would come twice."""
        try:
            return self._accept.accept(batch)
        except Exception as error:
            logger.exception("nothing of a batch was accepted")
            return [error] * len(batch)

    def _read(self, record: Mapping[str, Any]) -> Incoming | CarillonError:
        try:
            body = contracts.validated(contracts.NotificationContract, envelopes.unwrap(record["body"]))
        except InvalidInput as error:
            return error
        sent_ms = int(record["attributes"]["SentTimestamp"])
        return Incoming(
            id=ids.repeatable_id(sent_ms, record["messageId"]),
            request=body.to_request(),
            idempotency_key=body.idempotency_key,
            message_id=record["messageId"],
        )

    def _put_aside(self, refused: Sequence[_Refused]) -> list[str]:
        """Move what can never succeed to the dead-letter queue at once, untouched; what could not be moved, by id."""
        if not refused:
            return []
        for item in refused:
            logger.warning("message refused", message_id=item.record["messageId"], code=item.error.code)
        count("NotificationsRejected", len(refused))
        return queues.put_aside(
            self._dead_letter_queue_url,
            [
                queues.Refused(item.record["messageId"], item.record["body"], item.error.code, item.error.message)
                for item in refused
            ],
        )
