"""A file is whole, the same on both stores, and served by ranges."""

import csv
import io
import json
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

from app.formats.registry import FORMATS
from app.queries.areas import AREAS
from app.queries.checks import LISTING as CHECKS
from app.queries.claims import CLAIMS
from app.queries.clusters import CLUSTERS
from app.queries.indicators import INDICATORS
from app.queries.milestones import MILESTONES
from app.queries.observations import LISTING as OBSERVATIONS
from app.queries.organisations import ORGANISATIONS
from app.queries.projects import PROJECTS
from app.queries.releases import LISTING as RELEASES
from app.queries.sources import EVIDENCE, SOURCES
from app.queries.tables import columns_of
from tests.seeds import HAVEN, SHIPPED
from tests.serving import Clients

CATALOGUES = (AREAS, CLAIMS, CLUSTERS, INDICATORS, MILESTONES, ORGANISATIONS, PROJECTS, SOURCES, EVIDENCE)
LISTINGS = [OBSERVATIONS, CHECKS, RELEASES, *(catalogue.listing for catalogue in CATALOGUES)]
# Words that pandas and others take for a missing value.
NOTHING = {"", "#N/A", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null", "<NA>", "-nan", "-NaN", "1.#IND"}


def every_row(client: TestClient, address: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    following = address
    while following:
        page = client.get(following).json()
        rows += page["data"]
        following = page["links"]["next"]
    return rows


@pytest.mark.parametrize(
    "query", ["", "values=all", "sort=-obs_value", "q=throughput", "fields=obs_value,time_period", "last_n=1"]
)
def test_a_file_has_every_row_of_the_pages_in_their_order(haven: TestClient, query: str) -> None:
    rows = every_row(haven, f"/observations?limit=3&{query}")
    lines = haven.get(f"/observations.ndjson?{query}").text.splitlines()
    assert [json.loads(line) for line in lines] == rows
    found = pq.read_table(io.BytesIO(haven.get(f"/observations.parquet?{query}").content)).to_pylist()
    plain = [{k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in row.items()} for row in found]
    assert plain == rows
    cells = list(csv.DictReader(io.StringIO(haven.get(f"/observations.csv?{query}").text)))
    assert cells == [{name: printed(value) for name, value in row.items()} for row in rows]


def printed(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_a_transform_is_a_file_too(client: TestClient) -> None:
    asked = "transform=pct_change&indicator=nev_output&area=100000"
    rows = every_row(client, f"/observations?{asked}")
    assert [json.loads(line) for line in client.get(f"/observations.ndjson?{asked}").text.splitlines()] == rows
    header = client.get(f"/observations.csv?{asked}").text.splitlines()[0]
    assert header.endswith(",note_zh,note_en,transform,inputs")
    assert client.get(f"/observations.xlsx?{asked}").status_code == 200
    assert client.get(f"/observations.sdmx-csv?{asked}").text.startswith("STRUCTURE[;],STRUCTURE_ID,ACTION,")


@pytest.mark.parametrize("seed", [HAVEN, SHIPPED], ids=["haven", "shipped"])
@pytest.mark.parametrize("name", FORMATS)
def test_a_file_is_the_same_to_the_byte_on_every_store(clients: Clients, name: str, seed: Any) -> None:
    for path in ("/observations", "/releases", "/coverage"):
        if FORMATS[name].needs_cube and path != "/observations":
            continue
        here, there = (clients(engine, seed).get(f"{path}?format={name}") for engine in ("sqlite", "postgresql"))
        assert here.content == there.content
        assert here.headers["etag"] == there.headers["etag"]


def test_the_columns_of_every_list_have_titles_that_differ() -> None:
    for listing in LISTINGS:
        columns = columns_of(listing)
        assert [column.name for column in columns] == list(listing.columns)
        for titles in zip(*(column.title for column in columns), strict=True):
            assert all(titles)
            assert len(set(titles)) == len(titles), titles


def test_no_code_reads_as_a_missing_value(client: TestClient) -> None:
    for row in csv.DictReader(io.StringIO(client.get("/codelists.csv").text)):
        assert row["code"] not in NOTHING
    for path in ("areas", "indicators", "sources", "clusters", "projects", "organisations"):
        for row in csv.DictReader(io.StringIO(client.get(f"/{path}.csv?fields=code").text)):
            assert row["code"] not in NOTHING
            assert not row["code"].startswith("0")


@pytest.mark.parametrize("name", FORMATS)
def test_head_tells_the_length_of_the_file(haven: TestClient, name: str) -> None:
    got, head = (haven.request(method, f"/observations?format={name}") for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(got.content))
    for header in ("etag", "content-type", "accept-ranges", "last-modified"):
        assert head.headers[header] == got.headers[header], header
    assert head.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("0-0", 0, 0), ("2-9", 2, 9), ("5-", 5, -1), ("-4", -4, -1), ("-99999999", 0, -1), ("7-99999999", 7, -1)],
)
def test_a_range_is_a_part_of_the_file(haven: TestClient, name: str, asked: str, first: int, last: int) -> None:
    whole = haven.get(f"/observations?format={name}")
    size = len(whole.content)
    first, last = first % size, last % size
    headers = {"Range": f"bytes={asked}", "Accept-Encoding": "gzip, br, zstd"}
    answer = haven.get(f"/observations?format={name}", headers=headers)
    assert (answer.status_code, answer.content) == (206, whole.content[first : last + 1])
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{size}"
    assert answer.headers["content-length"] == str(last - first + 1)
    assert answer.headers["etag"] == whole.headers["etag"]
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    "asked", ["lines=1-2", "bytes=abc", "bytes=5-2", "bytes", "bytes=", "bytes=-", "bytes=" + "9" * 5000 + "-"]
)
def test_what_is_no_range_is_ignored(haven: TestClient, asked: str) -> None:
    answer = haven.get("/areas.csv", headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, haven.get("/areas.csv").content)


