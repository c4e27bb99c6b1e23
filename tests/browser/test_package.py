"""What others build with: the page of ten lines, the package as npm packs it, and the examples for React and Vue."""

import html
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.eventually import eventually
from tests.e2e.person import Person
from tests.local_run import ROOT

WEB = ROOT / "web"
EXAMPLES = WEB / "examples"
ORIGIN = "http://localhost:8080"
"""Another origin than the stack's; one that the local API lets in."""

PAGE = """<!doctype html>
<title>An application</title>
<link rel="icon" href="data:,">
<body data-http-api-url="{api}" data-token="{token}">
<div id="app"></div>
{scripts}
</body>
"""


def run(*command: str, cwd: Path, **environment: str) -> str:
    """What a program prints; it must succeed."""
    env = os.environ | environment
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of somebody else's, with the package installed from what npm packs, and what the examples use beside it."""
    folder = tmp_path_factory.mktemp("application")
    packed = run("npm", "pack", "--silent", "--pack-destination", str(folder), cwd=WEB).strip()
    modules = folder / "node_modules"
    with tarfile.open(folder / packed) as archive:
        archive.extractall(modules, filter="data")
    (modules / "package").rename(modules / "carillon-web")
    for name in ("react", "react-dom", "scheduler", "vue"):
        shutil.copytree(WEB / "node_modules" / name, modules / name)
    for name in ("react", "vue"):
        shutil.copytree(EXAMPLES / name, folder / name)
    return folder


@pytest.fixture
def open_page(stack: dict[str, Any], new_context: Callable[[], BrowserContext]) -> Callable[..., Page]:
    """Opens a page of another origin, whose files are those of a folder."""

    def open_it(text: str, folder: Path) -> Page:
        context = new_context()
        context.grant_permissions(["local-network-access"])  # what a test answers, no address vouches for
        page = context.new_page()
        page.route(f"{ORIGIN}/**", lambda route: route.fulfill(path=folder / route.request.url[len(ORIGIN) + 1 :]))
        page.route(f"{ORIGIN}/", lambda route: route.fulfill(body=text, content_type="text/html"))
        page.goto(ORIGIN)
        return page

    return open_it


def page_for(person: Person, *scripts: str) -> str:
    """An application's page, which is told whose inbox it shows."""
    api = html.escape(person.doors.stack["httpApiUrl"])
    return PAGE.format(api=api, token=person.token, scripts="\n".join(scripts))


def see_it_work(page: Page, person: Person) -> None:
    """An application with the bell and a list: something arrives, and is read."""
    bell = page.get_by_role("button", name="notification")
    expect(page.get_by_text("0 unread", exact=True)).to_be_visible()
    title = person.drop()
    expect(bell).to_have_accessible_name("1 unread notification")
    expect(page.get_by_text("1 unread", exact=True)).to_be_visible()

    page.get_by_role("listitem").filter(has_text=title).get_by_role("button", name="Mark as read").click()

    expect(page.get_by_text("0 unread", exact=True)).to_be_visible()
    expect(bell).to_have_accessible_name("No unread notifications")
    eventually(person.unread_count, lambda count: count == 0)


def test_make_page_prints_the_ten_lines_of_the_readme_with_a_working_bell(
    open_page: Callable[..., Page], alice: Person, log_dir: Path, tmp_path: Path
) -> None:
    text = (EXAMPLES / "plain.html").read_text()
    assert len(text.splitlines()) == 10
    assert text in (ROOT / "README.md").read_text()
    running = os.environ.get("RUNNING_STACK")
    state_dir = (ROOT / running).parent if running else log_dir.parent
    printed = run(
        sys.executable, "-m", "local.example_page", "--name", "alice", cwd=ROOT, LOCAL_STATE_DIR=str(state_dir)
    )
    page = open_page(printed, tmp_path)
    title = alice.drop()

    page.get_by_role("button", name="1 unread notification").click()

    expect(page.get_by_text(title, exact=True)).to_be_visible()


def test_the_package_holds_what_it_exports_and_nothing_else(application: Path) -> None:
    package = application / "node_modules" / "carillon-web"
    tops = {path.name for path in package.iterdir()}
    described = json.loads((package / "package.json").read_text())

    assert tops - {"README.md"} == {"client", "dist", "elements", "service-worker.js", "package.json"}
    assert (package / "dist" / "elements.js").is_file()
    for name, target in described["exports"].items():
        if "*" in name:
            continue
        for path in target.values() if isinstance(target, dict) else [target]:
            assert (package / path).is_file(), path
    assert "dependencies" not in described


def test_the_package_works_by_an_import_map(open_page: Callable[..., Page], guest: Person, application: Path) -> None:
    exports = json.loads((WEB / "package.json").read_text())["exports"]
    imports = {
        "carillon-web/client": "/node_modules/carillon-web" + exports["./client"]["default"][1:],
        "carillon-web/elements": "/node_modules/carillon-web" + exports["./elements"]["default"][1:],
        "vue": "/node_modules/vue/dist/vue.esm-browser.prod.js",
    }
    import_map = f'<script type="importmap">{json.dumps({"imports": imports})}</script>'
    page = open_page(page_for(guest, import_map, '<script type="module" src="/vue/app.js"></script>'), application)

    see_it_work(page, guest)


def test_the_package_works_in_a_bundle_with_react(
    open_page: Callable[..., Page], guest: Person, application: Path
) -> None:
    esbuild = WEB / "node_modules" / ".bin" / "esbuild"
    options = ["--bundle", "--format=esm", "--splitting", "--jsx=automatic", "--outdir=bundled"]
    run(str(esbuild), "react/app.jsx", *options, '--define:process.env.NODE_ENV="development"', cwd=application)
    page = open_page(page_for(guest, '<script type="module" src="/bundled/app.js"></script>'), application)

    see_it_work(page, guest)
