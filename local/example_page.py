"""`make page`: the ten lines of `web/examples/plain.html`, filled in for the running local stack and one of its users."""

import argparse
import html
import sys

from botocore.exceptions import BotoCoreError, ClientError

from local import aws, running
from local.settings import ROOT, read
from local.steps import StepFailedError

_EXAMPLE = ROOT / "web" / "examples" / "plain.html"


def main() -> int:
    """Print the page; its token lasts as long as the user pool says."""
    parser = argparse.ArgumentParser(prog="make page")
    parser.add_argument("--name", default="alice", help="a user of the local stack")
    name: str = parser.parse_args().name
    try:
        print(page(name), end="")
    except (StepFailedError, ClientError, BotoCoreError) as error:
        print(f"make page: {error}", file=sys.stderr)
        return 1
    return 0


def page(name: str) -> str:
    """The page for a user of that name. Raises StepFailedError if there is no stack, or nobody of that name."""
    aws.isolate()
    stack = running.contract(read())
    users = {user["username"]: user for user in stack["users"]}
    if name not in users:
        raise StepFailedError(f"nobody is called {name}: there are {', '.join(users)}")
    client = aws.session().client("cognito-idp", endpoint_url=stack["awsEndpoint"], config=aws.CLIENT_CONFIG)
    answer = client.initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=stack["outputs"]["UserPoolClientId"],
        AuthParameters={"USERNAME": name, "PASSWORD": users[name]["password"]},
    )
    filled = {
        "http://127.0.0.1:3000": stack["webUrl"],
        "HTTP_API_URL": stack["httpApiUrl"],
        "TOKEN": answer["AuthenticationResult"]["AccessToken"],
    }
    text = _EXAMPLE.read_text(encoding="utf-8")
    for blank, value in filled.items():
        text = text.replace(blank, html.escape(value))
    return text


if __name__ == "__main__":
    sys.exit(main())
