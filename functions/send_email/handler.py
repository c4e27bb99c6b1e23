"""The email queue's Lambda: sends notifications, and the fallbacks of unread ones, through SES."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from carillon import clients, config, queue_records
from carillon.channels.email import EmailSender
from carillon.deliver import Deliver, Limits
from carillon.domain import inbox, reasons
from carillon.domain.unsubscribe import Scope
from carillon.domain.user import User
from carillon.messages import NotificationMessage
from carillon.observability import logger
from carillon.storage.deliveries import Deliveries
from carillon.storage.notifications import Notifications
from carillon.storage.suppressions import People, Suppressions
from carillon.storage.users import Users
from carillon.stored_secret import StoredSecret
from carillon.unsubscribe_tokens import UnsubscribeTokens


class _StillUnread:
    """The fallback's last check: the notification is there, unread, and not replaced by a newer one.

    The person is read anew, consistently: "read all" is a mark of theirs, and after it no mail may leave.
    """

    def __init__(self, notifications: Notifications, users: Users) -> None:
        self._notifications = notifications
        self._users = users

    def __call__(self, message: NotificationMessage, user: User) -> str | None:
        if not message.is_fallback:
            return None
        notification = self._notifications.get(user.user_id, message.notification.id)
        reader = self._users.get_many([user.user_id])[user.user_id]  # the role may read in batches alone
        if notification is None or inbox.read_time(notification, reader) is not None:
            return reasons.READ_FIRST
        return reasons.REPLACED if notification.replaced_by else None


def _unsubscribe_links(settings: config.SendEmailSettings) -> Callable[[Scope], str]:
    """Where the page of a scope is, behind the API's public address."""
    tokens = UnsubscribeTokens(StoredSecret(settings.unsubscribe_secret_name))
    api_url = clients.http_api_url(settings.public_api_url)
    return lambda scope: f"{api_url}/unsubscribe/{tokens.sign(scope)}"


@cache
def _deliver() -> Deliver:
    settings = config.load(config.SendEmailSettings)
    users, suppressions = Users(settings.preferences_table), Suppressions(settings.suppressions_table)
    return Deliver(
        EmailSender(
            settings.sender_email, settings.app_url, _unsubscribe_links(settings), settings.ses_configuration_set
        ),
        People(users, suppressions),
        Deliveries(settings.deliveries_table, settings.retention_days),
        Limits(settings.max_retry_seconds, settings.outcome_wait_seconds),
        _StillUnread(Notifications(settings.notifications_table), users),
    )


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """An SQS batch; answers which messages must be received again."""
    batch = queue_records.read(event).without_events()
    unfinished = [*batch.malformed, *_deliver().deliver(batch.notifications)]
    settings = config.load(config.SendEmailSettings)
    return queue_records.answer(settings.email_queue_url, settings.email_dead_letter_queue_url, unfinished)
