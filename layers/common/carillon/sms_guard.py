"""What stands between a text and its bill: countries, and caps per number, per user and for the whole stack.

Asked just before a text is sent, after the person's choices. `mandatory` passes neither: whoever makes us text premium
numbers (https://www.twilio.com/docs/glossary/what-is-sms-pumping-fraud) asks for what is mandatory, such as sign-in codes.
"""

from __future__ import annotations

from . import queues
from .domain import clock, reasons, routing
from .domain.user import User
from .messages import NotificationMessage, encode_notification
from .observability import count, logger
from .storage.notifications import Notifications
from .storage.sms_caps import COUNTED, SmsCaps


class SmsGuard:
    """The last check of the SMS channel. `countries` are ISO 3166 codes, none for all."""

    def __init__(
        self, caps: SmsCaps, countries: tuple[str, ...], notifications: Notifications, email_queue_url: str
    ) -> None:
        self._caps = caps
        self._countries = frozenset(countries)
        self._notifications = notifications
        self._email_queue_url = email_queue_url

    def __call__(self, message: NotificationMessage, user: User) -> str | None:
        """Why the text may not leave, or None when it may. Raises what the tables and the email queue raise."""
        number = user.contact.phone
        if number is None:
            return None
        if not self._serves(number):
            return reasons.SMS_COUNTRY
        verdict, is_new = self._caps.decide(message.notification.id, user.user_id, number, clock.now())
        if verdict == COUNTED:
            return None
        if is_new:
            logger.warning("a cap on texts was reached", notification_id=message.notification.id, cap=verdict)
            count("SmsCapReached", cap=verdict)
        self._email_instead(message, user)
        return reasons.SMS_CAP

    def _serves(self, number: str) -> bool:
        """Where countries are named, a number of none (a reserved range, a satellite's) is of none of them: who pumps texts
        likes what no plan knows, and a real range that our copy of the plans lacks comes with its next release.
        """
        if not self._countries:
            return True
        from .domain import phone  # here, since it reads the world's numbering plans at import

        return phone.country(number) in self._countries

    def _email_instead(self, message: NotificationMessage, user: User) -> None:
        """Queue the email that the person allows, unless email was asked for anyway. Its sender drops a second one."""
        notification = message.notification
        if "email" in notification.request.channels or routing.skip_reason("email", notification.request, user):
            return
        if self._notifications.mark_emailed(user.user_id, notification.id, clock.now()):
            queues.send(queues.Outgoing(self._email_queue_url, encode_notification(notification), notification.id))
