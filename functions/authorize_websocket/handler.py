"""The authorizer of `$connect`: redeems the ticket in the address.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
"""

from __future__ import annotations

from functools import cache
from typing import Any

from carillon import config
from carillon.observability import logger
from carillon.storage.tickets import Tickets


@cache
def _tickets() -> Tickets:
    return Tickets(config.load(config.AuthorizeWebSocketSettings).connection_tickets_table)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Allow the handshake, with the ticket's owner in the context, or deny it. A ticket is good once."""
    ticket = (event.get("queryStringParameters") or {}).get("ticket") or ""
    user_id = _tickets().redeem(ticket) if ticket else None
    if user_id is None:
        logger.info("handshake denied")
    return {
        "principalId": "user" if user_id else "nobody",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Action": "execute-api:Invoke",
                    "Effect": "Allow" if user_id else "Deny",
                    "Resource": event["methodArn"],
                }
            ],
        },
        "context": {"userId": user_id} if user_id else {},
    }
