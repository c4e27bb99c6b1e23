"""What the resources work with, made once per process."""

from __future__ import annotations

from functools import cache

from carillon import config
from carillon.accept import Accept
from carillon.reading import Reading
from carillon.storage.deliveries import Deliveries
from carillon.storage.inbox import Inbox
from carillon.storage.notifications import Notifications
from carillon.storage.stats import Stats
from carillon.storage.subscriptions import Subscriptions
from carillon.storage.suppressions import Suppressions
from carillon.storage.tickets import Tickets
from carillon.storage.users import Users
from carillon.stored_secret import StoredSecret
from carillon.unsubscribe_tokens import UnsubscribeTokens


class Services:
    """The repositories and use cases behind the API."""

    def __init__(self, settings: config.HttpApiSettings) -> None:
        self.settings = settings
        self.users = Users(settings.preferences_table)
        self.notifications = Notifications(settings.notifications_table)
        self.inbox = Inbox(self.notifications)
        self.deliveries = Deliveries(settings.deliveries_table, settings.retention_days)
        self.reading = Reading(self.users, self.notifications, settings.in_app_queue_url)
        self.accept = Accept(settings)
        self.subscriptions = Subscriptions(settings.subscriptions_table, settings.preferences_table)
        self.suppressions = Suppressions(settings.suppressions_table)
        self.tickets = Tickets(settings.connection_tickets_table)
        self.stats = Stats(settings.stats_table)
        self.unsubscribe_tokens = UnsubscribeTokens(StoredSecret(settings.unsubscribe_secret_name))


@cache
def services() -> Services:
    """The services of this process."""
    return Services(config.load(config.HttpApiSettings))
