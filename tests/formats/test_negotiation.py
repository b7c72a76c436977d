"""`format=` beats the suffix, which beats Accept; what is not there is refused by name."""

import csv
import io
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient

from app.formats.registry import FORMATS, OF_TABLES
from tests.contract.openapi import JSON, operations

CSV = "text/csv; charset=utf-8; header=present"
TYPES = {"json": JSON} | {name: found.media_type for name, found in FORMATS.items()}


def kind(client: TestClient, address: str, accept: str = "*/*") -> str:
    answer = client.get(address, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    return str(answer.headers["content-type"])


def fault(client: TestClient, address: str, status: int = 422) -> dict[str, Any]:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    found: dict[str, Any] = answer.json()["errors"][0]
    return found


@pytest.mark.parametrize("name", TYPES)
def test_each_format_is_had_by_name_by_suffix_and_by_accept(client: TestClient, name: str) -> None:
    suffix = FORMATS[name].suffix if name in FORMATS else "json"
    asked = "indicator=gdp&area=440100"
    assert kind(client, f"/observations?{asked}&format={name}") == TYPES[name]
    assert kind(client, f"/observations.{suffix}?{asked}") == TYPES[name]
    assert kind(client, f"/observations?{asked}", TYPES[name].partition(";")[0]) == TYPES[name]


def test_the_order_of_precedence(client: TestClient) -> None:
    assert kind(client, "/areas.csv?format=ndjson", "application/json") == TYPES["ndjson"]
    assert kind(client, "/areas.csv", "application/json") == CSV
    assert kind(client, "/areas.json", "text/csv") == JSON
    assert kind(client, "/areas?format=json", "text/csv") == JSON
    assert kind(client, "/areas", "text/csv;q=0.5, application/x-ndjson") == TYPES["ndjson"]
    assert kind(client, "/areas", "text/html;q=0.5,*/*;q=0.8") == JSON


def test_what_format_or_suffix_decided_no_accept_can_refuse(client: TestClient) -> None:
    assert kind(client, "/areas.csv", "text/html") == CSV
    assert kind(client, "/areas?format=csv", "text/html") == CSV


def test_vary_names_accept_just_where_it_was_asked(client: TestClient) -> None:
    for address, varies in {
        "/areas": True,
        "/areas.csv": False,
        "/areas.json": False,
        "/areas?format=csv": False,
        "/areas?format=json": False,
        "/codelists": True,
        "/codelists/freq.csv": False,
        "/areas/440100": True,  # a browser gets a page
    }.items():
        for accept in ("*/*", JSON):
            vary = client.get(address, headers={"Accept": accept}).headers["vary"]
            assert ("Accept" in [word.strip() for word in vary.split(",")]) == varies, (address, vary)
    assert "Accept" in client.get("/areas", headers={"Accept": "text/css"}).headers["vary"].split(", ")


def test_an_accept_that_names_nothing_is_told_what_there_is(client: TestClient) -> None:
    answer = client.get("/areas", headers={"Accept": "text/css"})
    assert answer.status_code == 406
    assert answer.json()["available"] == [JSON, *(FORMATS[name].media_type for name in OF_TABLES)]


def test_an_unknown_format_is_refused_with_the_nearest_first(client: TestClient) -> None:
    found = fault(client, "/observations?format=jsonstat")
    assert (found["parameter"], found["value"], found["suggestions"][0]) == ("format", "jsonstat", "json-stat")
    assert set(found["suggestions"]) == set(TYPES)
    assert set(fault(client, "/areas?format=sdmx-csv")["suggestions"]) == {"json", *OF_TABLES}


@pytest.mark.parametrize("path", ["/areas.cvs", "/areas.", "/areas.csv.gz", "/areas.json-stat", "/codelists/freq.exe"])
def test_an_unknown_suffix_is_nowhere_and_the_right_ones_are_named(client: TestClient, path: str) -> None:
    found = fault(client, path, 404)
    assert found["parameter"] == "suffix"
    assert set(found["suggestions"]) == {"json", *OF_TABLES}
    assert client.get(path).json()["instance"] == path


def test_the_id_of_one_resource_keeps_its_dots(client: TestClient) -> None:
    for path in ("/observations/A.gdp.440100:2024:netease-haopin-2025", "/areas/440100"):
        assert kind(client, path) == JSON
        assert client.get(f"{path}.csv").status_code == 404


def test_every_list_offers_every_file(client: TestClient) -> None:
    lists = [found for found in operations(client) if "format" in found.parameters]
    assert len(lists) == 16
    for found in lists:
        offered = found.parameters["format"]["schema"]["enum"]
        assert offered[1:] == (list(FORMATS) if found.id == "list_observations" else list(OF_TABLES))
        query = {name: text for name, text in found.query.items() if name not in {"limit", "cursor", "include"}}
        for name in OF_TABLES:
            answer = client.get(f"{found.address}.{name}", params=query)
            assert (answer.status_code, answer.headers["content-type"]) == (200, TYPES[name]), found.id
            assert TYPES[name] in found.described["responses"]["200"]["content"]


def test_the_document_shows_the_start_of_a_file(client: TestClient) -> None:
    for found in operations(client):
        content = found.described["responses"]["200"]["content"]
        if CSV in content:
            assert content[CSV]["example"].endswith("\r\n"), found.id


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("format=csv&limit=100", "limit"),
        ("format=ndjson&cursor=x", "cursor"),
        ("format=xlsx&include=area", "include"),
        ("format=parquet&shape=arrays", "shape"),
        ("format=ndjson&bom=true", "bom"),
        ("bom=true", "bom"),
        ("bom=yes", "bom"),
        ("format=json-stat&fields=area", "fields"),
        ("format=json-stat&sort=area", "sort"),
        ("format=sdmx-csv&fields=area", "fields"),
        ("shape=square", "shape"),
        ("format=csv&sort=nothing", "sort"),
        ("format=csv&indicator=gpd", "indicator"),
        ("format=csv&transform=cagr&values=all", "values"),
    ],
)
def test_what_does_not_fit_a_file_is_refused_by_name(client: TestClient, query: str, name: str) -> None:
    assert fault(client, f"/observations?{query}")["parameter"] == name
    zh = client.get(f"/observations?{query}&lang=zh").json()["errors"][0]["reason"]
    assert any("一" <= character <= "鿿" for character in zh)


