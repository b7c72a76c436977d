"""curl, on every path of the OpenAPI document and on every file."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from app.formats.registry import FORMATS
from tests.contract.openapi import Operation

# Answers about the service as it is now: they have no ETag, and the metrics count the very requests for them.
UNCACHED = {"/livez", "/readyz", "/metrics", "/problems", "/problems/{problem_slug}"}
CHANGING = {"/metrics"}
# Files that are kept as such, and are had by ranges like those that are made from a list.
KEPT = {"/files/{release_id}/{file_name}"}
# curl says so where it cannot go on with a download.
NO_RANGES = 33
# What GET and HEAD must say alike.
ALIKE = (
    *("content-type", "etag", "last-modified", "cache-control", "link", "content-language"),
    *("content-disposition", "accept-ranges"),
)


@dataclass(frozen=True, slots=True)
class Address:
    """A path of the document with its example; the media type, where it is a file of a list."""

    path: str
    url: str
    media_type: str | None = None

    @property
    def is_file(self) -> bool:
        return self.media_type is not None or self.path in KEPT


@pytest.fixture(scope="session")
def documented(server: str) -> list[Operation]:
    document = httpx.get(f"{server}/openapi.json", timeout=60, trust_env=False).json()
    found = [Operation(path, methods["get"], document["components"]) for path, methods in document["paths"].items()]
    assert len(found) > 30
    return found


@pytest.fixture(scope="session")
def pages(server: str, documented: list[Operation]) -> list[Address]:
    """Every path as it answers by itself."""
    found = [Address(found.path, _asked(f"{server}{found.address}", found.query)) for found in documented]
    return [page for page in found if not page.is_file]


@pytest.fixture(scope="session")
def files(server: str, documented: list[Operation]) -> list[Address]:
    """Every list as every file it can be had as, and the files that are kept."""
    kept = [Address(found.path, f"{server}{found.address}") for found in documented if found.path in KEPT]
    assert len(kept) == len(KEPT)
    return [*kept, *_files(server, documented)]


def _files(server: str, documented: list[Operation]) -> Iterator[Address]:
    for found in documented:
        # All rows, or those of the words without which there is no answer: a file without a row has no parts.
        query = {name: text for name, text in found.query.items() if found.parameters[name]["required"]}
        for name in found.parameters.get("format", {"schema": {"enum": ["json"]}})["schema"]["enum"][1:]:
            yield Address(
                found.path, _asked(f"{server}{found.address}.{FORMATS[name].suffix}", query), FORMATS[name].media_type
            )


def _asked(url: str, query: dict[str, str]) -> str:
    return f"{url}?{urlencode(query)}" if query else url


@dataclass(frozen=True, slots=True)
class Got:
    """What curl ended with, wrote, and was told; the status and the headers of the answer."""

    ended: int
    body: bytes
    status: int
    headers: dict[str, str]


def curl(directory: Path, url: str, *flags: str, had: bytes | None = None) -> Got:
    """Run curl with these flags, on top of what it had of the body before."""
    head, body = directory / "head", directory / "body"
    head.unlink(missing_ok=True)
    body.unlink(missing_ok=True)
    if had is not None:
        body.write_bytes(had)
    command = ["curl", "-s", "--noproxy", "*", "-D", str(head), "-o", str(body), *flags, url]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=False)
    first, *lines = head.read_text(encoding="utf-8").strip().splitlines()
    headers = {name.casefold(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Got(ended.returncode, body.read_bytes() if body.exists() else b"", int(first.split()[1]), headers)


def test_fail_is_silent_where_all_is_well_and_fails_where_not(
    server: str, pages: list[Address], files: list[Address], tmp_path: Path
) -> None:
    for found in (*pages, *files):
        got = curl(tmp_path, found.url, "-f")
        assert (got.ended, got.status) == (0, 200), found
        assert got.body, found
        if found.media_type is not None:
            assert got.headers["content-type"] == found.media_type
    for wrong in ("/nothing", "/observations?indicator=gpd", "/observations.cvs"):
        assert curl(tmp_path, f"{server}{wrong}", "-f").ended == 22


def test_the_head_is_that_of_the_whole(pages: list[Address], files: list[Address], tmp_path: Path) -> None:
    for found in (*pages, *files):
        whole, head = curl(tmp_path, found.url), curl(tmp_path, found.url, "-I")
        assert (head.ended, head.status) == (0, whole.status), found
        for name in ALIKE:
            assert head.headers.get(name) == whole.headers.get(name), (found, name)
        if found.path not in CHANGING:
            assert int(head.headers["content-length"]) == len(whole.body), found
        assert ("accept-ranges" in head.headers) == found.is_file, found


def test_compressed_is_the_same_once_it_is_decoded(pages: list[Address], files: list[Address], tmp_path: Path) -> None:
    codings = set()
    for found in (*pages, *files):
        whole, small = curl(tmp_path, found.url), curl(tmp_path, found.url, "--compressed")
        assert (small.ended, small.status) == (0, 200), found
        if found.path not in CHANGING:
            assert small.body == whole.body, found
        codings.add(small.headers.get("content-encoding"))
        if "content-encoding" in small.headers and "etag" in whole.headers:
            assert small.headers["etag"] != whole.headers["etag"], found
    # Small answers and files that are compressed already are left as they are.
    assert len(codings) > 1
    assert None in codings


def test_who_has_it_is_sent_nothing(pages: list[Address], files: list[Address], tmp_path: Path) -> None:
    for flags in ((), ("--compressed",), ("-I",)):
        without = set()
        for found in (*pages, *files):
            tag = curl(tmp_path, found.url, *flags).headers.get("etag")
            if tag is None:
                without.add(found.path)
                continue
            got = curl(tmp_path, found.url, "-f", *flags, "-H", f"If-None-Match: {tag}")
            # Of `-I` curl writes the headers where the body would be.
            assert (got.ended, got.status, b"" if "-I" in flags else got.body) == (0, 304, b""), found
            assert got.headers["etag"] == tag, found
            assert curl(tmp_path, found.url, *flags, "-H", 'If-None-Match: "other"').status == 200, found
        assert without == UNCACHED


def test_a_download_that_broke_off_goes_on_to_the_same_file(files: list[Address], tmp_path: Path) -> None:
    for found in files:
        whole = curl(tmp_path, found.url).body
        for had in (1, len(whole) // 2, len(whole) - 1):
            got = curl(tmp_path, found.url, "-f", "-C", "-", had=whole[:had])
            assert (got.ended, got.status) == (0, 206), (found, had)
            assert got.headers["content-range"] == f"bytes {had}-{len(whole) - 1}/{len(whole)}", found
            assert got.body == whole, (found, had)
        # What is all there is left as it is.
        # There are no more bytes to ask for; newer versions of curl end well then, others fail with `-f`.
        again = curl(tmp_path, found.url, "-C", "-", had=whole)
        assert (again.ended, again.status, again.body) == (0, 416, whole), found


def test_a_page_is_too_small_to_go_on_with_and_curl_says_so(pages: list[Address], tmp_path: Path) -> None:
    for found in pages:
        got = curl(tmp_path, found.url, "-f", "-C", "-", had=b"{")
        assert (got.ended, got.status, got.body) == (NO_RANGES, 200, b"{"), found


@pytest.mark.parametrize("asked", ["0-0", "5-20", "-7", "3-"])
def test_a_range_is_a_part_of_a_file_and_a_page_is_whole(
    pages: list[Address], files: list[Address], tmp_path: Path, asked: str
) -> None:
    first, _, last = asked.partition("-")
    for found in (*pages, *files):
        whole, got = curl(tmp_path, found.url), curl(tmp_path, found.url, "-f", "-r", asked)
        if not found.is_file:
            assert (got.ended, got.status) == (0, 200), found
            continue
        start = int(first) if first else len(whole.body) - int(last)
        end = int(last) + 1 if first and last else len(whole.body)
        assert (got.ended, got.status, got.body) == (0, 206, whole.body[start:end]), found
        beyond = curl(tmp_path, found.url, "-r", f"{len(whole.body)}-")
        assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{len(whole.body)}"), found
