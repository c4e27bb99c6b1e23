"""Web push subscriptions of a person's browsers."""

from __future__ import annotations

from typing import Any

from carillon import contracts
from carillon.domain import push_endpoint
from carillon.errors import InvalidInput, NotFound
from carillon.storage.subscriptions import Subscription

from .request import Request
from .responses import answer, success
from .services import services


def key(_request: Request) -> dict[str, Any]:
    """`GET /push-key`: the application server key a browser subscribes with (RFC 8292, section 4.1)."""
    return answer({"publicKey": services().settings.vapid_public_key})


def subscribe(request: Request) -> dict[str, Any]:
    """`POST /subscribe-push`"""
    body = contracts.validated(contracts.SubscriptionContract, request.json())
    push_endpoint.check_endpoint(body.endpoint, services().settings.push_endpoint_hosts)
    p256dh, auth = push_endpoint.check_keys(body.keys.p256dh, body.keys.auth)
    subscription = services().subscriptions.register(
        Subscription(
            user_id=request.user_id,
            endpoint=body.endpoint,
            p256dh=p256dh,
            auth=auth,
            vapid_key=services().settings.vapid_public_key or None,
            device_info=body.device_info,
            expires_at=_expires_at(body.expiration_time),
        )
    )
    return answer({"success": True, "subscription": subscription.view()})


def unsubscribe(request: Request) -> dict[str, Any]:
    """`DELETE /unsubscribe-push`: the endpoint stands in the query, or in the body, which some clients drop."""
    endpoint = request.query("endpoint").get("endpoint")
    if request.has_body:
        said = contracts.validated(contracts.UnsubscriptionContract, request.json()).endpoint
        if endpoint not in (None, said):
            raise InvalidInput.of("endpoint", "differs between the query and the body")
        endpoint = said
    if not endpoint:
        raise InvalidInput.of("endpoint", "is required")
    if not services().subscriptions.unregister(request.user_id, endpoint):
        raise NotFound("no such subscription")
    return success()


def _expires_at(expiration_time: float | None) -> int | None:
    """Epoch seconds of a DOMHighResTimeStamp in milliseconds (Push API, `PushSubscription.expirationTime`)."""
    return None if expiration_time is None else int(expiration_time / 1000)
