"""The Debian packages that the browser tests need: installed when we may (root), otherwise named."""

import os
import shutil
import subprocess
import sys

PACKAGES = {
    "chromium": ("chromium", "fonts-liberation"),
    "firefox-esr": ("firefox-esr",),
    "node": ("nodejs",),
    "npm": ("npm",),
}
"""By the program that is missing without them. Chromium draws the pictures in `docs/img` with those fonts."""


def main() -> int:
    """Exit status 0 when every program is there, 1 with one line that names the packages that are missing."""
    missing = [package for program, names in PACKAGES.items() if not shutil.which(program) for package in names]
    if not missing:
        return 0
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"the browser tests need: apt-get install {' '.join(missing)}", file=sys.stderr)
        return 1
    print(f"installing {' '.join(missing)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *missing]):
        done = subprocess.run(
            ["apt-get", "-qq", *command], env=environment, capture_output=True, text=True, check=False
        )  # fmt: skip
        if done.returncode != 0:
            print(f"apt-get {command[0]} failed: {done.stderr.strip()}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
