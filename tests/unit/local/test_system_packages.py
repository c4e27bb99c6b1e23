"""What `make test` does about the Debian packages that are not there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from local import system_packages

Provide = Callable[..., None]


@pytest.fixture
def provide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Provide:
    """Puts programs on a PATH that has no others; each says on a line of `calls` how it was called."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def put(*names: str, exit_status: int = 0) -> None:
        for name in names:
            program = tmp_path / name
            program.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\necho no route >&2\nexit {exit_status}\n')
            program.chmod(0o755)

    return put


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 65534)


@pytest.mark.usefixtures("nobody")
def test_who_has_them_needs_nothing(provide: Provide, capfd: pytest.CaptureFixture[str]):
    provide("chromium", "firefox-esr", "node", "npm")
    assert system_packages.main() == 0
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("nobody")
def test_who_may_not_install_is_told_all_that_is_missing_in_one_line(
    provide: Provide, capfd: pytest.CaptureFixture[str]
):
    provide("node", "apt-get")
    assert system_packages.main() == 1
    line = "the browser tests need: apt-get install chromium fonts-liberation firefox-esr npm\n"
    assert capfd.readouterr() == ("", line)


@pytest.mark.usefixtures("root")
def test_root_installs_all_that_is_missing_in_one_go(provide: Provide, tmp_path: Path):
    provide("chromium", "npm", "apt-get")
    assert system_packages.main() == 0
    install = "-qq install --yes --no-install-recommends firefox-esr nodejs"
    assert (tmp_path / "calls").read_text().splitlines() == ["-qq update", install]


@pytest.mark.usefixtures("root")
def test_an_installation_that_fails_says_why(provide: Provide, capfd: pytest.CaptureFixture[str]):
    provide("chromium", "npm")
    provide("apt-get", exit_status=100)
    assert system_packages.main() == 1
    assert capfd.readouterr().err == "apt-get update failed: no route\n"
