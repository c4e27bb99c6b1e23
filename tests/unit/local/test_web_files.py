"""What of `web/` is served, to whom, and under which policy."""

import httpx
import pytest

STRANGER = {"Origin": "https://shop.example"}


def test_the_page_stands_at_the_root_and_allows_nothing_inline(sink: httpx.Client):
    answer = sink.get("/")
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    ["/client/notification-client.js", "/elements/index.js", "/service-worker.js", "/icons/badge-72x72.png"],
)
def test_any_page_may_import_the_package(sink: httpx.Client, path: str):
    answer = sink.get(path, headers=STRANGER)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")


@pytest.mark.parametrize("path", ["/stack.json", "/outbox.json", "/", "/app.js"])
def test_a_page_of_another_origin_reads_nothing_else(sink: httpx.Client, path: str):
    assert "access-control-allow-origin" not in sink.get(path, headers=STRANGER).headers


@pytest.mark.parametrize(
    "path",
    [
        "/package.json",
        "/package-lock.json",
        "/node_modules/axe-core/axe.js",
        "/demo/index.html",
        "/client/",
        "/client",
        "/client/../package.json",
        "/client/..%2fpackage.json",
        "/client/%2e%2e/package.json",
        "/client//etc/passwd",
        "/..%2f..%2ftemplate.yaml",
    ],
)
def test_nothing_else_of_the_folder_is_reached(sink: httpx.Client, path: str):
    raw = httpx.URL(str(sink.base_url)).copy_with(raw_path=path.encode())
    assert sink.get(raw, follow_redirects=True).status_code == 404
