"""The pictures in docs/img, taken on a stack that `make run` started: `make pictures`. Look at them afterwards."""

import json
import shutil
import sys

from playwright.sync_api import sync_playwright

from tests.local_run import ROOT

from .demo_pictures import delivery_timeline, demo, demo_dark, demo_moving, demo_phone
from .elements_pictures import center_dark, center_light, center_phone, center_rtl

PICTURES = [
    demo,
    demo_dark,
    demo_phone,
    demo_moving,
    delivery_timeline,
    center_light,
    center_dark,
    center_rtl,
    center_phone,
]


def main() -> None:
    """Take all of them, or those whose functions are named."""
    stack = json.loads((ROOT / ".local" / "stack.json").read_text())
    wanted = sys.argv[1:]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for take in PICTURES:
            if not wanted or take.__name__ in wanted:
                take(stack, chromium)
        chromium.close()


if __name__ == "__main__":
    main()
