"""The demo users: alice and bob, and admin in the group whose members may use the admin routes."""

import contextlib
import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import httpx

from local import aws, template_file
from local.settings import Settings
from local.steps import StepFailedError

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


class User(TypedDict):
    """A demo user as `stack.json` names it."""

    username: str
    password: str
    userId: str
    role: str


_ROLES = {"alice": "user", "bob": "user", "admin": "admin"}

_CONTACTS = {
    "alice": {"email": "alice@carillon.example", "phone": "+12025550101", "username": "Alice"},
    "bob": {"email": "bob@carillon.example", "phone": "+12025550102", "username": "Bob"},
}
"""Numbers that are kept for fiction (NANP 555-01XX) and a domain that is kept for examples (RFC 2606)."""


def create(settings: Settings, outputs: dict[str, str]) -> list[User]:
    """Create who is missing, with passwords that last until `make clean-local`."""
    client = aws.session().client("cognito-idp", endpoint_url=settings.aws_endpoint, config=aws.CLIENT_CONFIG)
    pool = outputs["UserPoolId"]
    passwords = _passwords(settings.data_dir / "passwords.json")
    users = [_create(client, pool, name, passwords[name]) for name in _ROLES]
    group = template_file.parameter_defaults().get("AdminGroup") or "admin"
    try:
        client.get_group(UserPoolId=pool, GroupName=group)
    except client.exceptions.ResourceNotFoundException:
        client.create_group(UserPoolId=pool, GroupName=group)
    client.admin_add_user_to_group(UserPoolId=pool, Username="admin", GroupName=group)
    return users


def access_token(settings: Settings, outputs: dict[str, str], user: User) -> str:
    """Log in as the contract says and return the access token."""
    client = aws.session().client("cognito-idp", endpoint_url=settings.aws_endpoint, config=aws.CLIENT_CONFIG)
    answer = client.initiate_auth(
        ClientId=outputs["UserPoolClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user["username"], "PASSWORD": user["password"]},
    )
    return answer["AuthenticationResult"]["AccessToken"]


def give_contacts(http_api_url: str, admin_token: str, users: list[User]) -> None:
    """Give alice and bob an address and a number, unless they have a contact: what was changed by hand stays.

    Raises StepFailedError when the API does not do it.
    """
    with httpx.Client(headers={"Authorization": f"Bearer {admin_token}"}, timeout=30, trust_env=False) as http:
        for user in users:
            contact = _CONTACTS.get(user["username"])
            url = f"{http_api_url}/api/users/{user['userId']}"
            if contact is None or http.get(url).status_code == httpx.codes.OK:
                continue
            answer = http.put(url, json=contact)
            if answer.status_code != httpx.codes.OK:
                raise StepFailedError(f"PUT {url} answered {answer.status_code}: {answer.text[:500]}")


def _create(client: "CognitoIdentityProviderClient", pool: str, name: str, password: str) -> User:
    with contextlib.suppress(client.exceptions.UsernameExistsException):  # from an earlier run: id and data stay
        client.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
    client.admin_set_user_password(UserPoolId=pool, Username=name, Password=password, Permanent=True)
    found = client.admin_get_user(UserPoolId=pool, Username=name)
    attributes = {attribute["Name"]: attribute.get("Value", "") for attribute in found["UserAttributes"]}
    return {"username": name, "password": password, "userId": attributes["sub"], "role": _ROLES[name]}


def _passwords(path: Path) -> dict[str, str]:
    if not path.is_file():
        # Whatever character classes a pool's password policy asks for are there.
        made = {name: f"Aa1!{secrets.token_urlsafe(12)}" for name in _ROLES}
        path.write_text(json.dumps(made), encoding="utf-8")
        path.chmod(0o600)
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return kept
