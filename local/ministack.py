"""The local AWS: MiniStack in an environment of its own, IAM enforced, loopback only, its state kept."""

import json
import re
import shutil
import time
import urllib.error
import urllib.request
from pathlib import Path

from local import aws
from local.processes import Background, clean_environment
from local.settings import LOOPBACK, REGION, Settings, venv
from local.sink import sms_voice
from local.steps import StepFailedError

_READY_SECONDS = 60.0


def start(settings: Settings) -> Background:
    """Start it and wait until it answers. Raises StepFailedError with its last log lines if it does not."""
    move_to_port(settings)
    forget_code(settings)
    _scratch(settings).mkdir(parents=True)
    log = settings.log_dir / "ministack.log"
    process = Background([python(), "-m", "local.emulator"], _environment(settings), log)
    try:
        _wait(settings, process)
    except BaseException:
        process.stop()
        raise
    return process


def forget_code(settings: Settings) -> None:
    """Remove what functions were unpacked into: over 100 MB for each worker that did not end by itself."""
    shutil.rmtree(_scratch(settings), ignore_errors=True)


def _scratch(settings: Settings) -> Path:
    return settings.state_dir / "tmp"


def python() -> Path:
    """The interpreter under which the functions run, and for which the layers are built."""
    return venv("ministack") / "bin" / "python"


def move_to_port(settings: Settings) -> None:
    """Let kept data answer on another port than the last time: queue URLs, which hold the port, are all over it."""
    data, port = settings.data_dir, settings.aws_port
    note = data / "port"
    before = note.read_text(encoding="ascii") if note.is_file() else str(port)
    if before != str(port):
        address = re.compile(rb"\blocalhost:%s\b" % before.encode())
        for path in (data / "aws").glob("*.json"):
            path.write_bytes(address.sub(b"localhost:%d" % port, path.read_bytes()))
    note.write_text(str(port), encoding="ascii")


def _environment(settings: Settings) -> dict[str, str]:
    data = settings.data_dir
    return clean_environment(
        data / "home",
        TMPDIR=str(_scratch(settings)),
        PATH=f"{venv('ministack') / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        GATEWAY_PORT=str(settings.aws_port),
        BIND_HOST=LOOPBACK,
        AUTH="true",
        IOT_MTLS_ENABLED="0",
        SFTP_ENABLED="0",
        PERSIST_STATE="1",
        STATE_DIR=str(data / "aws"),
        S3_PERSIST="1",
        S3_DATA_DIR=str(data / "s3"),
        MINISTACK_REGION=REGION,
        AWS_DEFAULT_REGION=REGION,
        AWS_ACCESS_KEY_ID=aws.ACCESS_KEY,
        AWS_SECRET_ACCESS_KEY=aws.SECRET_KEY,
        # botocore's own variable: the functions' e-mails go to the sink, which is stricter than MiniStack's SES.
        AWS_ENDPOINT_URL_SESV2=settings.web_url,
        # And the texts that Twilio does not take, which MiniStack knows nothing of.
        AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2=f"{settings.web_url}{sms_voice.PATH}",
        PERMISSIONS_LOG=str(settings.log_dir / "permissions.log"),
    )


def _wait(settings: Settings, process: Background) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        process.require_alive()
        try:
            with urllib.request.urlopen(f"{settings.aws_endpoint}/_ministack/health", timeout=2) as answer:  # noqa: S310
                json.load(answer)
                return
        except (urllib.error.URLError, OSError, ValueError):
            time.sleep(0.1)
    raise StepFailedError(f"the local AWS did not answer within {_READY_SECONDS:.0f} s")
