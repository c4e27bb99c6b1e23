"""Push messages per core-second: ours, pywebpush and npm's web-push as they come, to the same service behind TLS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bench import one_core, push_sink
from bench.gates import Gate
from bench.life import MESSAGE_BYTES
from bench.push_sink import Sink
from bench.table import Chart, Table
from carillon.channels.push_payload import payload
from carillon.messages import encode_notification
from tests.integration.senders import notification

ROOT = Path(__file__).resolve().parent.parent
APP_URL = "https://app.example"
TIMES = {"pywebpush": 6, "web-push": 4}
"""As many as of the others at least, of the same CPU. Wanted are 4; where that was easy, what was reached, less a margin."""

_RUNS, _NUMBER, _WARM_UP = 3, 1000, 300
_SENDERS = {
    "ours": [sys.executable, "-m", "bench.push_senders", "ours"],
    "pywebpush": [sys.executable, "-m", "bench.push_senders", "stock"],
    "web-push": ["node", str(ROOT / "bench" / "push_web.cjs")],
}


@dataclass(frozen=True, slots=True)
class Rate:
    """CPU seconds of one message, and how many connections were opened for all of them."""

    seconds: float
    connections: int

    @property
    def per_second(self) -> float:
        """Messages in a second of one core."""
        return 1 / self.seconds


def measure() -> Table:
    """The three, ours first."""
    found, ours = rates(), rates()["ours"]
    names = {"ours": "ours", "pywebpush": "pywebpush.webpush()", "web-push": "npm web-push"}
    rows = [
        (
            names[name],
            f"{rate.per_second:,.0f}",
            f"{rate.seconds * 1000:.2f}",
            f"{rate.connections:,}",
            "" if rate is ours else f"{rate.seconds / ours.seconds:.1f}",
        )
        for name, rate in found.items()
    ]
    note = (
        "Messages in a second of one core: CPU, user's and system's, of the sending process alone, which is kept on one core,"
        f" best of {_RUNS} runs of {_NUMBER:,} after {_WARM_UP} to warm up, one message after the other. Ours is the push"
        " channel's own sender, from the notification to the service's answer; pywebpush and web-push are called as their"
        f" manuals say, with the finished payload ({len(_payload()):,} bytes). The service is another process, behind TLS, with"
        " a certificate made for the occasion, the only one that the Python senders trust: pywebpush reads the list anew for"
        " every connection, and with certifi's would be several times slower. Every message is decrypted by the browser that it"
        " is for, and its VAPID token verified."
    )
    columns = ("sender", "messages per core-second", "CPU ms each", "connections", "ours is × faster")
    chart = Chart("messages per core-second", [(names[name], rate.per_second) for name, rate in found.items()])
    out = "the queue, the ledger and the network."
    made_with = ("pywebpush", "cryptography", "pycurl", f"Node.js {_node_version()}", f"web-push {_npm_version()}")
    return Table("Push messages per core", columns, rows, note, out, chart, gates(), made_with)


def gates() -> list[Gate]:
    """Ours, as a part of what the others take."""
    found = rates()
    return [
        Gate(f"CPU of a push, as a part of {name}'s", found["ours"].seconds / found[name].seconds, 1 / times)
        for name, times in TIMES.items()
    ]


@cache
def rates() -> Mapping[str, Rate]:
    """By sender. They take turns, so that a busy moment is nobody's own."""
    best: dict[str, Rate] = {}
    with tempfile.TemporaryDirectory() as folder, push_sink.served(Path(folder)) as sink:
        for _ in range(_RUNS):
            for name in _SENDERS:
                rate = sent(sink, name, _NUMBER, _WARM_UP)
                best[name] = min(best.get(name, rate), rate, key=lambda each: each.seconds)
    return best


def sent(sink: Sink, name: str, number: int, warm_up: int) -> Rate:
    """A sender's run, each of its messages read afterwards."""
    sink.forget()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT}:{ROOT / 'layers/common'}",
        "NODE_EXTRA_CA_CERTS": str(sink.certificate),
    }
    job = _job(sink) | {"bundle": str(sink.certificate), "number": number, "warmUp": warm_up}
    answer = subprocess.run(
        _SENDERS[name],
        env=environment,
        input=json.dumps(job),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        preexec_fn=one_core.pin,
    )
    assert sink.texts() == [_payload()] * (number + warm_up), f"{name} sent something else"
    return Rate(float(answer.stdout) / number, sink.connections)


def _job(sink: Sink) -> dict[str, Any]:
    return {
        "origin": sink.origin,
        "subscriptions": sink.subscriptions(),
        "vapid": sink.vapid,
        "subject": "mailto:operator@app.example",
        "appUrl": APP_URL,
        "message": encode_notification(_notification(), is_fallback=False),
        "payload": _payload().decode(),
        "ttl": 3600,
    }


@cache
def _notification() -> Any:
    return notification(message="m" * MESSAGE_BYTES, data={"url": f"{APP_URL}/orders/12345"})


def _payload() -> bytes:
    return payload(_notification(), APP_URL)


def _node_version() -> str:
    return subprocess.run(["node", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip("v\n")


def _npm_version() -> str:
    manifest = json.loads((ROOT / "web" / "node_modules" / "web-push" / "package.json").read_text(encoding="utf-8"))
    return str(manifest["version"])
