"""Debian's Firefox without a window, whose push service is the stack's sink."""

import contextlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.eventually import eventually

from .bidi import Bidi, BidiError, Tab

STARTS_WITHIN_SECONDS = 60.0


class Firefox:
    """A running browser with a profile of its own."""

    def __init__(self, folder: Path, push_service: str) -> None:
        executable = shutil.which("firefox-esr")
        if executable is None:
            pytest.fail("The push tests need Firefox: install the Debian package `firefox-esr`.")
        profile = folder / "profile"
        profile.mkdir()
        preferences = PREFERENCES | {"dom.push.serverURL": push_service}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items()]
        (profile / "user.js").write_text("".join(lines))
        self._output = folder / "output.log"
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                [executable, "--headless", "--no-remote", "--profile", str(profile),
                 "--remote-debugging-port=0", "--remote-allow-system-access"],
                stdout=output, stderr=output, env=os.environ | {"HOME": str(folder)},
            )  # fmt: skip
        address = profile / "WebDriverBiDiServer.json"
        told = eventually(lambda: address.read_text() if address.is_file() else "", within=STARTS_WITHIN_SECONDS)
        said = json.loads(told)
        self._bidi = Bidi(f"ws://{said['ws_host']}:{said['ws_port']}")
        self._bidi.send("session.subscribe", events=["log.entryAdded"])

    def tab(self) -> Tab:
        """A new tab, empty."""
        return Tab(self._bidi, self._bidi.send("browsingContext.create", type="tab")["context"])

    def addresses(self) -> list[str]:
        """What the tabs show."""
        return [str(context["url"]) for context in self._bidi.send("browsingContext.getTree")["contexts"]]

    def close_tab(self, address: str) -> None:
        """Close the tab that shows this."""
        for context in self._bidi.send("browsingContext.getTree")["contexts"]:
            if context["url"] == address:
                self._bidi.send("browsingContext.close", context=context["context"])

    def click_notification(self, title: str) -> None:
        """Click on a notification that stands on the screen, as a person does: no script of a page could."""

        def alert() -> Tab | None:
            for window in self._own_windows("chrome://global/content/alerts/alert.xhtml"):
                with contextlib.suppress(BidiError):  # one that just opens or closes
                    if window.run("() => document.getElementById('alertTitleLabel')?.value") == title:
                        return window
            return None

        window = eventually(alert)
        assert window
        window.run("() => document.getElementById('alertBox').click()")

    def prefer(self, name: str, value: bool | str) -> None:
        """Change a preference of the running browser."""
        (window,) = self._own_windows("chrome://browser/content/browser.xhtml")
        setter = "setBoolPref" if isinstance(value, bool) else "setStringPref"
        window.run(f"(name, value) => Services.prefs.{setter}(name, value)", name, value)

    def _own_windows(self, address: str) -> list[Tab]:
        """Windows of the browser itself, where scripts may do whatever it can."""
        found = self._bidi.send("browsingContext.getTree", **{"moz:scope": "chrome"})["contexts"]
        return [Tab(self._bidi, context["context"]) for context in found if context["url"] == address]

    def complaints(self) -> list[str]:
        """What pages complained about, and what went wrong in workers, which no session is told."""
        told = [event["params"] for event in self._bidi.events if event["method"] == "log.entryAdded"]
        said = [f"{entry['level']}: {entry['text']}" for entry in told if entry["level"] in ("error", "warn")]
        lines = self._output.read_text(errors="replace").splitlines()
        return said + [
            line for line in lines if line.startswith(("JavaScript error: http", "JavaScript warning: http"))
        ]

    def stop(self) -> None:
        """End it."""
        self._bidi.send("browser.close")
        self._bidi.close()
        self._process.wait(30)


PREFERENCES = {
    # What makes the stack's sink its push service.
    "dom.push.testing.allowInsecureServerURL": True,
    "dom.push.retryBaseInterval": 100,  # milliseconds until it connects again
    "dom.serviceWorkers.testing.enabled": True,
    "permissions.default.desktop-notification": 1,
    "alerts.useSystemBackend": False,  # it shows them itself: there need not be a desktop
    # What a page does last is not cut off, which would be a complaint.
    "dom.abort_script_on_child_shutdown": False,
    # Where `complaints` reads what workers do wrong.
    "browser.dom.window.dump.enabled": True,
    "javascript.options.showInConsole": True,
    # What a session sets by itself would switch push off; of that, these keep the browser to itself.
    "remote.prefs.recommended": False,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.newtabpage.enabled": False,
    "browser.region.network.url": "",
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.manage-offline-status": False,
    "toolkit.startup.max_resumed_crashes": -1,
}
