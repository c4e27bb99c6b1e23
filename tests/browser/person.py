"""What a test does for a demo user outside the page: drop messages, and look at or reset what the server holds."""

import json
import urllib.request
import uuid
from typing import Any

import boto3

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
TIMEOUT_SECONDS = 30


class Person:
    """A demo user of the stack, through the same public doors as everybody: the queue, the user pool, the HTTP API."""

    def __init__(self, stack: dict[str, Any], username: str) -> None:
        user = next(user for user in stack["users"] if user["username"] == username)
        self.username = username
        self.user_id: str = user["userId"]
        self._api = f"{stack['httpApiUrl'].rstrip('/')}/api/notifications"
        self._queue_url = stack["outputs"]["IngestQueueUrl"]
        self._sqs = self._client(stack, "sqs")
        tokens = self._client(stack, "cognito-idp").initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=stack["outputs"]["UserPoolClientId"],
            AuthParameters={"USERNAME": username, "PASSWORD": user["password"]},
        )
        self._token = tokens["AuthenticationResult"]["AccessToken"]

    @staticmethod
    def _client(stack: dict[str, Any], service: Any) -> Any:
        return boto3.client(
            service,
            endpoint_url=stack["awsEndpoint"],
            region_name=stack["region"],
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def drop(self, **fields: Any) -> str:
        """Drops one in-app message on the ingest queue; answers its title, which no other message has."""
        title = fields.pop("title", f"Parcel {uuid.uuid4().hex[:12]}")
        request = {
            "userId": self.user_id,
            "category": "transaction",
            "type": "in-app",
            "title": title,
            "message": "It is on its way.",
            **fields,
        }
        self._sqs.send_message(QueueUrl=self._queue_url, MessageBody=json.dumps(request))
        return str(title)

    def inbox(self) -> list[dict[str, Any]]:
        """The newest hundred, as the API has them."""
        notifications: list[dict[str, Any]] = self._call("GET", "?limit=100")["notifications"]
        return notifications

    def start_afresh(self) -> None:
        """Empties the inbox and puts the preferences back to their defaults."""
        while notifications := self.inbox():
            for notification in notifications:
                self._call("DELETE", f"/{notification['id']}")
        self._call("PUT", "/preferences", DEFAULT_PREFERENCES)

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self._api}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            answer: dict[str, Any] = json.load(response)
        return answer
