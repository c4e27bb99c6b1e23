"""The Debian packages that the browser tests need: installed when we may (root), otherwise named."""

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PACKAGES = ["chromium", "fonts-liberation"]


def main() -> int:
    """Exit status 0 when a browser is there, 1 with one line that names what is missing."""
    if any(shutil.which(name) for name in BROWSERS):
        return 0
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"the browser tests need: apt-get install {' '.join(_PACKAGES)}", file=sys.stderr)
        return 1
    print(f"installing {' '.join(_PACKAGES)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *_PACKAGES]):
        done = subprocess.run(
            ["apt-get", "-qq", *command], env=environment, capture_output=True, text=True, check=False
        )  # fmt: skip
        if done.returncode != 0:
            print(f"apt-get {command[0]} failed: {done.stderr.strip()}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