def test_what_does_not_fit_is_refused_for_code_lists_too(client: TestClient) -> None:
    for path in ("/codelists?bom=true", "/codelists/freq?bom=true", "/codelists.ndjson?bom=true"):
        assert fault(client, path)["parameter"] == "bom"
    assert fault(client, "/codelists.csv?limit=1", 400)["parameter"] == "limit"


def test_a_page_leads_to_its_files(client: TestClient) -> None:
    address = "/observations?indicator=gdp&limit=2&include=area&fields=area,obs_value&shape=arrays&sort=-obs_value"
    page = client.get(address).json()
    for name in ("csv", "ndjson", "xlsx", "parquet"):
        link = page["links"][name]
        assert link == f"/observations.{name}?fields=area,obs_value&indicator=gdp&sort=-obs_value"
        assert kind(client, link) == TYPES[name]
    rows = list(csv.reader(io.StringIO(client.get(page["links"]["csv"]).text)))
    assert len(rows) == page["page"]["total"] + 1
    assert rows[0] == ["area", "obs_value", "series_break"]


def test_a_file_has_a_speaking_name_in_both_scripts(haven: TestClient) -> None:
    release = haven.get("/readyz").json()["release"]
    told = haven.get("/observations.csv").headers["content-disposition"]
    plain, _, spoken = told.partition("; filename*=UTF-8''")
    assert plain == f'attachment; filename="haven-observations-{release}.csv"'
    assert unquote(spoken) == f"海湾指标-数值-{release}.csv"
    for name in ("json", "json-stat"):
        assert "content-disposition" not in haven.get(f"/observations?format={name}").headers


def test_the_shapes_of_a_page_hold_the_same_rows(haven: TestClient) -> None:
    rows = haven.get("/areas").json()["data"]
    header, *arrays = haven.get("/areas?shape=arrays").json()["data"]
    assert [dict(zip(header, row, strict=True)) for row in arrays] == rows
    columns = haven.get("/areas?shape=columns").json()["data"]
    assert columns == {name: [row[name] for row in rows] for name in header}
    for path in ("/search?q=zzz&", "/coverage?", "/observations?q=zzz&", "/releases?"):
        header, *_ = haven.get(f"{path}shape=arrays").json()["data"]
        assert list(haven.get(f"{path}shape=columns").json()["data"]) == header
