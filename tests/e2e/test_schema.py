"""Requests made from `docs/openapi.yaml`, valid and invalid, as a user, as an administrator and as nobody: every answer is
one that the document knows.

A short run with a fixed seed; with `SOAK_SECONDS` (`make soak`) one of that length with a seed of its own, which is printed.
"""

import json
import os
import random
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from carillon.domain import unsubscribe
from carillon.domain.unsubscribe import Scope
from tests.local_run import ROOT

from .doors import Doors
from .person import Admin, Person

SOAK_SECONDS = int(os.environ.get("SOAK_SECONDS") or 0)
SEED = os.environ.get("SOAK_SEED") or (str(random.randrange(1_000_000)) if SOAK_SECONDS else "1")
ROLES = ("user", "admin", "nobody")
SHORT = ["--phases=examples,fuzzing,stateful", "--max-examples=4"]
SHORTEST = ["--phases=examples,fuzzing", "--max-examples=1"]
"""For whom every answer but one is the gateway's."""
LONG = [f"--max-time={SOAK_SECONDS}", "--max-examples=200"]
OWN_NOTIFICATIONS = 2
COMMAND = [
    *(sys.executable, "-m", "schemathesis.cli", "--no-color", "run", str(ROOT / "docs" / "openapi.yaml")),
    # What API Gateway answers to a method without a route is its own, and not the contract's.
    *("--exclude-checks=unsupported_method", "--continue-on-failure", "--generation-database=none"),
    # A busy machine is no finding.
    *("--suppress-health-check=too_slow", "--request-timeout=30"),
    f"--seed={SEED}",
]


@dataclass
class Asker:
    """Whose requests they are; without a token, whose ids they name."""

    person: Person
    has_token: bool = True

    def run(self, folder: Path) -> subprocess.CompletedProcess[str]:
        """Make the requests and look at every answer."""
        notifications = [item["id"] for item in self.person.inbox()]
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(str(ROOT / name) for name in ("layers/common", "functions", ".")),
            "SCHEMATHESIS_HOOKS": "tests.e2e.schema_hooks",
            "SCHEMA_USER_ID": self.person.user_id,
            "SCHEMA_NOTIFICATIONS": ",".join(notifications),
            "SCHEMA_UNSUBSCRIBE_TOKEN": self._unsubscribe_token(),
        }
        token = [f"--header=Authorization:Bearer {self.person.token}"] if self.has_token else []
        return subprocess.run(
            [*COMMAND, f"--url={self.person.doors.stack['httpApiUrl']}", *token, *self._length()],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def _unsubscribe_token(self) -> str:
        secret = self.person.doors.client("secretsmanager").get_secret_value(SecretId="carillon/unsubscribe")
        return unsubscribe.sign(json.loads(secret["SecretString"]), Scope(self.person.user_id, "reward"))

    def _length(self) -> list[str]:
        if SOAK_SECONDS:
            return LONG
        return SHORT if self.has_token else SHORTEST


@pytest.fixture(scope="module")
def runs(
    doors: Doors, admin: Admin, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Future[subprocess.CompletedProcess[str]]]:
    """All three at the same time."""
    askers = {
        "user": Asker(Person.new(doors)),
        "admin": Asker(Person.new(doors, is_admin=True)),
        "nobody": Asker(Person.new(doors), has_token=False),
    }
    for asker in askers.values():
        for _ in range(OWN_NOTIFICATIONS):
            admin.create(asker.person, type="in-app")
    with ThreadPoolExecutor(len(askers)) as pool:
        return {role: pool.submit(asker.run, tmp_path_factory.mktemp(role)) for role, asker in askers.items()}


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_one_that_the_document_knows(
    runs: dict[str, Future[subprocess.CompletedProcess[str]]], role: str
):
    run = runs[role].result()
    sys.stdout.write(run.stdout)
    assert run.returncode == 0, run.stdout
