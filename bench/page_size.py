"""What a page loads before the bell is opened: the client and the bell, compressed."""

import gzip
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from bench.table import Table
from local.settings import ROOT

WEB = ROOT / "web"
CLIENT = "client/notification-client.js"
BELL = "elements/notification-bell.js"
BUDGET_BYTES = 15_000


def measure() -> Table:
    """The client alone, and what the bell needs until it is opened, which the client is part of."""
    names = {CLIENT: "client", BELL: "client and bell"}
    rows = [(name, *(f"{size / 1000:.1f} kB" for size in sizes(entry))) for entry, name in names.items()]
    note = (
        f"Each file compressed by itself with gzip, as a server does. The budget for client and bell is"
        f" {BUDGET_BYTES // 1000} kB as a bundler delivers them. Without a bundler the sources are loaded as they stand, with"
        " their comments. The panel, the texts of a language and the other elements are loaded when they are needed."
    )
    return Table("Size in the page", ("", "bundled, minified", "as they stand"), rows, note)


def sizes(entry: str) -> tuple[int, int]:
    """Bytes of a module and all that it imports at once, compressed: bundled and minified, and as it stands."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = _bundle(entry, Path(folder))
        first = next(path for path, output in outputs.items() if output.get("entryPoint") == entry)
        loaded = _loaded(first, outputs)
        bundled = sum(_compressed(WEB / path) for path in loaded)
    return bundled, sum(_compressed(WEB / source) for path in loaded for source in outputs[path]["inputs"])


def _bundle(entry: str, folder: Path) -> dict[str, Any]:
    """What the bundler wrote: by path, what went in and what it imports."""
    about = folder / "about.json"
    options = ["--bundle", "--splitting", "--minify", "--format=esm", "--log-level=error", f"--outdir={folder}"]
    esbuild = WEB / "node_modules" / ".bin" / "esbuild"
    subprocess.run([esbuild, entry, *options, f"--metafile={about}"], cwd=WEB, check=True)
    outputs: dict[str, Any] = json.loads(about.read_text(encoding="utf-8"))["outputs"]
    return outputs


def _loaded(path: str, outputs: dict[str, Any]) -> set[str]:
    """A file and all that come with it, which are not those that it asks for later."""
    found, waiting = set[str](), [path]
    while waiting:
        path = waiting.pop()
        found.add(path)
        at_once = [each["path"] for each in outputs[path]["imports"] if each["kind"] == "import-statement"]
        waiting += [each for each in at_once if each not in found]
    return found


def _compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), mtime=0))
