"""The files of releases over HTTP: listed with their checksums, immutable, in parts, and never by another way."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.queries.whole import WHOLE
from app.release.publish import seed_store
from app.release.snapshot import ensure
from tests.seeds import HAVEN, SeedCopy
from tests.serving import client_of
from tests.stores import Originals, releases_of

IMMUTABLE = "public, max-age=31536000, immutable"
NUMBERS = "observations.csv"


def release_of(client: TestClient) -> str:
    return str(client.get("/readyz").json()["release"])


def place_of(client: TestClient, name: str = "") -> str:
    return f"/files/{release_of(client)}" + (f"/{name}" if name else "")


def test_every_file_is_listed_and_is_what_is_listed(haven: TestClient) -> None:
    answer = haven.get(place_of(haven))
    assert answer.json()["data"]["release"] == release_of(haven) == answer.json()["meta"]["release"]
    files = answer.json()["data"]["files"]
    lists = {f"{name}.csv" for name in WHOLE}
    assert lists | {"observations.parquet", "indicators.sqlite"} < {file["name"] for file in files}
    for file in files:
        found = haven.get(file["href"], headers={"Origin": "https://elsewhere.example"})
        assert found.status_code == 200
        assert len(found.content) == file["bytes"] == int(found.headers["content-length"])
        assert hashlib.sha256(found.content).hexdigest() == file["sha256"]
        assert found.headers["etag"] == f'"{file["sha256"]}"'
        assert found.headers["content-type"] == file["media_type"]
        assert found.headers["cache-control"] == IMMUTABLE
        assert found.headers["accept-ranges"] == "bytes"
        assert found.headers["access-control-allow-origin"] == "*"


def test_the_release_lists_its_files(haven: TestClient) -> None:
    release = release_of(haven)
    told = haven.get(f"/releases/{release}").json()["data"]
    assert told["files"] == haven.get(f"/files/{release}").json()["data"]["files"]


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_of_a_list_is_the_list_as_the_api_writes_it(haven: TestClient, name: str) -> None:
    values = {"values": "all"} if name == "observations" else {}
    assert haven.get(place_of(haven, f"{name}.csv")).content == haven.get(f"/{name}.csv", params=values).content


def test_parquet_of_the_numbers_is_that_of_the_api_but_for_its_words(haven: TestClient, tmp_path: Path) -> None:
    from pyarrow import parquet

    here, there = tmp_path / "here", tmp_path / "there"
    here.write_bytes(haven.get(place_of(haven, "observations.parquet")).content)
    there.write_bytes(haven.get("/observations.parquet", params={"values": "all"}).content)
    assert parquet.read_table(here).equals(parquet.read_table(there))


def test_files_have_names_that_say_what_they_are(haven: TestClient) -> None:
    release = release_of(haven)
    told = {
        name: haven.get(place_of(haven, name)).headers.get("content-disposition")
        for name in (NUMBERS, "indicators.sqlite", "datapackage.json", "SHA256SUMS")
    }
    assert told[NUMBERS] is not None
    assert told[NUMBERS].startswith(f"attachment; filename=\"haven-observations-{release}.csv\"; filename*=UTF-8''%E6")
    assert f'filename="haven-indicators-{release}.sqlite"' in str(told["indicators.sqlite"])
    assert told["datapackage.json"] is told["SHA256SUMS"] is None


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
def test_a_part_is_a_part_of_the_file_as_it_is_whatever_coding_is_accepted(haven: TestClient, coding: str) -> None:
    place = place_of(haven, NUMBERS)
    whole = haven.get(place).content
    part = haven.get(place, headers={"Range": "bytes=5-14", "Accept-Encoding": coding})
    assert part.status_code == 206
    assert part.content == whole[5:15]
    assert part.headers["content-range"] == f"bytes 5-14/{len(whole)}"
    assert "content-encoding" not in part.headers
    assert part.headers["etag"] == f'"{hashlib.sha256(whole).hexdigest()}"'


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("bytes=-10", 206),
        ("bytes=10-", 206),
        ("bytes=0-0,5-9", 206),
        ("bytes=999999999-", 416),
        ("lines=1-2", 200),
        ("bytes=5-2", 200),
    ],
)
def test_ranges_of_each_kind(haven: TestClient, asked: str, status: int) -> None:
    answer = haven.get(place_of(haven, NUMBERS), headers={"Range": asked})
    assert answer.status_code == status
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_part_is_sent_only_of_the_file_that_the_client_has(haven: TestClient) -> None:
    place = place_of(haven, NUMBERS)
    tag = haven.get(place).headers["etag"]
    asked = {"Range": "bytes=0-3"}
    assert haven.get(place, headers=asked | {"If-Range": tag}).status_code == 206
    assert haven.get(place, headers=asked | {"If-Range": '"another"'}).status_code == 200


def test_who_has_the_file_is_told_so_in_every_coding(haven: TestClient) -> None:
    place = place_of(haven, NUMBERS)
    for coding in ("identity", "gzip", "zstd"):
        first = haven.get(place, headers={"Accept-Encoding": coding})
        again = haven.get(place, headers={"Accept-Encoding": coding, "If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["cache-control"] == IMMUTABLE
        dated = haven.get(place, headers={"If-Modified-Since": first.headers["last-modified"]})
        assert dated.status_code == 304


def test_the_head_is_that_of_the_file_as_it_is(haven: TestClient) -> None:
    for name in (NUMBERS, "observations.parquet", "datapackage.json"):
        got = haven.get(place_of(haven, name))
        head = haven.head(place_of(haven, name), headers={"Accept-Encoding": "gzip"})
        assert head.content == b""
        told = ("content-length", "etag", "content-type", "last-modified", "cache-control", "link")
        assert [head.headers[n] for n in told] == [got.headers[n] for n in told]


def test_a_file_is_dated_by_its_release(haven: TestClient) -> None:
    listed = haven.get("/releases").headers["last-modified"]
    assert haven.get(place_of(haven, NUMBERS)).headers["last-modified"] == listed


@pytest.mark.parametrize("accepted", ["text/csv", "application/json", "image/png", "*/*"])
def test_a_file_is_what_its_name_says_whatever_is_accepted(haven: TestClient, accepted: str) -> None:
    answer = haven.get(place_of(haven, NUMBERS), headers={"Accept": accepted})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/csv")


@pytest.mark.parametrize(
    ("name", "near"),
    [("observation.csv", "observations.csv"), ("SHA256SUM", "SHA256SUMS"), ("areas.tsv", "areas.csv")],
)
def test_a_wrong_name_is_told_the_nearest_right_ones(haven: TestClient, name: str, near: str) -> None:
    answer = haven.get(place_of(haven, name))
    assert answer.status_code == 404
    (fault,) = answer.json()["errors"]
    assert (fault["parameter"], fault["value"]) == ("file_name", name)
    assert near in fault["suggestions"]


def test_a_wrong_release_is_told_the_nearest_right_one(haven: TestClient) -> None:
    release = release_of(haven)
    (fault,) = haven.get(f"/files/{release}x").json()["errors"]
    assert (fault["parameter"], fault["suggestions"][0]) == ("release_id", release)


@pytest.mark.parametrize(
    "path",
    [
        "/files/../../etc/passwd",
        "/files/%2e%2e/%2e%2e/etc/passwd",
        "/files/..%2f..%2fetc/passwd",
        "/files/{release}/..%2f..%2f..%2fetc%2fpasswd",
        "/files/{release}/%2e%2e%2f{release}%2fareas.csv",
        "/files/{release}/..\\..\\x",
        "/files/{release}//etc/passwd",
        "/files/.{release}/areas.csv",
    ],
)
def test_nothing_but_the_listed_files_is_reached(haven: TestClient, path: str) -> None:
    answer = haven.get(path.replace("{release}", release_of(haven)))
    assert answer.status_code == 404
    assert "root:" not in answer.text


def test_parameters_are_refused_as_everywhere(haven: TestClient) -> None:
    assert haven.get(place_of(haven, NUMBERS), params={"limit": 3}).status_code == 400
    assert haven.get(place_of(haven), params={"format": "csv"}).status_code == 400
    assert haven.get(place_of(haven, NUMBERS), params={"lang": "zh"}).status_code == 200


def test_the_files_are_described_by_the_package_beside_them(haven: TestClient) -> None:
    release = release_of(haven)
    described = f'</files/{release}/datapackage.json>; rel="describedby"; type="application/json"'
    assert described in haven.get(place_of(haven, NUMBERS)).headers["link"]


@pytest.fixture
def two_releases(originals: Originals, haven_seed: SeedCopy, tmp_path: Path, engine_name: str) -> Iterator[TestClient]:
    """A client of a store with an older release, whose files are there as well."""
    url, files = originals.copy(engine_name, HAVEN, tmp_path), tmp_path / "files"
    ensure(url, files)
    haven_seed.set("catalogue/area.csv", 2, "name_en", "Elsewhere")
    seed_store(url, haven_seed.directory)
    ensure(url, files)
    with client_of(url, files_dir=files) as client:
        yield client


def test_who_asks_for_a_release_that_is_gone_is_led_to_its_files(two_releases: TestClient) -> None:
    new, old = (release["id"] for release in two_releases.get("/releases").json()["data"])
    answer = two_releases.get("/areas", params={"release": old})
    assert answer.status_code == 410
    assert f"/files/{old}" in answer.json()["detail"]
    assert answer.headers["link"] == f'</files/{old}>; rel="archives"; type="application/json"'
    files = two_releases.get(f"/files/{old}").json()["data"]["files"]
    assert "Elsewhere" not in two_releases.get(f"/files/{old}/areas.csv").text
    assert "Elsewhere" in two_releases.get(f"/files/{new}/areas.csv").text
    assert two_releases.get(f"/releases/{old}").json()["data"]["files"] == files
    assert f"/files/{old}" in two_releases.get("/areas.csv", params={"release": old, "lang": "zh"}).json()["detail"]


def test_who_asks_for_a_release_that_never_was_is_led_nowhere(two_releases: TestClient) -> None:
    answer = two_releases.get("/areas", params={"release": "../2024"})
    assert answer.status_code == 410
    assert "/files" not in answer.json()["detail"]
    assert "link" not in answer.headers


def test_files_that_come_later_are_seen_at_once(originals: Originals, tmp_path: Path) -> None:
    """They are written after the release is published: no answer that was kept may hide them."""
    url, files = originals.url("sqlite", HAVEN), tmp_path / "files"
    (release,) = releases_of(url)
    with client_of(url, files_dir=files) as client:
        before = client.get(f"/releases/{release}")
        assert before.json()["data"]["files"] == []
        assert client.get(f"/files/{release}").status_code == 404
        ensure(url, files)
        after = client.get(f"/releases/{release}", headers={"If-None-Match": before.headers["etag"]})
        assert after.status_code == 200
        assert after.json()["data"]["files"]
        assert client.get(f"/files/{release}").status_code == 200
        shutil.rmtree(files)
        assert client.get(f"/files/{release}").status_code == 404


def test_files_do_not_go_through_the_kept_answers(originals: Originals) -> None:
    with client_of(originals.url("sqlite", HAVEN)) as client:

        def kept() -> list[str]:
            return [line for line in client.get("/metrics").text.splitlines() if line.startswith("cache_bytes")]

        nothing, place = kept(), place_of(client, "areas.csv")
        for _ in range(3):
            assert client.get(place).status_code == 200
        assert kept() == nothing
        client.get("/areas.csv")
        assert kept() != nothing


def test_files_that_cannot_be_read_are_not_there(originals: Originals, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with client_of(originals.url("sqlite", HAVEN), files_dir=tmp_path / "file" / "below") as client:
        answer = client.get(place_of(client))
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
        assert client.get(f"/releases/{release_of(client)}").json()["data"]["files"] == []
        for path in ("/openapi.json", "/releases.atom", "/catalog.jsonld"):
            assert client.get(path).status_code == 200