def test_several_ranges_come_in_parts(haven: TestClient) -> None:
    answer = haven.get("/areas.csv", headers={"Range": "bytes=0-1, -2"})
    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges")


def test_a_range_beyond_the_file_is_a_problem(haven: TestClient) -> None:
    size = len(haven.get("/areas.csv").content)
    answer = haven.get("/areas.csv", headers={"Range": f"bytes={size}-"})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{size}")
    assert answer.json()["type"] == "/problems/range-not-satisfiable"


def test_a_part_is_of_the_file_that_the_client_has_or_it_gets_all(haven: TestClient) -> None:
    whole = haven.get("/areas.csv")
    part = {"Range": "bytes=0-3"}
    for validator, status in ((whole.headers["etag"], 206), (whole.headers["last-modified"], 206), ('"other"', 200)):
        assert haven.get("/areas.csv", headers=part | {"If-Range": validator}).status_code == status


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("name", FORMATS)
def test_who_has_the_file_is_sent_nothing(haven: TestClient, name: str, method: str) -> None:
    address = f"/observations?format={name}"
    for coding in ("identity", "gzip", "zstd"):
        asked = {"Accept-Encoding": coding}
        tag = haven.request(method, address, headers=asked).headers["etag"]
        answer = haven.request(method, address, headers=asked | {"If-None-Match": tag, "Range": "bytes=0-1"})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"]
        is_text = FORMATS[name].is_streamed or FORMATS[name].is_inline
        assert ("Accept-Encoding" in answer.headers["vary"]) == is_text
    assert haven.request(method, address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_text_is_compressed_whole_and_the_others_are_compressed_already(haven: TestClient) -> None:
    for name, found in FORMATS.items():
        plain = haven.get(f"/observations?format={name}")
        answer = haven.get(f"/observations?format={name}", headers={"Accept-Encoding": "gzip"})
        assert answer.content == plain.content
        is_text = found.is_streamed or found.is_inline
        assert answer.headers.get("content-encoding") == ("gzip" if is_text else None), name
        assert ("accept-encoding" in answer.headers["vary"].casefold()) == is_text
        assert answer.headers["etag"] == (plain.headers["etag"][:-1] + '-gzip"' if is_text else plain.headers["etag"])


def test_a_file_of_another_release_is_gone(haven: TestClient) -> None:
    assert haven.get("/areas.csv?release=2020.1-00000000").status_code == 410


def test_the_language_of_a_workbook_is_its_own_representation(haven: TestClient) -> None:
    tags = {haven.head(f"/areas.xlsx{query}").headers["etag"] for query in ("", "?lang=zh", "?lang=en")}
    assert len(tags) == 3
    assert len({haven.head(f"/areas.csv{query}").headers["etag"] for query in ("", "?lang=zh")}) == 1
    assert len({haven.head(f"/areas.csv{query}").headers["etag"] for query in ("", "?bom=true")}) == 2


def test_a_cube_has_a_cell_for_every_observation(haven: TestClient) -> None:
    for values in ("preferred", "all"):
        rows = every_row(haven, f"/observations?values={values}")
        cube = haven.get(f"/observations.json-stat?values={values}").json()
        assert cube["id"] == ["indicator", "area", "freq", "time_period", *(["source"] if values == "all" else [])]
        for row in rows:
            at = 0
            for name, size in zip(cube["id"], cube["size"], strict=True):
                index = cube["dimension"][name]["category"]["index"]
                assert len(index) == size
                at = at * size + index.index(row[name])
            assert cube["value"].get(str(at)) == row["obs_value"]
            assert cube["status"][str(at)] == row["obs_status"]
        for dimension in cube["dimension"].values():
            category = dimension["category"]
            assert set(category["label"]) == set(category["index"])
            assert len(set(category["label"].values())) == len(category["index"])


def test_columns_are_only_ever_appended(haven: TestClient) -> None:
    frozen = (
        "observation_id,indicator,area,freq,time_period,period_start,period_end,obs_value,obs_value_text,qualifier,"
        "unit_measure,unit_mult,decimals,obs_status,published_on,source,evidence,is_preferred"
    )
    assert haven.get("/observations.csv").text.startswith(frozen)
    assert pl.read_csv(io.BytesIO(haven.get("/observations.csv").content)).width >= frozen.count(",") + 1
