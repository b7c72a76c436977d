"""The documentation pages are our own files, and nothing in them leads to another host."""

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.web import pages

STATIC = Path(pages.__file__).parent / "static"
VENDOR = STATIC / "vendor"
OWN = sorted(path for path in STATIC.rglob("*") if path.is_file() and VENDOR not in path.parents)
LOADING = {"src", "href", "data", "srcset", "poster", "action", "formaction", "manifest", "data-openapi"}


class References(HTMLParser):
    """Everything that a page would load or send to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline: list[str] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        self.found += [value or "" for name, value in attrs if name in LOADING]
        self.inline += [value or "" for name, value in attrs if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        if self._inside in {"script", "style"} and data.strip():
            self.inline.append(data)


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/docs/", "/redoc/"])
def test_a_page_refers_to_our_own_files_only_and_they_are_there(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    references = References(answer.text)
    assert len(references.found) >= 4
    for reference in references.found:
        assert re.fullmatch(r"/[^/].*", reference), reference
        assert client.get(reference).status_code == 200, reference
    assert references.inline == []
    assert "//" not in answer.text.replace("<!doctype html>", "")


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_a_page_forbids_what_is_not_ours(client: TestClient, path: str) -> None:
    policy = dict(part.strip().split(" ", 1) for part in client.get(path).headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "script-src" not in policy
    for sources in policy.values():
        assert not re.search(r"https?:|\*|unsafe-eval", sources)
    assert "unsafe-inline" not in policy["default-src"]


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_our_own_files_name_no_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|[\"'(]//|@import|url\(", text)


def test_the_pages_ask_for_no_validator_and_no_fonts(client: TestClient) -> None:
    assert "validatorUrl: null" in client.get("/static/swagger.js").text
    assert "fontFamily" in client.get("/static/redoc.js").text


def test_style_sheets_load_nothing(client: TestClient) -> None:
    for path in ("/static/docs.css", "/static/vendor/swagger-ui/swagger-ui.css"):
        loaded = re.findall(r"url\(([^)]*)\)", client.get(path).text)
        assert all(address.strip("\"'").startswith("data:") for address in loaded)
        assert "@import" not in client.get(path).text


def test_the_vendored_files_are_those_that_were_checked() -> None:
    lines = (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: checksum for checksum, name in (line.split() for line in lines)}
    there = {path.relative_to(VENDOR).as_posix(): path for path in VENDOR.glob("*/*")}
    assert set(there) == set(sums)
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in there.items()} == sums


def test_each_vendored_package_has_its_version_and_licence() -> None:
    readme = (VENDOR / "README.md").read_text(encoding="utf-8")
    for directory in (path for path in VENDOR.iterdir() if path.is_dir()):
        assert (directory / "LICENSE").read_text(encoding="utf-8")
        (row,) = [line for line in readme.splitlines() if line.startswith(f"| `{directory.name}/`")]
        assert re.search(r"\| [0-9]+\.[0-9]+\.[0-9]+ \| [A-Za-z0-9.-]+ \|", row)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/static/icon.svg", "image/svg+xml"),
        ("/static/docs.css", "text/css; charset=utf-8"),
        ("/static/swagger.js", "text/javascript; charset=utf-8"),
    ],
)
def test_a_static_file_says_what_it_is(client: TestClient, path: str, kind: str) -> None:
    assert client.get(path).headers["content-type"] == kind
