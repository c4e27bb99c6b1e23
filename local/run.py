"""`make run`: everything on this machine, until Ctrl-C.

`python -m local.run` reads the variables of `local/settings.py`. Exit status: 0 when it was asked to stop, 1 when a
step failed (its cause on standard error), 2 for a variable that cannot be meant.
"""

import contextlib
import json
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from local import aws, build, deploy, health, ministack, secret_values, users, warm_up, web
from local.processes import require_free_port, sole_use
from local.settings import REGION, Settings, SettingsError, read
from local.steps import StepFailedError, step


def main() -> int:
    """Start, wait, stop."""
    try:
        settings = read()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    aws.isolate()
    stopped = _stop_on_signals()
    try:
        with contextlib.ExitStack() as started:
            _start(settings, started)
            with contextlib.suppress(KeyboardInterrupt):
                stopped.wait()
            print("\nstopping", flush=True)
    except KeyboardInterrupt:
        print("\nstopped while starting", flush=True)
    except StepFailedError as error:
        print(f"make run: {error}", file=sys.stderr)
        return 1
    except (ClientError, BotoCoreError, httpx.HTTPError) as error:
        print(f"make run: the local AWS answered: {error}\n  log: {settings.log_dir}", file=sys.stderr)
        return 1
    return 0


def _start(settings: Settings, started: contextlib.ExitStack) -> None:
    """Bring everything up; whatever was started is put on the stack that stops it."""
    require_free_port(settings.aws_port, "LOCAL_AWS_PORT")
    require_free_port(settings.web_port, "WEB_PORT")
    started.enter_context(sole_use(settings.data_dir))
    settings.stack_file.unlink(missing_ok=True)
    demo = secret_values.demo(settings.data_dir / "secrets.json")
    with step("build the application"):
        template = build.build(settings)
    with step("start the provider sink and the page"):
        started.callback(web.start(settings, demo).stop)
    with step("start the local AWS"):
        started.callback(ministack.forget_code, settings)
        started.callback(ministack.start(settings).stop)
    with step("create the secrets"):
        deploy.make_secrets(settings, demo)
    with step("deploy the template"):
        stack = deploy.deploy(settings, template, demo)
    with step("create the demo users"):
        people = users.create(settings, stack.outputs)
    contract = _contract(settings, stack, people)
    with step("check that everything answers"):
        health.check(contract)
    admin = next(user for user in people if user["role"] == "admin")
    token = users.access_token(settings, stack.outputs, admin)
    with step("wake the functions"):
        warm_up.warm_up(settings)
        health.check_socket(contract, token)
    with step("give the demo users addresses"):
        users.give_contacts(contract["httpApiUrl"], token, people)
    _write(settings.stack_file, contract)
    started.callback(settings.stack_file.unlink, missing_ok=True)
    _print_addresses(contract)


def _contract(settings: Settings, stack: deploy.Stack, people: list[users.User]) -> dict[str, Any]:
    """The content of `stack.json`, as the contract's first section has it."""
    return {
        "awsEndpoint": settings.aws_endpoint,
        "region": REGION,
        "httpApiUrl": stack.http_api_url(settings),
        "webSocketUrl": stack.web_socket_url(settings),
        "webUrl": settings.web_url,
        "outboxUrl": f"{settings.web_url}/outbox.json",
        "pushSubscribeUrl": f"{settings.web_url}/push-subscriptions",
        "outputs": stack.outputs,
        "users": people,
    }


def _write(path: Path, contract: dict[str, Any]) -> None:
    """Write it whole or not at all: others wait for the file to appear. For its owner only: it holds passwords."""
    half_written = path.with_suffix(".tmp")
    half_written.touch(mode=0o600)
    half_written.write_text(json.dumps(contract, indent=2) + "\n", encoding="utf-8")
    half_written.replace(path)


def _print_addresses(contract: dict[str, Any]) -> None:
    print(f"\n  page        {contract['webUrl']}")
    for user in contract["users"]:
        print(f"              {user['username']:<6} {user['password']}")
    for label, name in (("HTTP API", "httpApiUrl"), ("WebSocket", "webSocketUrl"), ("outbox", "outboxUrl")):
        print(f"  {label:<11} {contract[name]}")
    print(f"  ingest      {contract['outputs'].get('IngestQueueUrl', '')}")
    print(f"  local AWS   {contract['awsEndpoint']}  (credentials test/test)")
    print("\nready; Ctrl-C stops it", flush=True)


def _stop_on_signals() -> threading.Event:
    """An event that the first signal sets. While still starting, the first signal interrupts; later ones are ignored.

    Ignoring the later ones lets the local AWS finish writing its state: an impatient second Ctrl-C would lose it.
    """
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        if stopped.is_set():
            return
        stopped.set()
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    return stopped


if __name__ == "__main__":
    sys.exit(main())
