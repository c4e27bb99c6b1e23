"""The page's server as a program that listens, and what starts it."""

import socket
from pathlib import Path

import httpx
import pytest

from local import secret_values
from local.processes import require_free_port
from local.steps import StepFailedError


def test_a_cut_connection_gets_no_answer_but_the_message_left(sink: httpx.Client, demo: secret_values.DemoSecrets):
    sink.post("/faults", json={"channel": "sms", "mode": "cut"}).raise_for_status()
    sid, token = demo["twilio"]["accountSid"], demo["twilio"]["authToken"]
    form = {"To": "+12025550101", "From": "+15005550006", "Body": "hello"}
    with pytest.raises(httpx.TransportError):
        sink.post(f"/2010-04-01/Accounts/{sid}/Messages.json", data=form, auth=(sid, token))
    assert [entry["text"] for entry in sink.get("/outbox.json").json()] == ["hello"]


def test_a_timeout_sends_nothing_and_says_nothing(sink: httpx.Client):
    sink.post("/faults", json={"channel": "email", "mode": "timeout"}).raise_for_status()
    with pytest.raises(httpx.ReadTimeout):
        sink.post("/v2/email/outbound-emails", json={}, timeout=0.3)
    assert sink.get("/outbox.json").json() == []


def test_a_foreign_host_name_is_refused(sink: httpx.Client):
    assert sink.get("/stack.json", headers={"Host": "evil.example"}).status_code == 400


def test_the_page_hears_that_the_stack_is_not_ready(sink: httpx.Client):
    assert sink.get("/stack.json").status_code == 503
    assert sink.post("/ingest", json={}).status_code == 503
    assert sink.post("/ingest", content="{}").status_code == 415


def test_a_port_in_use_is_named_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StepFailedError, match=rf"^port {port} is in use.*WEB_PORT") as refused:
            require_free_port(port, "WEB_PORT")
    assert "\n" not in str(refused.value)


def test_the_demo_secrets_are_made_once(tmp_path: Path):
    path = tmp_path / "secrets.json"
    assert secret_values.demo(path) == secret_values.demo(path)
    assert path.stat().st_mode & 0o077 == 0
