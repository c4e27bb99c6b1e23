"""`sam build` for this machine, made once per content: the folder's name is the hash of what it was built from.

The layers are built for the interpreter under which the local AWS runs the functions; the layer Makefiles build for
Lambda's processor and runtime unless `LAYER_PYTHON` and `LAYER_PLATFORM` say otherwise (empty: as the machine is).
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from local import ministack
from local.processes import clean_environment, run
from local.settings import REGION, ROOT, Settings, venv

_INPUTS = ("template.yaml", "functions", "layers", "requirements", "local/build.py")
_KEPT_BUILDS = 3


def digest() -> str:
    """The hash of everything that a build is made from."""
    total = hashlib.sha256(os.fsencode(ministack.python().resolve()))
    for path in _files():
        total.update(os.fsencode(path.relative_to(ROOT)) + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def build(settings: Settings) -> Path:
    """Build unless it is built, and return the built template. Raises StepFailedError with SAM's last lines."""
    folder = settings.build_dir / digest()
    template = folder / "template.yaml"
    settings.build_dir.mkdir(parents=True, exist_ok=True)
    # Two stacks may start at once (a running one, and the tests'): the second waits for the first one's build.
    with (settings.build_dir / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.is_file():
            half_built = settings.build_dir / "building"
            shutil.rmtree(half_built, ignore_errors=True)
            _sam_build(settings, half_built)
            shutil.rmtree(folder, ignore_errors=True)
            half_built.rename(folder)
            _forget_old(settings.build_dir)
        os.utime(folder)
    return template


def _sam_build(settings: Settings, target: Path) -> None:
    environment = clean_environment(
        settings.state_dir / "home",
        UV=str(ROOT / ".local" / "tools" / "uv" / "bin" / "uv"),
        UV_PYTHON=str(ministack.python()),
        LAYER_PYTHON="",
        LAYER_PLATFORM="",
        AWS_DEFAULT_REGION=REGION,
        SAM_CLI_TELEMETRY="0",
    )
    environment.setdefault("UV_CACHE_DIR", str(Path.home() / ".cache" / "uv"))
    environment = {name: value for name, value in os.environ.items() if name.startswith("UV_")} | environment
    sam = venv("sam") / "bin" / "sam"
    command: list[str | Path] = [
        sam,
        "build",
        "--template-file",
        ROOT / "template.yaml",
        "--build-dir",
        target,
        "--parallel",
    ]
    run(command, environment, settings.log_dir / "build.log", "sam build")


def _files() -> Iterator[Path]:
    for name in _INPUTS:
        path = ROOT / name
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (file for file in found if file.is_file() and "__pycache__" not in file.parts)


def _forget_old(build_dir: Path) -> None:
    builds = sorted((path for path in build_dir.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for path in builds[:-_KEPT_BUILDS]:
        shutil.rmtree(path, ignore_errors=True)
