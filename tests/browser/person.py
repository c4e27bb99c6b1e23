"""A demo user as the tests of the page need one: known to the page, and as fresh as if they had never been here."""

from typing import Any

from tests.e2e.doors import Doors
from tests.e2e.person import Person as AnyPerson
from tests.e2e.person import access_token

DEFAULT_PREFERENCES: dict[str, bool | str] = {
    "emailEnabled": True,
    "smsEnabled": False,
    "inAppEnabled": True,
    "pushEnabled": True,
    "transactionAlerts": True,
    "securityAlerts": True,
    "systemAlerts": True,
    "rewardAlerts": True,
    "adminAlerts": True,
    "promotionalEmails": False,
    "enableDigest": False,
    "digestFrequency": "daily",
}


class Person(AnyPerson):
    """A demo user of the stack, through the same public doors as everybody: the queue, the user pool, the HTTP API."""

    def __init__(self, stack: dict[str, Any], username: str) -> None:
        user = next(user for user in stack["users"] if user["username"] == username)
        doors = Doors(stack)
        super().__init__(doors, username, user["userId"], access_token(doors, username, user["password"]))

    def start_afresh(self) -> None:
        """Empties the inbox and puts the preferences back to their defaults."""
        while notifications := self.inbox():
            for notification in notifications:
                self.ask("DELETE", f"/{notification['id']}")
        self.prefer(**DEFAULT_PREFERENCES, categoryChannels=None, emailMutedUntil=None)
