"""The documentation pages are our own files, and nothing in them leads to another host."""

import hashlib
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.web import pages

STATIC = Path(pages.__file__).parent / "static"
VENDOR = STATIC / "vendor"
OWN = sorted(path for path in STATIC.rglob("*") if path.is_file() and VENDOR not in path.parents)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_our_own_files_name_no_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|[\"'(]//|@import|url\(", text)


def test_the_pages_ask_for_no_validator(client: TestClient) -> None:
    assert "validatorUrl: null" in client.get("/static/swagger.js").text


def test_style_sheets_load_nothing(client: TestClient) -> None:
    for path in ("/static/docs.css", "/static/site.css", "/static/vendor/swagger-ui/swagger-ui.css"):
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


def test_a_file_that_is_asked_for_by_its_digest_is_kept_for_a_year(client: TestClient) -> None:
    from app.web.render import version_of

    named = client.get(f"/static/site.css?v={version_of('site.css')}").headers["cache-control"]
    assert named == "public, max-age=31536000, immutable"
    for other in ("/static/site.css", "/static/site.css?v=another"):
        assert client.get(other).headers["cache-control"] == "public, max-age=300"
