"""The page's server on a free port, emptied before every test."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from local import secret_values, settings, web


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> settings.Settings:
    folder = tmp_path_factory.mktemp("local")
    return settings.read({"LOCAL_STATE_DIR": str(folder), "WEB_PORT": str(free_port())})


@pytest.fixture(scope="session")
def demo(stack: settings.Settings) -> secret_values.DemoSecrets:
    return secret_values.demo(stack.data_dir / "secrets.json")


@pytest.fixture(scope="session")
def server(stack: settings.Settings, demo: secret_values.DemoSecrets) -> Iterator[str]:
    running = web.start(stack, demo)
    yield stack.web_url
    running.stop()


@pytest.fixture
def sink(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, trust_env=False) as client:
        client.delete("/outbox.json").raise_for_status()
        client.delete("/faults").raise_for_status()
        yield client
