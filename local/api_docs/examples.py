"""One example of each thing, as people would meet it; the tests hold them against the schemas."""

from typing import Any

from carillon.domain.user import User
from carillon.domain.views import preferences_view

USER_ID = "5f8d4b1e-7c1a-4c8e-9d3b-2a6f0e9c1d47"
ID = "01KGA8M5ZVQ4T1N8R6X2W9YB3C"
CREATED = "2026-01-31T12:00:00.123Z"
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
"""The key of RFC 8291, section 5."""
ENDPOINT = "https://fcm.googleapis.com/fcm/send/dGhlLWRldmljZQ"

REQUEST: dict[str, Any] = {
    "userId": USER_ID,
    "category": "transaction",
    "title": "Payment received",
    "message": "Bob sent you 12.50 EUR.",
    "type": "all",
    "priority": "normal",
    "data": {"url": "https://example.com/payments/42"},
    "mandatory": False,
    "collapseKey": "balance",
    "idempotencyKey": "payment-42",
}
NOTIFICATION: dict[str, Any] = {
    "id": ID,
    "userId": USER_ID,
    "type": "all",
    "priority": "normal",
    "category": "transaction",
    "title": "Payment received",
    "message": "Bob sent you 12.50 EUR.",
    "data": {"url": "https://example.com/payments/42"},
    "isRead": False,
    "readAt": None,
    "emailSent": True,
    "emailSentAt": "2026-01-31T12:00:01.042Z",
    "smsSent": False,
    "smsSentAt": None,
    "pushSent": False,
    "pushSentAt": None,
    "createdAt": CREATED,
    "updatedAt": "2026-01-31T12:00:01.042Z",
}
PAGE = {
    "notifications": [NOTIFICATION],
    "total": 1,
    "page": 1,
    "totalPages": 1,
    "hasMore": False,
    "nextCursor": None,
}
PREFERENCES = preferences_view(User(USER_ID))
CONTACT = {
    "email": "ann@example.com",
    "phone": "+12025550123",
    "username": "Ann",
    "locale": "en-GB",
    "timezone": "Europe/London",
}
SUPPRESSION = {"address": "ann@example.com", "channel": "email", "reason": "bounced", "createdAt": CREATED}
SUBSCRIPTION = {
    "endpoint": ENDPOINT,
    "expirationTime": None,
    "keys": {"p256dh": P256DH, "auth": "BTBZMqHH6r4Tts7J_aSIgg"},
    "deviceInfo": {"browser": "Firefox"},
}
SUBSCRIBED = {
    "success": True,
    "subscription": {
        "id": "0f1e2d3c4b5a69788796",
        "endpoint": ENDPOINT,
        "deviceInfo": {"browser": "Firefox"},
        "isActive": True,
        "createdAt": CREATED,
    },
}
DELIVERIES = {
    "deliveries": [
        {
            "channel": "email",
            "target": "0f1e2d3c4b5a69788796",
            "status": "sent",
            "reason": None,
            "provider": "ses",
            "providerMessageId": "0100018d5f2a",
            "attempt": 1,
            "at": "2026-01-31T12:00:01.042Z",
        }
    ]
}
TICKET = {
    "ticket": "q0mL3pQ2",
    "expiresIn": 60,
    "url": "wss://abc123.execute-api.eu-west-1.amazonaws.com/live?ticket=q0mL3pQ2",
}
STATS = {
    "total": 12,
    "unread": 3,
    "pushSubs": 2,
    "recent": [
        {name: NOTIFICATION[name] for name in ("id", "userId", "type", "priority", "category", "title", "createdAt")}
    ],
}
SUCCESS = {"success": True}
PUSH_KEY = {"publicKey": P256DH}
ERROR = {
    "error": "title: is required",
    "code": "invalid_request",
    "details": [{"field": "title", "message": "is required"}],
    "requestId": "Gz9w4p5SUBIeD0s=",
}
GATEWAY_ERROR = {"message": "Unauthorized"}

OF_SCHEMAS: dict[str, Any] = {
    "NotificationRequest": REQUEST,
    "PreferencesChange": {"smsEnabled": True, "categoryChannels": {"reward": {"email": False, "sms": None}}},
    "ContactChange": CONTACT,
    "SubscriptionRequest": SUBSCRIPTION,
    "UnsubscriptionRequest": {"endpoint": ENDPOINT},
    "UnsubscribeForm": {"List-Unsubscribe": "One-Click"},
    "Notification": NOTIFICATION,
    "NotificationPage": PAGE,
    "UnreadCount": {"count": 3},
    "Preferences": PREFERENCES,
    "Contact": CONTACT,
    "Success": SUCCESS,
    "Subscribed": SUBSCRIBED,
    "Suppression": SUPPRESSION,
    "SuppressionPage": {"suppressions": [SUPPRESSION], "hasMore": False, "nextCursor": None},
    "UnsubscribePage": "<!doctype html><title>Unsubscribe</title>",
    "PushKey": PUSH_KEY,
    "Ticket": TICKET,
    "DeliveryLog": DELIVERIES,
    "Stats": STATS,
    "Error": ERROR,
    "GatewayError": GATEWAY_ERROR,
}
"""By the schema that a body has."""
