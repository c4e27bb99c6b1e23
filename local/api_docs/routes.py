"""What the route table cannot say of its routes: names, bodies, answers, and where one leads to another.

Keyed as `http_api.handler.ROUTES` is; `openapi.document` stops when the two differ.
"""

from local.api_docs.operations import (
    ENDPOINT,
    IDEMPOTENCY_KEY,
    OWNER,
    Link,
    Operation,
    cursor_parameters,
    page_parameters,
)

_BASE = "/api/notifications"
_ID_LINK = {"id": "$response.body#/id"}
_SAME_ID = {"id": "$request.path.id"}
_SAME_USER = {"userId": "$request.path.userId"}
_TO_ITS_OWN = tuple(
    Link(name, _ID_LINK)
    for name in (
        "getNotification",
        "listDeliveries",
        "markNotificationRead",
        "markNotificationUnread",
        "deleteNotification",
    )
)

INBOX: dict[str, Operation] = {
    f"GET {_BASE}": Operation(
        "listNotifications",
        "A page of the inbox, newest first",
        "NotificationPage",
        "inbox",
        parameters=page_parameters(),
        refusals=(400,),
    ),
    f"GET {_BASE}/unread-count": Operation("countUnread", "How many are unread, exactly", "UnreadCount", "inbox"),
    f"PATCH {_BASE}/read-all": Operation(
        "markAllRead", "Mark everything read", "Success", "inbox", description="What arrives later stays unread."
    ),
    f"GET {_BASE}/{{id}}": Operation(
        "getNotification",
        "One notification, also one that is not in the inbox",
        "Notification",
        "inbox",
        refusals=(404,),
    ),
    f"DELETE {_BASE}/{{id}}": Operation(
        "deleteNotification",
        "Delete one",
        "Success",
        "inbox",
        refusals=(404,),
        links=(Link("getNotification", _SAME_ID),),
    ),
    f"PATCH {_BASE}/{{id}}/read": Operation(
        "markNotificationRead",
        "Mark one read; a second time keeps the first `readAt`",
        "Notification",
        "inbox",
        refusals=(404,),
        links=_TO_ITS_OWN,
    ),
    f"PATCH {_BASE}/{{id}}/unread": Operation(
        "markNotificationUnread",
        "Mark one unread again",
        "Notification",
        "inbox",
        refusals=(404,),
        links=_TO_ITS_OWN,
    ),
    f"GET {_BASE}/{{id}}/deliveries": Operation(
        "listDeliveries",
        "What became of a notification on each channel",
        "DeliveryLog",
        "deliveries",
        parameters=(OWNER,),
        refusals=(400, 403, 404),
    ),
}
PERSON: dict[str, Operation] = {
    f"GET {_BASE}/preferences": Operation("getPreferences", "What a person wants", "Preferences", "preferences"),
    f"PUT {_BASE}/preferences": Operation(
        "changePreferences",
        "Change the fields given, leave the rest",
        "Preferences",
        "preferences",
        body="PreferencesChange",
    ),
    f"GET {_BASE}/push-key": Operation(
        "getPushKey", "The key a browser subscribes with", "PushKey", "push", is_open=True
    ),
    f"POST {_BASE}/subscribe-push": Operation(
        "subscribePush",
        "Register a device; it belongs to who registered it last",
        "Subscribed",
        "push",
        body="SubscriptionRequest",
        links=(Link("unsubscribePush", {"endpoint": "$response.body#/subscription/endpoint"}),),
    ),
    f"DELETE {_BASE}/unsubscribe-push": Operation(
        "unsubscribePush",
        "Forget a device; also the second time",
        "Success",
        "push",
        body="UnsubscriptionRequest",
        is_body_required=False,
        parameters=(ENDPOINT,),
        refusals=(404,),
    ),
    f"POST {_BASE}/ws-ticket": Operation("issueTicket", "The address of a WebSocket, good once", "Ticket", "socket"),
}
ADMIN: dict[str, Operation] = {
    f"POST {_BASE}": Operation(
        "createNotification",
        "Store and queue a notification",
        "Notification",
        "administration",
        body="NotificationRequest",
        parameters=(IDEMPOTENCY_KEY,),
        status=201,
        is_for_admins=True,
        refusals=(422,),
        links=_TO_ITS_OWN,
    ),
    f"GET {_BASE}/stats": Operation("getStats", "Totals and the latest", "Stats", "administration", is_for_admins=True),
    "GET /api/users/{userId}": Operation(
        "getUser", "A person's contact", "Contact", "administration", is_for_admins=True, refusals=(400, 404)
    ),
    "PUT /api/users/{userId}": Operation(
        "changeUser",
        "Set the fields given; null clears",
        "Contact",
        "administration",
        body="ContactChange",
        is_for_admins=True,
        links=(Link("getUser", _SAME_USER), Link("deleteUser", _SAME_USER)),
    ),
    "DELETE /api/users/{userId}": Operation(
        "deleteUser",
        "Erase a person within 30 seconds",
        "Success",
        "administration",
        is_for_admins=True,
        refusals=(400, 404),
        links=(Link("getUser", _SAME_USER),),
    ),
}
SUPPRESSIONS: dict[str, Operation] = {
    "GET /api/suppressions": Operation(
        "listSuppressions",
        "A page of the addresses that nothing is sent to",
        "SuppressionPage",
        "administration",
        parameters=cursor_parameters(),
        is_for_admins=True,
    ),
    "GET /api/suppressions/{address}": Operation(
        "getSuppression",
        "Why an address is suppressed",
        "Suppression",
        "administration",
        is_for_admins=True,
        refusals=(404,),
    ),
    "DELETE /api/suppressions/{address}": Operation(
        "deleteSuppression",
        "Write to an address again",
        "Success",
        "administration",
        is_for_admins=True,
        refusals=(404,),
        links=(Link("getSuppression", {"address": "$request.path.address"}),),
    ),
}
UNSUBSCRIBE: dict[str, Operation] = {
    "GET /unsubscribe/{token}": Operation(
        "showUnsubscribe",
        "The choices behind the link of an email, as a page; changes nothing",
        "UnsubscribePage",
        "preferences",
        answer_type="text/html",
        is_open=True,
    ),
    "POST /unsubscribe/{token}": Operation(
        "unsubscribe",
        "One click of a mail program, or a choice of the page; also the second time",
        "UnsubscribePage",
        "preferences",
        answer_type="text/html",
        body="UnsubscribeForm",
        body_types=("application/x-www-form-urlencoded", "multipart/form-data"),
        is_body_required=False,
        is_open=True,
        description="Without a body as with `List-Unsubscribe=One-Click`: no more emails of the category of the mail.",
    ),
}
OPERATIONS = INBOX | PERSON | ADMIN | SUPPRESSIONS | UNSUBSCRIBE
