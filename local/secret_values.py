"""The secrets, by the names that the template gives: Twilio's credentials, the VAPID key pair (RFC 8292), and the keys that
sign unsubscribe links (`carillon.domain.unsubscribe`).

`make run` puts made-up ones into the local AWS. `make secrets` (this module as a program) puts real ones into the AWS
account of the current credentials, before the first deploy: new keys, and Twilio's account as it is typed in.
An existing secret is never overwritten: a new VAPID key alone would orphan every push subscription. `make rotate-push-key`
(`rotate` as its argument) makes a new pair the current one and keeps those before it, which subscriptions are bound to.
"""

import base64
import getpass
import json
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict, cast

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from local import template_file

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class Twilio(TypedDict):
    """Twilio's credentials, as the `send_sms` function reads them."""

    accountSid: str
    authToken: str


class Vapid(TypedDict):
    """A VAPID pair, unpadded base64url: the uncompressed P-256 point (65 bytes) and the private scalar (32 bytes)."""

    publicKey: str
    privateKey: str
    previous: NotRequired[list["Vapid"]]


class DemoSecrets(TypedDict):
    """What the local stack made up once."""

    twilio: Twilio
    vapid: Vapid
    unsubscribe: dict[str, str]


def base64url(data: bytes) -> str:
    """Base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def new_vapid() -> Vapid:
    """A fresh VAPID key pair."""
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return {
        "publicKey": base64url(point),
        "privateKey": base64url(key.private_numbers().private_value.to_bytes(32, "big")),
    }


def new_unsubscribe() -> dict[str, str]:
    """A first key that signs links, and the word that it is the current one."""
    return {"current": "1", "1": base64url(secrets.token_bytes(32))}


def demo(path: Path) -> DemoSecrets:
    """The local stack's secrets, made on first use and kept in `path`, so that subscriptions outlive a restart."""
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    twilio: Twilio = {"accountSid": f"AC{secrets.token_hex(16)}", "authToken": secrets.token_hex(16)}
    whole = {"twilio": twilio, "vapid": new_vapid(), "unsubscribe": new_unsubscribe()} | kept
    if whole != kept:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps(whole), encoding="utf-8")
    return cast(DemoSecrets, whole)


def exists(client: "SecretsManagerClient", name: str) -> bool:
    """Whether there is a secret of that name."""
    try:
        client.describe_secret(SecretId=name)
    except client.exceptions.ResourceNotFoundException:
        return False
    return True


def put(client: "SecretsManagerClient", name: str, value: Twilio | Vapid | dict[str, str]) -> None:
    """Create the secret, or give it this value."""
    if exists(client, name):
        client.put_secret_value(SecretId=name, SecretString=json.dumps(value))
    else:
        client.create_secret(Name=name, SecretString=json.dumps(value))


def rotated(vapid: Vapid) -> Vapid:
    """The secret with a new current pair; the one before it is the first of `previous`."""
    before: Vapid = {"publicKey": vapid["publicKey"], "privateKey": vapid["privateKey"]}
    return {**new_vapid(), "previous": [before, *vapid.get("previous", [])]}


def main() -> int:
    """Make what is missing in the AWS account of the current credentials, or rotate; 1 and one line when AWS refuses."""
    try:
        _rotate() if sys.argv[1:] == ["rotate"] else _make_missing()
    except (BotoCoreError, ClientError, EOFError) as error:
        print(f"make secrets: {error or 'nothing was entered'}", file=sys.stderr)
        return 1
    return 0


def _rotate() -> None:
    client = boto3.client("secretsmanager")
    name = template_file.parameter_defaults()["VapidSecretName"]
    vapid = rotated(json.loads(client.get_secret_value(SecretId=name)["SecretString"]))
    put(client, name, vapid)
    print(f"{name}: {vapid['publicKey']} is the key now; {len(vapid['previous'])} kept for who subscribed before")


def _make_missing() -> None:
    """All of them, unless they are there; Twilio's values are asked for."""
    client = boto3.client("secretsmanager")
    defaults = template_file.parameter_defaults()
    if exists(client, vapid_name := defaults["VapidSecretName"]):
        print(f"{vapid_name}: exists, left as it is")
    else:
        put(client, vapid_name, new_vapid())
        print(f"{vapid_name}: a new key pair was made")
    if exists(client, unsubscribe_name := defaults["UnsubscribeSecretName"]):
        print(f"{unsubscribe_name}: exists, left as it is")
    else:
        put(client, unsubscribe_name, new_unsubscribe())
        print(f"{unsubscribe_name}: a new key was made")
    if exists(client, twilio_name := defaults["TwilioSecretName"]):
        print(f"{twilio_name}: exists, left as it is")
    else:
        put(
            client,
            twilio_name,
            {"accountSid": input("Twilio account SID: ").strip(), "authToken": getpass.getpass("auth token: ").strip()},
        )
        print(f"{twilio_name}: made")


if __name__ == "__main__":
    sys.exit(main())
